/** Codes of java-tron's `Return`. */
export type ResponseCode =
  | "SIGERROR"
  | "CONTRACT_VALIDATE_ERROR"
  | "CONTRACT_EXE_ERROR"
  | "BANDWITH_ERROR"
  | "DUP_TRANSACTION_ERROR"
  | "TAPOS_ERROR"
  | "TOO_BIG_TRANSACTION_ERROR"
  | "TRANSACTION_EXPIRATION_ERROR"
  | "SERVER_BUSY"
  | "OTHER_ERROR";

const core = "org.tron.core.exception.";

/** java-tron's exceptions: what a broadcast answers (code and words). The message is the exception's own. */
const ANSWERS: Readonly<Record<string, readonly [ResponseCode, (message: string) => string]>> = {
  ValidateSignatureException: ["SIGERROR", (message) => `Validate signature error: ${message}`],
  ContractValidateException: ["CONTRACT_VALIDATE_ERROR", (message) => `Contract validate error : ${message}`],
  ContractExeException: ["CONTRACT_EXE_ERROR", (message) => `Contract execute error : ${message}`],
  AccountResourceInsufficientException: ["BANDWITH_ERROR", () => "Account resource insufficient error."],
  DupTransactionException: ["DUP_TRANSACTION_ERROR", () => "Dup transaction."],
  TaposException: ["TAPOS_ERROR", () => "Tapos check error."],
  TooBigTransactionException: ["TOO_BIG_TRANSACTION_ERROR", (message) => message],
  TransactionExpirationException: ["TRANSACTION_EXPIRATION_ERROR", () => "Transaction expired"],
};

/** A request or transaction the node refuses, as one of java-tron's exceptions. */
export class TronException extends Error {
  /** Simple name of the Java class, or its full name outside java-tron's own. */
  readonly kind: string;

  /** @param kind - name of the Java class @param message - its message */
  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
    this.name = kind;
  }

  /** The class as the API prints it. */
  get javaClass(): string {
    return this.kind.includes(".") ? this.kind : `${core}${this.kind}`;
  }

  /** Code in a broadcast's answer. */
  get code(): ResponseCode {
    return ANSWERS[this.kind]?.[0] ?? "OTHER_ERROR";
  }

  /** Message in a broadcast's answer. */
  get answer(): string {
    return ANSWERS[this.kind]?.[1](this.message) ?? `Error: ${this.message}`;
  }
}

/** A contract that does not hold. */
export const invalid = (message: string): TronException => new TronException("ContractValidateException", message);

/** Refuses unless the condition holds. @throws TronException ContractValidateException */
export function require(condition: boolean, message: string): asserts condition {
  if (!condition) throw invalid(message);
}
