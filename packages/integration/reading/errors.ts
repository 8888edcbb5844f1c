import { Interface } from "ethers";
import { FOR_EVER, utcTime } from "./format.ts";
import { toBase58 } from "../../tron/address.ts";
import { UNKNOWN, parseRevert, revertData } from "./revert-data.ts";
import { ERRORS, type ErrorEntry } from "../generated/errors.ts";
import { roleName } from "./roles.ts";
import { scopeNames } from "./scopes.ts";
import { type Unit, formatAmount } from "./units.ts";

/** What a revert of the coin's contracts says. */
export interface Explanation {
  /** Name of the error, such as `AccountFrozen`; `Error` and `Panic` are Solidity's own, `unknown` is not an error of the coin. */
  readonly name: string;
  /** Its values by name, as ethers decodes them. */
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

const INTERFACE = new Interface(ERRORS.map(({ signature }) => `error ${signature}`));
/** Knows `Error(string)` and `Panic(uint256)`. */
const BUILT_IN = new Interface([]);
const BY_SELECTOR = new Map(ERRORS.map((entry) => [entry.selector, entry]));

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
  GuardianLimitExceeded: ["available"], // accounts
  InsufficientBalance: ["balance", "needed"], // of the chain's own coin
  NativeCoinRefused: ["value"], // of the chain's own coin
  SafeCastOverflowedUintDowncast: ["value"],
};

/**
 * Every error that can come out of the token's address, of the reserve attestations or of the timelock, with the sentence
 * it becomes and what to do about it.
 */
export { ERRORS, type ErrorEntry } from "../generated/errors.ts";

/**
 * Returns why a call was refused, as a sentence.
 * @param refusal - what ethers, viem or a node threw, or the data of a revert in hex
 * @param writing - `decimals` and `symbol` of the coin (`readUnit`) and the platform, for people to read
 * @returns undefined if nothing in it is the data of a revert
 * @example
 * explainError(error, { decimals: 6, symbol: "KGST" })?.sentence
 * // "0x7099… is frozen until 2026-11-25 06:00:00 UTC and can neither send, receive nor spend."
 */
export function explainError(refusal: unknown, writing: Writing = {}): Explanation | undefined {
  const data = typeof refusal === "string" && refusal.startsWith("0x") ? refusal : revertData(refusal);
  if (data === null) return undefined;
  const entry = BY_SELECTOR.get(data.slice(0, 10).toLowerCase());
  return (entry === undefined ? undefined : particular(entry, data, writing)) ?? general(data);
}

/**
 * Returns the error of a selector; undefined if the values after it are cut off, as no contract of the coin answers.
 */
function particular(entry: ErrorEntry, data: string, writing: Writing): Explanation | undefined {
  const parsed = parseRevert(INTERFACE, data);
  if (parsed === null) return undefined;
  const { fragment, args } = parsed;
  const values: Record<string, unknown> = {};
  for (const [index, { name }] of fragment.inputs.entries()) values[name] = args[index] as unknown;
  const written = (name: string): string => write(fragment.name, name, values[name], writing);
  const sentence = entry.sentence.replace(/\{(\w+)\}/g, (_, name: string) => written(name));
  return { name: fragment.name, values, sentence, remedy: entry.remedy };
}

/** Solidity's own errors, and what no contract here declares. */
function general(data: string): Explanation {
  const parsed = parseRevert(BUILT_IN, data);
  const [value] = (parsed?.args.toArray() ?? []) as unknown[];
  if (parsed?.name === "Panic") {
    const sentence = `The contract stopped at a failed check of the language (panic ${String(value)}).`;
    return {
      name: "Panic",
      values: { code: value },
      sentence,
      remedy: "Check the amounts; report it if they are right.",
    };
  }
  if (parsed !== null) {
    const sentence = `The contract said: ${String(value)}`;
    return { name: "Error", values: { reason: value }, sentence, remedy: "Check that this is the coin's address." };
  }
  const sentence = `The contract refused with data that this coin does not use (${data.slice(0, 10)}).`;
  return { name: UNKNOWN, values: { data }, sentence, remedy: "Check that this is the coin's address." };
}

function reasonIn(data: string, writing: Writing): string {
  if (data === "0x") return "it ran out of gas";
  return explainError(data, writing)?.sentence.replace(/\.$/, "") ?? data;
}

function write(error: string, name: string, value: unknown, writing: Writing): string {
  const { decimals, symbol, platform } = writing;
  if (typeof value === "string") {
    if (/^0x[\da-fA-F]{40}$/.test(value)) return platform === "tron" ? toBase58(value) : value;
    // An error that carries another one, such as a batch's: what it says, as a part of the sentence.
    if (error === "AuthorizationBatchFailed" && name === "reason") return reasonIn(value, writing);
    return name === "neededRole" ? roleName(value) : value;
  }
  if (typeof value !== "bigint") return String(value);
  if (name === "scope" || name === "scopes") return scopeNames(value).join(", ") || "none";
  if (TIMES.has(name)) return time(value);
  if (name === "window") return `${value} seconds`;
  if (!AMOUNTS.has(name) || (COUNTED[error] ?? []).includes(name)) return value.toString();
  if (decimals === undefined) return `${value} smallest units`;
  return `${formatAmount(value, decimals)}${symbol === undefined ? "" : ` ${symbol}`}`;
}

function time(seconds: bigint): string {
  if (seconds === FOR_EVER) return "it is lifted";
  return utcTime(seconds);
}
