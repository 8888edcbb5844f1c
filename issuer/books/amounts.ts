/** Digits of the largest `uint256`. */
const DIGITS = 78;

/**
 * Returns an amount as the books keep it: decimal digits, padded with zeros to one width, so that the order of the
 * texts is the order of the numbers. SQLite's own integers end at 64 bits and its sums beyond them are floating point,
 * so nothing is ever added up in SQL.
 */
export function toText(amount: bigint): string {
  return amount.toString().padStart(DIGITS, "0");
}

/** Returns an amount from the books. */
export function fromText(text: string): bigint {
  return BigInt(text);
}

/** Zero, as the books keep it. */
export const ZERO_TEXT = toText(0n);
