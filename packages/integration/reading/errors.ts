import { toBase58 } from "../account.ts";
import { type IntegrationErrorCode, IntegrationError, REMEDIES, isIntegrationError } from "../problem.ts";
import { valuesOf } from "../given.ts";
import { shownOf } from "../shown.ts";
import { bytesAt, decodeValues } from "./decode.ts";
import { FOR_EVER, utcTime } from "./format.ts";
import { EMPTY, UNKNOWN, isBytes, isRefusal, revertData } from "./revert-data.ts";
import { ERRORS, type ErrorEntry } from "../generated/errors.ts";
import { roleName } from "./roles.ts";
import { scopeNames } from "./scopes.ts";
import { troubleError, troubleOf } from "./trouble.ts";
import { type Unit, formatAmount } from "./units.ts";

/** What went wrong. */
export interface Explanation {
  /** `REVERTED` when a contract refused, otherwise what the wallet, the client or the node means. */
  readonly code: IntegrationErrorCode;
  /**
   * Name of the contract's error, such as `AccountFrozen`; `Error` and `Panic` are Solidity's own, `empty` gives no reason,
   * `unknown` is not an error of the coin. The code when no contract refused.
   */
  readonly name: string;
  /** The error's values by name: numbers as `bigint`, accounts as `0x…` with checksum. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What happened, for people, amounts in whole coins if the unit was given. */
  readonly sentence: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** How values are written in a sentence. */
export interface Writing extends Partial<Unit> {
  /** On `tron` accounts are written as `T…`; on `evm`, the default, as `0x…`. */
  readonly platform?: "evm" | "tron";
}

const BY_SELECTOR = new Map(ERRORS.map((entry) => [entry.selector, entry]));
/** Solidity's own errors, and ERC-7751's: what a router that calls the token hands on. */
const BUILT_IN = { error: "0x08c379a0", panic: "0x4e487b71", wrapped: "0x90bfb865" } as const;
/** How many wrappings are taken off. */
const DEEPEST = 8;
/** Characters of a contract's own words that are repeated. */
const SAID = 200;

/** Names of values that are amounts in smallest units. */
const AMOUNTS = new Set(
  "allowance amount available balance committed needed outstanding reserves stated supply unit value".split(" "),
);
/** Names of values that are Unix seconds. */
const TIMES = new Set(
  "asOf deadline previousValidUntil schedule until validAfter validBefore validFrom validUntil".split(" "),
);
/** Names of values that are no amounts of the coin although other errors have amounts of this name. */
const COUNTED: Readonly<Record<string, readonly string[]>> = {
  Executor_NativeAmountExceedsCap: ["amount"], // of the chain's own coin
  GuardianLimitExceeded: ["available"], // accounts
  InsufficientBalance: ["balance", "needed"], // of the chain's own coin
  LZ_MessageLib_InvalidAmount: ["available"], // of the chain's own coin
  NativeCoinRefused: ["value"], // of the chain's own coin
  SafeCastOverflowedUintDowncast: ["value"],
};

/**
 * Every error that can come out of the token's address, of the reserve attestations, of the timelock, of the adapter or of
 * LayerZero's contracts that a move passes through, with the sentence it becomes and what to do about it.
 */
export { ERRORS, type ErrorEntry } from "../generated/errors.ts";

/**
 * Returns what went wrong, as a sentence: why a contract refused, also through a router that wraps its reason (ERC-7751), or
 * what a wallet, a client or a node means: declined, no gas money, too little gas or energy, a node that does not answer, no
 * contract at the address.
 * @param refusal - what ethers, viem, tronweb, a wallet or a node threw, or the data of a revert in hex
 * @param writing - `decimals` and `symbol` of the coin (`readUnit`) and the platform, for people to read
 * @returns undefined if nothing of that is in it
 * @throws IntegrationError `AMOUNT_INVALID` for decimals that are none, `INPUT_INVALID` for a writing that is no object
 * @example
 * explainError(error, { decimals: 6, symbol: "KGST" })?.sentence
 * // "0x7099… is frozen until 2026-11-25 06:00:00 UTC and can neither send, receive nor spend."
 */
export function explainError(refusal: unknown, writing: Writing = {}): Explanation | undefined {
  if (isIntegrationError(refusal)) {
    const { code, message, remedy } = refusal;
    return { code, name: code, values: {}, sentence: message, remedy };
  }
  const explanation = explainRevert(refusal, writing);
  if (explanation !== undefined && explanation.name !== EMPTY) return explanation;
  const trouble = troubleOf(refusal);
  if (trouble === undefined) return explanation;
  const { code, sentence } = trouble;
  return { code, name: code, values: {}, sentence, remedy: REMEDIES[code] };
}

/**
 * Returns why a contract refused, as {@link explainError} does.
 * @returns undefined if what was thrown is not about a contract that refused
 */
export function explainRevert(refusal: unknown, writing: Writing = {}): Explanation | undefined {
  const data = typeof refusal === "string" && isBytes(refusal) ? refusal : revertData(refusal);
  if (data !== null) return explainData(data, valuesOf("The writing", writing), 0);
  return isRefusal(refusal) ? empty() : undefined;
}

function explainData(data: string, writing: Writing, depth: number): Explanation {
  const selector = data.slice(0, 10).toLowerCase();
  if (selector === "0x") return empty();
  const entry = BY_SELECTOR.get(selector);
  const known = (entry === undefined ? undefined : particular(entry, data, writing, depth)) ?? general(data, selector);
  if (known !== undefined) return known;
  const inner = depth <= DEEPEST ? reasonInside(data, selector, writing, depth) : undefined;
  if (inner !== undefined) return inner;
  const sentence = `The contract refused with data that this coin does not use (${data.slice(0, 10)}).`;
  return revert(UNKNOWN, { data }, sentence, "Check that this is the coin's address.");
}

/** Returns the error of a selector; undefined if the values after it are cut off, as no contract of the coin answers. */
function particular(entry: ErrorEntry, data: string, writing: Writing, depth: number): Explanation | undefined {
  const [, name = "", list = ""] = /^(\w+)\((.*)\)$/.exec(entry.signature) ?? [];
  const inputs = list === "" ? [] : list.split(",").map((input) => input.trim().split(" "));
  const decoded = decodeValues(
    inputs.map(([type = ""]) => type),
    data,
  );
  if (decoded === undefined) return undefined;
  const values = Object.fromEntries(inputs.map(([, input = ""], index) => [input, decoded[index]]));
  const written = (input: string): string => write(name, input, values[input], writing, depth);
  const sentence = entry.sentence.replace(/\{(\w+)\}/g, (_, input: string) => written(input));
  return revert(name, values, sentence, entry.remedy);
}

/** Solidity's own errors. */
function general(data: string, selector: string): Explanation | undefined {
  if (selector === BUILT_IN.panic) {
    const code = decodeValues(["uint256"], data)?.[0];
    if (code === undefined) return undefined;
    const sentence = `The contract stopped at a failed check of the language (panic ${String(code)}).`;
    return revert("Panic", { code }, sentence, "Check the amounts; report it if they are right.");
  }
  const reason = selector === BUILT_IN.error ? decodeValues(["string"], data)?.[0] : undefined;
  if (reason === undefined) return undefined;
  const sentence = `The contract said: ${shownOf(reason, SAID)}`;
  return revert("Error", { reason }, sentence, "Check that this is the coin's address.");
}

/**
 * Returns the reason that another contract wrapped into its own error: by ERC-7751, or as any value of the kind `bytes`, as
 * routers, multicalls and account abstraction do. Only what is an error of the coin or of Solidity counts.
 */
function reasonInside(data: string, selector: string, writing: Writing, depth: number): Explanation | undefined {
  const digits = data.slice(10).toLowerCase();
  const isWrapped = selector === BUILT_IN.wrapped;
  const places = isWrapped ? [2] : [0, 1, 2, 3, 4, 5, 6, 7];
  for (const place of places) {
    const word = digits.slice(64 * place, 64 * (place + 1));
    const reason = word.length === 64 ? bytesAt(digits, BigInt(`0x${word}`)) : undefined;
    if (reason === undefined || (reason.length < 10 && !isWrapped)) continue;
    const inner = explainData(reason, writing, depth + (isWrapped ? 1 : 2));
    if (inner.name !== UNKNOWN) return inner;
  }
  return undefined;
}

function empty(): Explanation {
  const sentence = "The contract refused without giving a reason.";
  const remedy =
    "Check the address and the chain: a contract that is not the coin answers so, and one that ran out of gas.";
  return revert(EMPTY, {}, sentence, remedy);
}

/**
 * Returns what a sending function throws over what its client threw: the token's reason, or what went wrong around the call.
 * @param writing - the coin's unit and the platform, for the sentence
 */
export function refusalOf(error: unknown, writing: Writing = {}): IntegrationError {
  if (isIntegrationError(error)) return error;
  const explanation = explainError(error, writing);
  if (explanation === undefined) return troubleError(error);
  return new IntegrationError(explanation.code, explanation.sentence, { remedy: explanation.remedy, cause: error });
}

function revert(name: string, values: Explanation["values"], sentence: string, remedy: string): Explanation {
  return { code: "REVERTED", name, values, sentence, remedy };
}

function reasonIn(data: string, writing: Writing, depth: number): string {
  if (data === "0x") return "it ran out of gas";
  if (depth >= DEEPEST) return data.slice(0, 10);
  return explainData(data, writing, depth + 1).sentence.replace(/\.$/, "");
}

function write(error: string, name: string, value: unknown, writing: Writing, depth: number): string {
  const { decimals, symbol, platform } = writing;
  if (typeof value === "string") {
    if (/^0x[\da-fA-F]{40}$/.test(value)) return platform === "tron" ? toBase58(value) : value;
    // An error that carries another one, such as a batch's: what it says, as a part of the sentence.
    if (error === "AuthorizationBatchFailed" && name === "reason") return reasonIn(value, writing, depth);
    return shownOf(name === "neededRole" ? roleName(value) : value, SAID);
  }
  if (typeof value !== "bigint") return String(value);
  if (name === "scope" || name === "scopes") return scopeNames(value).join(", ") || "none";
  if (TIMES.has(name)) return time(value);
  if (name === "window") return `${value} seconds`;
  if (!AMOUNTS.has(name) || (COUNTED[error] ?? []).includes(name)) return value.toString();
  if (decimals === undefined) return `${value} smallest units`;
  return `${formatAmount(value, decimals)}${symbol === undefined ? "" : ` ${shownOf(symbol)}`}`;
}

function time(seconds: bigint): string {
  if (seconds === FOR_EVER) return "it is lifted";
  return utcTime(seconds);
}
