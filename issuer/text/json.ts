import { replaceHidden } from "../characters/hidden.ts";

/**
 * JSON as it is written to a terminal, a log or a file: amounts (`bigint`) as text, and in texts everything that cannot be
 * seen as JSON's own escapes, so that a parser loses nothing.
 * @param indent - Blanks of one level; none for one line.
 */
export function toJsonText(value: unknown, indent = 0): string {
  const plain = (_: string, entry: unknown): unknown => (typeof entry === "bigint" ? entry.toString() : entry);
  const text = JSON.stringify(value, plain, indent);
  return replaceHidden(text, (character) => (character === "\n" ? character : escapeUnits(character)));
}

/** JSON knows escapes of 16 bits only. */
function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
