import { IntegrationError, isIntegrationError } from "./problem.ts";
import { shownOf } from "./shown.ts";

/**
 * Returns an argument that must be an object.
 * @param what - what it is, such as `The order`
 * @throws IntegrationError `INPUT_INVALID`
 */
export function objectOf<T>(what: string, given: T): T & object {
  if ((typeof given === "object" || typeof given === "function") && given !== null) {
    readable(what, () => Reflect.get(given, "constructor") as unknown);
    return given;
  }
  throw new IntegrationError("INPUT_INVALID", `${what} is ${shownOf(given)}, and must be an object.`);
}

/**
 * Returns a copy of an argument that holds values alone: looking at it again throws nothing and finds nothing else.
 * @throws IntegrationError `INPUT_INVALID`
 */
export function valuesOf<T>(what: string, given: T): T & object {
  const values = objectOf(what, given);
  return readable(what, () => ({ ...values }));
}

/** Returns a copy of an argument that must be a list. @throws IntegrationError `INPUT_INVALID` */
export function listOf<T>(what: string, given: readonly T[]): readonly T[] {
  const list = readable(what, () => (Array.isArray(given) ? Array.from(given as readonly T[]) : undefined));
  if (list !== undefined) return list;
  throw new IntegrationError("INPUT_INVALID", `${what} is ${shownOf(given)}, and must be a list.`);
}

/**
 * Looks at an argument. Getters and proxies may throw then, and so may a library that is given something else than it takes.
 * @throws IntegrationError `INPUT_INVALID`
 */
export function readable<T>(what: string, look: () => T): T {
  try {
    return look();
  } catch (cause) {
    if (isIntegrationError(cause)) throw cause;
    throw new IntegrationError("INPUT_INVALID", `${what} cannot be read as what belongs there.`, { cause });
  }
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
  if (value >= 0n && value < 2n ** 256n) return value;
  throw new IntegrationError(
    "INPUT_INVALID",
    `${what} is ${shownOf(given)}, and must be a whole number of at least zero that fits 256 bits.`,
  );
}

/**
 * @param given - a time in milliseconds; without end is one too
 * @throws IntegrationError `INPUT_INVALID`
 */
export function requireTime(what: string, given: number): void {
  if (typeof given === "number" && given >= 0) return;
  throw new IntegrationError("INPUT_INVALID", `${what} is ${shownOf(given)}, and must be a number of milliseconds.`);
}
