import { escapeOf, isUnseen } from "../characters/hidden.ts";
import { ParseError } from "./parse-error.ts";

/** The most characters of a text that people write, unless its field says otherwise. */
const LONGEST = 500;

/**
 * Returns why a text from a file or an option is not taken: it is too long, or has a character that cannot be seen, or
 * that turns the direction of what can.
 * @returns A part of a sentence without its subject; null if the text is fine.
 */
export function whyNotPlain(text: string, most = LONGEST): string | null {
  if (text.length > most) return `has ${text.length} characters; at most ${most} are taken`;
  const characters = Array.from(text);
  const bad = characters.findIndex(isUnseen);
  if (bad < 0) return null;
  return `has ${escapeOf(characters[bad] ?? "")} at character ${bad + 1}, which cannot be seen`;
}

/** Reads a text that people write. @throws ParseError */
export function parsePlainText(text: string, most = LONGEST): string {
  const why = whyNotPlain(text, most);
  if (why !== null) throw new ParseError(`the text ${why}.`);
  return text;
}
