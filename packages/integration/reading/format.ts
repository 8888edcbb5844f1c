/** The largest `uint256`: an unlimited limit. */
export const UNLIMITED = 2n ** 256n - 1n;

/** The largest `uint40`: what `frozenUntil` says of a freeze that lasts until compliance lifts it. */
export const FOR_EVER = 2n ** 40n - 1n;

/**
 * Writes an amount for people.
 * @param amount - In smallest units.
 * @param decimals - The coin's decimals.
 * @returns Whole coins with separators, such as `1,000,000.50`; at least two decimals if the coin has them.
 */
export function formatAmount(amount: bigint, decimals: number): string {
  if (amount === UNLIMITED) return "unlimited";
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  const shown = fraction.padEnd(Math.min(2, decimals), "0");
  return `${amount < 0n ? "-" : ""}${whole}${shown === "" ? "" : `.${shown}`}`;
}

/** The last second of the year 9999: what lies behind it is not a date that people write. */
const LAST_DATE = 253_402_300_799n;

/** Writes a time of Unix seconds as ISO 8601 in UTC, such as `2026-11-22T08:00:00Z`; after the year 9999 as its number. */
export function isoTime(seconds: bigint | number): string {
  if (BigInt(seconds) > LAST_DATE) return `second ${seconds}`;
  return new Date(Number(seconds) * 1_000).toISOString().replace(".000Z", "Z");
}

/** Writes a time of Unix seconds for people, such as `2026-11-22 08:00:00 UTC`, or to the minute. */
export function utcTime(seconds: bigint, precision: "seconds" | "minutes" = "seconds"): string {
  if (seconds > LAST_DATE) return `second ${seconds}`;
  const length = precision === "minutes" ? 16 : 19;
  return `${isoTime(seconds).slice(0, length).replace("T", " ")} UTC`;
}
