/** Characters of an input that a message repeats. */
const SHOWN = 60;

/** Writes what was given, of any kind, short enough for a message. */
export function shownOf(input: unknown): string {
  const text = textOf(input);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** Objects are named by their kind: what they hold may be anything, and may throw when it is looked at. */
function textOf(input: unknown): string {
  if (typeof input === "string") return input;
  if (Array.isArray(input)) return "a list";
  if (typeof input === "object" && input !== null) return "an object";
  return typeof input === "function" ? "a function" : String(input);
}
