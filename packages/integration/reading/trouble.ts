import { fieldOf, isRefusal, layersOf } from "./revert-data.ts";
import { IntegrationError, type IntegrationErrorCode, isIntegrationError } from "../problem.ts";
import { shownOf } from "../shown.ts";

/** What went wrong around a call rather than in the token: code and sentence. */
export interface Trouble {
  readonly code: IntegrationErrorCode;
  readonly sentence: string;
}

/** One kind of trouble, and how ethers, viem, wallets, tronweb, `@kgst/tron` and nodes each say it. */
interface Kind extends Trouble {
  /** `code` of an error: EIP-1193's numbers, ethers' and Node's names. */
  readonly codes: readonly (number | string)[];
  /** `name` of an error's class, as viem has it. */
  readonly names: readonly string[];
  readonly words: RegExp;
}

const REJECTED = "The person declined in the wallet. Nothing was signed or sent.";
const NO_GAS_MONEY =
  "The account has not enough of the chain's own coin (BNB, on TRON TRX) to pay for the transaction.";
const NO_ENERGY = "The transaction was given too little gas, on TRON energy: it stopped before its end.";
const NO_NODE = "The node did not answer, or takes no more requests now.";
const NO_TOKEN = "At this address is no contract that answers as the coin does.";
const WRONG_CHAIN = "The wallet is on another chain than the token.";
const NO_WALLET = "The wallet does not let this page use the account, or is not connected.";

/** In the order in which they are looked for: what a person did counts before what a machine says of it. */
const KINDS: readonly Kind[] = [
  {
    code: "WALLET_REJECTED",
    sentence: REJECTED,
    codes: [4001, 5000, 5001, 5002, "ACTION_REJECTED"],
    names: ["UserRejectedRequestError"],
    // MetaMask, WalletConnect, TronLink ("Confirmation declined by user"), TokenPocket, Ledger.
    words:
      /\b(?:user|confirmation)\b.{0,24}\b(?:reject|declin|denied|deny|cancel)|\b(?:reject|declin|denied|cancel)\w* by (?:the )?user|conditions? of use not satisfied/i,
  },
  {
    code: "GAS_MONEY_MISSING",
    sentence: NO_GAS_MONEY,
    codes: ["INSUFFICIENT_FUNDS", "BALANCE_TOO_LOW", "BANDWITH_ERROR"],
    names: ["InsufficientFundsError"],
    words:
      /insufficient (?:funds|balance) for (?:gas|transfer|intrinsic)|insufficient funds\b|doesn't have enough funds|exceeds the balance of the account|gas required exceeds allowance|balance is not (?:sufficient|enough)|Account resource insufficient|bandwith_error|account \[?\w*\]? ?does not exist|no OwnerAccount/i,
  },
  {
    code: "GAS_EXHAUSTED",
    sentence: NO_ENERGY,
    codes: ["FEE_LIMIT_TOO_LOW", "OUT_OF_ENERGY", "OUT_OF_TIME"],
    names: ["IntrinsicGasTooLowError"],
    words: /\bout of (?:gas|energy)\b|OUT_OF_ENERGY|not enough energy|intrinsic gas too low|fee limit/i,
  },
  {
    code: "WALLET_CHAIN_WRONG",
    sentence: WRONG_CHAIN,
    codes: [4902, "CHAIN_MISMATCH"],
    names: ["ChainMismatchError", "SwitchChainError", "ChainDisconnectedError"],
    words: /unrecognized chain id|does not match the target chain|must match the active chainId/i,
  },
  {
    code: "WALLET_UNSUPPORTED",
    sentence: NO_WALLET,
    codes: [4100, 4200, 4900, 4901, "SIGNER_MISSING"],
    names: [
      "UnauthorizedProviderError",
      "UnsupportedProviderMethodError",
      "ProviderDisconnectedError",
      "AccountNotFoundError",
    ],
    words: /requested (?:method|account).{0,40}(?:not been|not) authorized|contract runner does not support sending/i,
  },
  {
    code: "NOT_MINED",
    sentence: "No block holds the transaction yet.",
    codes: [],
    names: ["WaitForTransactionReceiptTimeoutError", "TransactionReceiptNotFoundError"],
    words: /timed out while waiting for transaction/i,
  },
  {
    code: "NODE_UNREACHABLE",
    sentence: NO_NODE,
    codes: [
      ...["NETWORK_ERROR", "TIMEOUT", "SERVER_ERROR", "OFFLINE", "CHAIN_UNREACHABLE", "NODE_THROTTLED", "NODE_DENIED"],
      ...["NODE_BEHIND", "NODE_ANSWER_INVALID", "TRON_SERVICE_MISSING", "TRON_NODE_REFUSED", "HISTORY_MISSING"],
      ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "ENOTFOUND", "ETIMEDOUT", "EAI_AGAIN", "EPIPE", "ERR_NETWORK"],
      ...["ERR_BAD_RESPONSE", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_SOCKET", -32005, 429],
    ],
    names: ["HttpRequestError", "TimeoutError", "WebSocketRequestError", "SocketClosedError", "LimitExceededRpcError"],
    words:
      /fetch failed|failed to fetch|network ?error|socket hang up|econnrefused|enotfound|etimedout|timed? ?out|rate limit|too many requests|status code (?:408|429|5\d\d)|bad gateway|service unavailable/i,
  },
  {
    code: "TOKEN_MISSING",
    sentence: NO_TOKEN,
    codes: ["BAD_DATA", "UNCONFIGURED_NAME"],
    names: ["ContractFunctionZeroDataError", "AbiDecodingZeroDataError", "AbiDecodingDataSizeTooSmallError"],
    words:
      /could not decode result data|returned no data \("0x"\)|is not a contract|smart contract is not exist|no contract or not a valid smart contract/i,
  },
  {
    code: "BROADCAST_REFUSED",
    sentence: "The node refused the transaction, and nothing was executed",
    codes: [
      "NONCE_EXPIRED",
      "REPLACEMENT_UNDERPRICED",
      "TRANSACTION_REPLACED",
      "BROADCAST_REFUSED",
      "TRANSACTION_EXPIRED",
    ],
    names: ["NonceTooLowError", "NonceTooHighError", "FeeCapTooLowError", "TransactionRejectedRpcError"],
    words:
      /nonce too (?:low|high)|underpriced|already known|TAPOS_ERROR|SIGERROR|CONTRACT_VALIDATE_ERROR|DUP_TRANSACTION/i,
  },
  {
    code: "INPUT_INVALID",
    sentence: "The client was given what it cannot use",
    codes: [
      "INVALID_ARGUMENT",
      "MISSING_ARGUMENT",
      "UNEXPECTED_ARGUMENT",
      "NUMERIC_FAULT",
      "TRANSACTION_INVALID",
      -32602,
    ],
    names: ["InvalidAddressError", "AbiEncodingLengthMismatchError", "IntegerOutOfRangeError"],
    words: /^invalid (?:address|bytes|argument)|runner does not support calling/i,
  },
];

/** Kinds whose sentence ends with the client's own words: they differ from case to case. */
const QUOTING: readonly IntegrationErrorCode[] = ["BROADCAST_REFUSED", "INPUT_INVALID"];

/** Returns what went wrong around a call; undefined if no client, wallet or node is known to say it so. */
export function troubleOf(error: unknown): Trouble | undefined {
  const layers = layersOf(error);
  const said = [...(typeof error === "string" ? [error] : []), ...layers.flatMap(wordsOf)];
  const kind =
    KINDS.find(({ codes, names }) => layers.some((layer) => isNamed(layer, codes, names))) ??
    KINDS.find(({ words }) => said.some((text) => words.test(text)));
  if (kind === undefined) return undefined;
  const sentence = QUOTING.includes(kind.code)
    ? `${kind.sentence}: ${shownOf(said[0] ?? "no word", 200)}.`
    : kind.sentence;
  return { code: kind.code, sentence };
}

/** Returns the first words that an error has for itself. */
function saidOf(error: unknown): string {
  if (typeof error === "string") return shownOf(error, 200);
  const [words = "no word"] = layersOf(error).flatMap(wordsOf);
  return shownOf(words, 200);
}

/**
 * Returns what a reading function throws over what its client threw.
 * @returns `CLIENT_FAILED` where nobody knows better
 */
export function troubleError(error: unknown): IntegrationError {
  if (isIntegrationError(error)) return error;
  const trouble = troubleOf(error);
  if (trouble !== undefined) return new IntegrationError(trouble.code, trouble.sentence, { cause: error });
  if (isRefusal(error)) return new IntegrationError("TOKEN_MISSING", NO_TOKEN, { cause: error });
  return new IntegrationError("CLIENT_FAILED", `The client failed: ${saidOf(error)}.`, { cause: error });
}

/** Returns whether a contract answered with what its interface does not have. */
export function isWrongAnswer(error: unknown): boolean {
  return troubleOf(error)?.code === "TOKEN_MISSING";
}

/** Asks a client, and throws what {@link troubleError} makes of what it throws. */
export async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw troubleError(error);
  }
}

function isNamed(layer: object, codes: Kind["codes"], names: readonly string[]): boolean {
  const code = fieldOf(layer, "code");
  const name = fieldOf(layer, "name");
  return codes.some((one) => one === code) || names.some((one) => one === name);
}

/** Texts of one error: viem's and ethers' short one first. A text may be as long as a node likes. */
function wordsOf(layer: object): string[] {
  const fields = ["shortMessage", "details", "message", "reason"].map((name) => fieldOf(layer, name));
  return fields.flatMap((text) => (typeof text === "string" && text !== "" ? [text.slice(0, 2_000)] : []));
}
