import { visible } from "../characters/visible.ts";

/** Characters of a foreign text that a message repeats. */
const SHOWN = 60;

/** Quotes a foreign text in a message: shortened, on one line, with everything that cannot be seen as an escape. */
export function quote(text: string): string {
  return `"${visible(text, SHOWN)}"`;
}

/** Returns a character's number, such as `U+200B`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
