import { getAddress } from "ethers";
import { toEvm } from "../../packages/tron/address.ts";
import type { NetworkTarget } from "../coin-file/resolve.ts";
import { OperatorError } from "../errors.ts";
import { type Reference, parseReference } from "../references/reference.ts";
import { type Encoding, parseEncoding } from "../text/encodings.ts";
import { optionName } from "../text/option-name.ts";
import { ParseError, readField } from "../text/parse-error.ts";
import { quote } from "../text/quote.ts";
import { readOption } from "../text/read-option.ts";
import type { Given } from "./operation.ts";
import { BATCH_SIZE } from "./operation-table.ts";

/**
 * Returns an argument that has to be there.
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
 * Returns the file of `--csv`; null if it was not given.
 * @param instead - The options that it stands for.
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
  throw new ParseError(`${quote(account)} is not an address on ${name}, or its checksum is wrong.`);
}

/** Reads the account of an option. @throws OperatorError `ARGUMENT_INVALID` */
export function readAccount(text: string, network: NetworkTarget, where: string): string {
  return readField("ARGUMENT_INVALID", where, () => parseAccount(text, network));
}

/** Reads `--batch`, at least one. @throws OperatorError `ARGUMENT_INVALID` */
export function readBatchSize({ batch = "" }: Given): number {
  return batch === "" ? BATCH_SIZE : Number(readOption.whole("--batch", batch, { least: 1n, most: 1_000_000n }));
}

/** Reads `--reference`, the bank's id of one payment. @throws OperatorError `REFERENCE_INVALID` */
export function readReference(given: Given): Reference {
  const text = required(given, "reference");
  return readField("REFERENCE_INVALID", "--reference", () => parseReference(text, "payment"));
}

/** Reads `--reference`, the issuer's own id of one act. @throws OperatorError `REFERENCE_INVALID` */
export function readActReference(given: Given): Reference {
  const text = required(given, "reference");
  return readField("REFERENCE_INVALID", "--reference", () => parseReference(text, "act"));
}

/** Reads `--case`, the issuer's own id of a case. @throws OperatorError `REFERENCE_INVALID` */
export function readCase(given: Given): Reference {
  const text = required(given, "case");
  return readField("REFERENCE_INVALID", "--case", () => parseReference(text, "case"));
}

/** Reads an option that is `yes` or `no`; what was not given is no. @throws OperatorError `ARGUMENT_INVALID` */
export function readAnswer(option: string, text: string): boolean {
  if (text === "yes" || text === "no" || text === "") return text === "yes";
  throw new OperatorError("ARGUMENT_INVALID", `${option} is ${quote(text)}; it must be "yes" or "no".`);
}
