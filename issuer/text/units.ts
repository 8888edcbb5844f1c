import { formatAmount } from "../../packages/integration/reading/format.ts";

/** Seconds of each unit of time. */
export const SECONDS = { s: 1n, m: 60n, h: 3_600n, d: 86_400n } as const;

/**
 * Writes an amount of a native coin with the digits that people read: two decimals, or three digits of what is below one.
 * @param round - Up for a cost, down for what somebody has: neither may look better than it is.
 */
export function formatNative(amount: bigint, decimals: number, round: "up" | "down" = "up"): string {
  const unit = 10n ** BigInt(decimals);
  const zeros = decimals - amount.toString().length; // behind the point, if it is below one
  const kept = Math.min(decimals, amount >= unit ? 2 : zeros + 3);
  const step = 10n ** BigInt(decimals - kept);
  const rounded = ((amount + (round === "up" ? step - 1n : 0n)) / step) * step;
  return formatAmount(rounded, decimals);
}

/** Writes seconds in the largest unit that fits evenly, such as `2d`. */
export function formatDuration(seconds: bigint): string {
  for (const unit of ["d", "h", "m"] as const) {
    if (seconds !== 0n && seconds % SECONDS[unit] === 0n) return `${seconds / SECONDS[unit]}${unit}`;
  }
  return `${seconds}s`;
}

/** Writes about how long something is, such as `3 h`, in the largest unit of which it has two; nothing before zero. */
export function roughDuration(seconds: number): string {
  const units = [
    ["d", 86_400],
    ["h", 3_600],
    ["min", 60],
  ] as const;
  for (const [unit, size] of units) if (seconds >= 2 * size) return `${Math.floor(seconds / size)} ${unit}`;
  return `${Math.max(0, seconds)} s`;
}

/** Writes a number of accounts, such as `1,000 accounts`; the greatest `uint256` is `unlimited accounts`. */
export function formatAccounts(accounts: bigint): string {
  return `${formatAmount(accounts, 0)} ${accounts === 1n ? "account" : "accounts"}`;
}
