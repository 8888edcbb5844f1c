import type { ContractResult } from "../../../tron/protobuf/transaction.ts";

/** Names of java-tron's exceptions with the contract result each one leads to. */
const CLASSES = {
  OutOfEnergyException: "OUT_OF_ENERGY",
  OutOfTimeException: "OUT_OF_TIME",
  OutOfMemoryException: "OUT_OF_MEMORY",
  IllegalOperationException: "ILLEGAL_OPERATION",
  BadJumpDestinationException: "BAD_JUMP_DESTINATION",
  StackTooSmallException: "STACK_TOO_SMALL",
  StackTooLargeException: "STACK_TOO_LARGE",
  PrecompiledContractException: "PRECOMPILED_CONTRACT",
  TransferException: "TRANSFER_FAILED",
  InvalidCodeException: "INVALID_CODE",
  StaticCallModificationException: "UNKNOWN",
  ReturnDataCopyIllegalBoundsException: "UNKNOWN",
  BytecodeExecutionException: "UNKNOWN",
  RuntimeException: "UNKNOWN",
  ArithmeticException: "UNKNOWN",
  ArrayIndexOutOfBoundsException: "UNKNOWN",
} as const satisfies Record<string, ContractResult>;

const JAVA_LANG: ReadonlySet<string> = new Set([
  "RuntimeException",
  "ArithmeticException",
  "ArrayIndexOutOfBoundsException",
]);

/** Kind of a halt. */
export type FailureClass = keyof typeof CLASSES;

/** An exceptional halt of a TVM frame. All but {@link TransferException} consume the frame's energy. */
export class TvmFailure extends Error {
  /** Marks it as a halt, not a bug, for the library's interpreter. */
  readonly errorType = "EVMError";
  readonly kind: FailureClass;

  /** @param kind - java-tron's exception @param message - java-tron's words, stored as `resMessage` */
  constructor(kind: FailureClass, message: string) {
    super(message);
    this.name = kind;
    this.kind = kind;
  }

  /** The contract result of a transaction that ends this way. */
  get result(): ContractResult {
    return CLASSES[this.kind];
  }

  /** The exception's Java class, as the API prints it. */
  get javaClass(): string {
    return JAVA_LANG.has(this.kind) ? `java.lang.${this.kind}` : `org.tron.core.vm.program.Program$${this.kind}`;
  }

  /** Whether unused energy is kept. */
  get keepsEnergy(): boolean {
    return this.kind === "TransferException";
  }
}

/** Constructors of the failures, in java-tron's words. */
export const failures = {
  outOfEnergy: (op: string, limit: bigint, cost: bigint, used: bigint): TvmFailure =>
    new TvmFailure(
      "OutOfEnergyException",
      `Not enough energy for '${op}' operation executing: curInvokeEnergyLimit[${limit}], curOpEnergy[${cost}], usedEnergy[${used}]`,
    ),
  outOfEnergyWithPenalty: (op: string, limit: bigint, cost: bigint, penalty: bigint, used: bigint): TvmFailure =>
    new TvmFailure(
      "OutOfEnergyException",
      `Not enough energy for '${op}' operation executing: curInvokeEnergyLimit[${limit}], curOpEnergy[${cost}], penaltyEnergy[${penalty}], usedEnergy[${used}]`,
    ),
  notEnoughForOperation: (op: string, cost: bigint, left: bigint): TvmFailure =>
    new TvmFailure(
      "OutOfEnergyException",
      `Not enough energy for '${op}' operation executing: opEnergy[${cost}], programEnergy[${left}]`,
    ),
  notEnoughToSpend: (hint: string, need: bigint, left: bigint): TvmFailure =>
    new TvmFailure(
      "OutOfEnergyException",
      `Not enough energy for '${hint}' executing: needEnergy[${need}], leftEnergy[${left}];`,
    ),
  outOfTime: (op: string): TvmFailure =>
    new TvmFailure("OutOfTimeException", `CPU timeout for '${op}' operation executing`),
  outOfMemory: (op: string): TvmFailure =>
    new TvmFailure("OutOfMemoryException", `Out of Memory when '${op}' operation executing`),
  illegalOperation: (code: number): TvmFailure =>
    new TvmFailure(
      "IllegalOperationException",
      `Invalid operation code: opCode[${code.toString(16).padStart(2, "0")}];`,
    ),
  badJump: (target: bigint): TvmFailure =>
    new TvmFailure("BadJumpDestinationException", `Operation with pc isn't 'JUMPDEST': PC[${target}];`),
  stackTooSmall: (expected: number, actual: number): TvmFailure =>
    new TvmFailure("StackTooSmallException", `Expected stack size ${expected} but actual ${actual};`),
  stackTooLarge: (): TvmFailure =>
    new TvmFailure("StackTooLargeException", "Expected: overflow 1024 elements stack limit"),
  staticCall: (): TvmFailure =>
    new TvmFailure("StaticCallModificationException", "Attempt to call a state modifying opcode inside STATICCALL"),
  returnDataBounds: (offset: bigint, size: bigint, available: number): TvmFailure => {
    const word = (value: bigint): string => value.toString(16).padStart(64, "0");
    const text = `offset (${word(offset)}) + size (${word(size)}) > RETURNDATASIZE (${available})`;
    return new TvmFailure("ReturnDataCopyIllegalBoundsException", `Illegal RETURNDATACOPY arguments: ${text}`);
  },
  transfer: (message: string): TvmFailure => new TvmFailure("TransferException", message),
  invalidCode: (): TvmFailure => new TvmFailure("InvalidCodeException", "invalid code: must not begin with 0xef"),
  bytecode: (message: string): TvmFailure => new TvmFailure("BytecodeExecutionException", message),
  arithmetic: (): TvmFailure => new TvmFailure("ArithmeticException", "BigInteger out of long range"),
  outOfBounds: (message: string): TvmFailure => new TvmFailure("ArrayIndexOutOfBoundsException", message),
  runtime: (message: string): TvmFailure => new TvmFailure("RuntimeException", message),
};
