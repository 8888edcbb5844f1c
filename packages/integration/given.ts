import { IntegrationError } from "./problem.ts";
import { shownOf } from "./shown.ts";

/**
 * Returns an argument that must be an object.
 * @param what - what it is, such as `The order`
 * @throws IntegrationError `INPUT_INVALID`
 */
export function objectOf<T>(what: string, given: T): T & object {
  if ((typeof given === "object" || typeof given === "function") && given !== null) return given;
  throw new IntegrationError("INPUT_INVALID", `${what} is ${shownOf(given)}, and must be an object.`);
}

/** Returns an argument that must be a list. @throws IntegrationError `INPUT_INVALID` */
export function listOf<T>(what: string, given: readonly T[]): readonly T[] {
  if (Array.isArray(given)) return given as readonly T[];
  throw new IntegrationError("INPUT_INVALID", `${what} is ${shownOf(given)}, and must be a list.`);
}

/** Returns an argument that must be a text. @throws IntegrationError `INPUT_INVALID` */
export function textOf(what: string, given: string): string {
  if (typeof given === "string") return given;
  throw new IntegrationError("INPUT_INVALID", `${what} is ${shownOf(given)}, and must be a text.`);
}

/** Returns a number of at least zero that may also be given as text. @throws IntegrationError `INPUT_INVALID` */
export function naturalOf(what: string, given: bigint | number | string): bigint {
  const isNumber = typeof given === "bigint" || Number.isSafeInteger(given);
  const isText = typeof given === "string" && /^(?:\d{1,78}|0x[\da-fA-F]{1,64})$/.test(given);
  const value = isNumber || isText ? BigInt(given) : -1n;
  if (value >= 0n) return value;
  throw new IntegrationError("INPUT_INVALID", `${what} is ${shownOf(given)}, and must be a whole number above zero.`);
}
