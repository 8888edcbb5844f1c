import { getAddress, isHexString } from "ethers";
import { toEvm } from "../../../tron/address.ts";
import type { NetworkTarget } from "../config/resolve.ts";
import { type ErrorCode, OperatorError } from "../errors.ts";
import { hashReference } from "../reports/reserve-report.ts";
import { UNLIMITED, parseAmount, parseDuration } from "../units.ts";
import type { Given } from "./operation.ts";
import { BATCH_SIZE } from "./rows.ts";

/** A bank's or a case's own id, and what the chain gets to see of it. */
export interface Reference {
  readonly plain: string;
  readonly hash: string;
}

/**
 * An argument that has to be there.
 * @throws OperatorError `ARGUMENT_INVALID`.
 */
export function required(given: Given, name: string): string {
  const value = given[name]?.trim() ?? "";
  if (value !== "") return value;
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new OperatorError("ARGUMENT_INVALID", `--${flag} is missing.`);
}

/**
 * Reads an account in any form that its chain has: `0x…`, on TRON also `T…` and `41…`.
 * @param where What it was given as, for the refusal.
 * @throws OperatorError `ARGUMENT_INVALID`.
 */
export function readAccount(text: string, { platform, name }: NetworkTarget, where: string): string {
  try {
    if (/^0x[0-9a-fA-F]{40}$/.test(text)) return getAddress(text); // which knows the checksum of mixed case
    if (platform === "tron" && /^(T\w{33}|41[0-9a-fA-F]{40})$/.test(text)) return toEvm(text);
  } catch {
    // falls through to the refusal
  }
  throw new OperatorError(
    "ARGUMENT_INVALID",
    `${where}: "${text}" is no address on ${name}, or its checksum is wrong.`,
  );
}

/**
 * Reads an amount in whole coins.
 * @returns Smallest units, above zero.
 * @throws OperatorError `AMOUNT_INVALID`.
 */
export function readAmount(text: string, decimals: number, where: string): bigint {
  const amount = recode("AMOUNT_INVALID", where, () => parseAmount(text, decimals));
  if (amount === UNLIMITED) throw new OperatorError("AMOUNT_INVALID", `${where}: "unlimited" is no amount.`);
  if (amount === 0n) throw new OperatorError("AMOUNT_INVALID", `${where}: the amount is zero.`);
  return amount;
}

/** Reads a capacity: an amount, zero, or `unlimited`. @throws OperatorError `AMOUNT_INVALID` */
export function readCapacity(text: string, decimals: number, where: string): bigint {
  return recode("AMOUNT_INVALID", where, () => parseAmount(text, decimals));
}

/** Reads a duration such as `1d`, in seconds. @throws OperatorError `ARGUMENT_INVALID` */
export function readDuration(text: string, where: string): bigint {
  return recode("ARGUMENT_INVALID", where, () => parseDuration(text));
}

/** Reads a whole number. @throws OperatorError `ARGUMENT_INVALID` */
export function readNumber(text: string, where: string): bigint {
  if (/^\d+$/.test(text)) return BigInt(text);
  throw new OperatorError("ARGUMENT_INVALID", `${where}: "${text}" is no whole number.`);
}

/** Reads `--batch`, at least one. @throws OperatorError `ARGUMENT_INVALID` */
export function readBatchSize({ batch = "" }: Given): number {
  const size = Number(readNumber(batch === "" ? `${BATCH_SIZE}` : batch, "--batch"));
  if (size > 0) return size;
  throw new OperatorError("ARGUMENT_INVALID", "--batch must be at least 1.");
}

/** An id of the issuer's. 32 bytes in hex are taken as the hash of one that is known elsewhere. */
export function toReference(plain: string): Reference {
  return { plain, hash: isHexString(plain, 32) ? plain.toLowerCase() : hashReference(plain) };
}

function recode<T>(code: ErrorCode, where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    throw new OperatorError(code, `${where}: ${error.message}`);
  }
}
