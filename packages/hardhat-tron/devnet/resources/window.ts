import type { Usage } from "../state/account.ts";

const PRECISION = 1_000_000n;
/** Slots in a day: use recovers over this long. */
export const WINDOW = 28_800n;
const FINE = 1_000n;

const divideUp = (a: bigint, b: bigint): bigint => a / b + (a % b > 0n ? 1n : 0n);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const total = (average: bigint, window: bigint): bigint => (average * window) / PRECISION;

function decayed(used: bigint, consumedAt: bigint, now: bigint, window: bigint): bigint {
  const average = divideUp(used * PRECISION, window);
  if (consumedAt === now) return average;
  if (consumedAt + window <= now) return 0n;
  const share = Number(window - (now - consumedAt)) / Number(window);
  return BigInt(Math.round(Number(average) * share));
}

/** Use after recovery since `consumedAt` plus new use, over a fixed one-day window. Times in slots. */
export function increase(used: bigint, added: bigint, consumedAt: bigint, now: bigint, window = WINDOW): bigint {
  return total(decayed(used, consumedAt, now, window) + divideUp(added * PRECISION, window), window);
}

const coarse = (usage: Usage): bigint => (usage.window < FINE ? WINDOW : usage.window / FINE);

/** What is still used at `now`. */
export const recovered = (usage: Usage, now: bigint): bigint =>
  increase(usage.used, 0n, usage.consumedAt, now, coarse(usage));

/** Adds use of a staked resource: the account's own window shrinks and grows with it, as java-tron's `increaseV2`. */
export function consume(usage: Usage, added: bigint, now: bigint): Usage {
  const window = coarse(usage);
  const last = decayed(usage.used, usage.consumedAt, now, window);
  const fresh = divideUp(added * PRECISION, WINDOW);
  const used = (last * window + fresh * WINDOW) / PRECISION;
  const remaining = total(last, window);
  if (remaining === 0n) return { used, consumedAt: now, window: WINDOW * FINE };
  const fine = usage.window === 0n ? WINDOW * FINE : usage.window;
  const left = fine - (now - usage.consumedAt) * FINE;
  const next = divideUp(remaining * left + added * WINDOW * FINE, used);
  return { used, consumedAt: now, window: min(next, WINDOW * FINE) };
}
