import { getAddress } from "ethers";
import { toEvm } from "../../packages/tron/address.ts";
import type { NetworkTarget } from "../coin-file/resolve.ts";
import { OperatorError } from "../errors.ts";
import { type Reference, parseReference } from "../references/reference.ts";
import { type Encoding, parseEncoding } from "../text/encodings.ts";
import { optionName } from "../text/option-name.ts";
import { ParseError, readField } from "../text/parse-error.ts";
import { parseAmount, parseDuration } from "../text/parse-units.ts";
import { quote } from "../text/quote.ts";
import { UNLIMITED } from "../../packages/integration/reading/format.ts";
import type { Given } from "./operation.ts";
import { BATCH_SIZE } from "./rows.ts";

/**
 * An argument that has to be there.
 * @throws OperatorError `ARGUMENT_INVALID`.
 */
export function required(given: Given, name: string): string {
  const value = given[name] ?? "";
  if (value.trim() !== "") return value;
  throw new OperatorError("ARGUMENT_INVALID", `${optionName(name)} is missing.`);
}

/** A file that stands for single values. */
export interface GivenFile {
  readonly path: string;
  /** Null for the file's mark, or UTF-8. */
  readonly encoding: Encoding | null;
}

/**
 * The file of `--csv`; null if it was not given.
 * @param instead The options that it stands for.
 * @throws OperatorError `ARGUMENT_INVALID` if both were given: nobody can know which of them is meant.
 */
export function readFile(given: Given, instead: readonly string[]): GivenFile | null {
  const path = given.csv ?? "";
  const encoding = given.encoding ?? "";
  if (path === "" && encoding !== "") {
    throw new OperatorError("ARGUMENT_INVALID", "--encoding says how --csv is written, and there is no --csv.");
  }
  if (path === "") return null;
  const both = instead.filter((name) => (given[name] ?? "") !== "").map(optionName);
  if (both.length > 0) {
    throw new OperatorError(
      "ARGUMENT_INVALID",
      `--csv stands instead of ${both.join(" and ")}: give one or the other.`,
    );
  }
  return { path, encoding: readField("ARGUMENT_INVALID", "--encoding", () => parseEncoding(encoding)) };
}

/**
 * Parses an account in any form that its chain has: `0x…`, on TRON also `T…` and `41…`.
 * @throws ParseError
 */
export function parseAccount(text: string, { platform, name }: NetworkTarget): string {
  const account = text.trim();
  try {
    if (/^0x[0-9a-fA-F]{40}$/.test(account)) return getAddress(account); // which knows the checksum of mixed case
    if (platform === "tron" && /^(T\w{33}|41[0-9a-fA-F]{40})$/.test(account)) return toEvm(account);
  } catch {
    // falls through to the refusal
  }
  throw new ParseError(`${quote(account)} is no address on ${name}, or its checksum is wrong.`);
}

/** Reads the account of an option. @throws OperatorError `ARGUMENT_INVALID` */
export function readAccount(text: string, network: NetworkTarget, where: string): string {
  return readField("ARGUMENT_INVALID", where, () => parseAccount(text, network));
}

/**
 * Parses an amount in whole coins.
 * @returns Smallest units, above zero.
 * @throws ParseError
 */
export function parsePositive(text: string, decimals: number): bigint {
  const amount = parseAmount(text, decimals);
  if (amount === UNLIMITED) throw new ParseError('"unlimited" is no amount.');
  if (amount === 0n) throw new ParseError("the amount is zero.");
  return amount;
}

/** Reads the amount of an option, in whole coins and above zero. @throws OperatorError `AMOUNT_INVALID` */
export function readAmount(text: string, decimals: number, where: string): bigint {
  return readField("AMOUNT_INVALID", where, () => parsePositive(text, decimals));
}

/** Reads a capacity: an amount, zero, or `unlimited`. @throws OperatorError `AMOUNT_INVALID` */
export function readCapacity(text: string, decimals: number, where: string): bigint {
  return readField("AMOUNT_INVALID", where, () => parseAmount(text, decimals));
}

/** Reads a duration such as `1d`, in seconds. @throws OperatorError `ARGUMENT_INVALID` */
export function readDuration(text: string, where: string): bigint {
  return readField("ARGUMENT_INVALID", where, () => parseDuration(text));
}

/** Reads a whole number. @throws OperatorError `ARGUMENT_INVALID` */
export function readNumber(text: string, where: string): bigint {
  if (/^\d{1,78}$/.test(text)) return BigInt(text);
  throw new OperatorError("ARGUMENT_INVALID", `${where}: ${quote(text)} is no whole number.`);
}

/** Reads `--batch`, at least one. @throws OperatorError `ARGUMENT_INVALID` */
export function readBatchSize({ batch = "" }: Given): number {
  const size = Number(readNumber(batch === "" ? `${BATCH_SIZE}` : batch, "--batch"));
  if (size > 0) return size;
  throw new OperatorError("ARGUMENT_INVALID", "--batch must be at least 1.");
}

/** Reads `--reference`, the bank's id of one payment. @throws OperatorError `REFERENCE_INVALID` */
export function readReference(given: Given): Reference {
  const text = required(given, "reference");
  return readField("REFERENCE_INVALID", "--reference", () => parseReference(text, "payment"));
}

/** Reads `--case`, the issuer's own id of a case. @throws OperatorError `REFERENCE_INVALID` */
export function readCase(given: Given): Reference {
  const text = required(given, "case");
  return readField("REFERENCE_INVALID", "--case", () => parseReference(text, "case"));
}
