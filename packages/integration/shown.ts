/** Characters of an input that a message repeats. */
const SHOWN = 60;

/** Writes what was given, of any kind, short enough for a message, without characters that a screen obeys. */
export function shownOf(input: unknown, most = SHOWN): string {
  const text = textOf(input).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Objects are named by their kind: what they hold may be anything, and may throw when it is looked at. */
function textOf(input: unknown): string {
  if (typeof input === "string") return input.slice(0, 10_000);
  if (typeof input === "object" && input !== null) return isList(input) ? "a list" : "an object";
  if (typeof input === "function") return "a function";
  return typeof input === "bigint" && (input >= FAR || input <= -FAR)
    ? "a number of more digits than fit"
    : String(input);
}

/** Beyond this a number is not spelled: that takes time, and nobody reads it. */
const FAR = 10n ** 100n;

/** A revoked proxy throws even here. */
function isList(input: object): boolean {
  try {
    return Array.isArray(input);
  } catch {
    return false;
  }
}
