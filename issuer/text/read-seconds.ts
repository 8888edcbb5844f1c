import { OperatorError } from "../errors.ts";

/** The most seconds that a timer counts: what is more would end it at once. */
const MOST = 2_000_000;

/**
 * Reads an option of seconds, which is a whole number already.
 * @returns Milliseconds.
 * @throws OperatorError `ARGUMENT_INVALID` if it is not a time to wait.
 */
export function readSeconds(option: string, seconds: number): number {
  if (Number.isSafeInteger(seconds) && seconds >= 1 && seconds <= MOST) return seconds * 1_000;
  throw new OperatorError("ARGUMENT_INVALID", `${option} is ${seconds}; it takes 1 to ${MOST} seconds.`);
}
