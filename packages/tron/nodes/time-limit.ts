import { AsyncLocalStorage } from "node:async_hooks";

interface Limit {
  /** Milliseconds for one answer. */
  readonly each: number;
  /** When the answer that is being waited for is due, in Unix milliseconds; null between answers. */
  readonly due: number | null;
}

const limits = new AsyncLocalStorage<Limit>();

/** What a node gets for one answer, in milliseconds, however little patience a run has. */
export const LEAST_ANSWER_TIME = 1_000;

/** Runs something that waits for no answer of a node longer than this, however patient it would be otherwise. */
export function withPatience<T>(milliseconds: number, work: () => T): T {
  return limits.run({ each: Math.max(milliseconds, LEAST_ANSWER_TIME), due: null }, work);
}

/** Counts all that is asked, waited for and asked again in it as one answer. The outermost one counts. */
export function forOneAnswer<T>(work: () => T): T {
  const limit = limits.getStore();
  if (limit === undefined || limit.due !== null) return work();
  return limits.run({ ...limit, due: Date.now() + limit.each }, work);
}

/** Milliseconds that are left for the answer; infinite where nobody has limited them. */
export function timeLeft(): number {
  const limit = limits.getStore();
  if (limit === undefined) return Infinity;
  return limit.due === null ? limit.each : limit.due - Date.now();
}
