import { OperatorError } from "../errors.ts";

/** Digits of the largest `uint256`: as many as an amount has in the running hash. */
export const DIGITS = 78;
const ZEROS = "0".repeat(DIGITS);
/** The largest integer of SQLite. */
const LARGEST_INTEGER = 2n ** 63n - 1n;

/** Returns an amount as decimal digits, padded with zeros to one width: as the running hash has it. */
export function toDigits(amount: bigint): string {
  const text = amount.toString();
  return text.length < DIGITS ? ZEROS.slice(text.length) + text : text;
}

/**
 * Returns an amount as the books keep it: an integer while SQLite has one, beyond that the text of {@link toDigits}. SQLite
 * sorts integers before texts, so that the order of what is kept is the order of the numbers. Its sums end at 64 bits or
 * become floating point, so nothing is ever added up in SQL. Negative ones, which only an audit of changed books has, are
 * kept in no order.
 */
export function toStored(amount: bigint): bigint | string {
  if (amount > LARGEST_INTEGER) return toDigits(amount);
  return amount >= -LARGEST_INTEGER ? amount : `-${toDigits(-amount)}`;
}

/**
 * Returns an amount from the books. Columns of amounts are read as `CAST(... AS TEXT)`, or with big integers.
 * @throws OperatorError `BOOKS_DAMAGED` if it is not an amount.
 */
export function fromStored(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "string" && /^-?\d{1,80}$/.test(value)) return BigInt(value);
  throw new OperatorError("BOOKS_DAMAGED", "The books have something else where an amount must be.");
}
