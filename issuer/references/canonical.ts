import { ParseError } from "../text/parse-error.ts";
import { isUnseen } from "../characters/hidden.ts";
import { quote } from "../text/quote.ts";
import { nameOf } from "./character-names.ts";

/** The most characters of a reference: ISO 20022 has 35 or 140, free text of statements somewhat more. */
export const LONGEST_REFERENCE = 500;
const MOST = `at most ${LONGEST_REFERENCE} make sense.`;
/** More is not even looked at: blanks at the ends and between words may be many, but not without end. */
const LONGEST_TEXT = 10_000;

const BLANKS = /\p{Zs}+/gu;
/** White space at either end is left over from a file or a shell, and means nothing. */
const ENDS = /^[\p{Zs}\t\r\n]+|[\p{Zs}\t\r\n]+$/gu;
/** Hex of 32 bytes stands for a hash whose text is known elsewhere. */
const HASH = /^0x[0-9a-fA-F]{64}$/;

/** Returns whether a text stands for a hash itself. */
export function isHash(text: string): boolean {
  return HASH.test(text);
}

/**
 * Returns the one form of a reference: Unicode's NFC, blanks of any kind as one space, none at either end. A hash in
 * hex is written in lower case.
 * @throws ParseError naming the first character that cannot be seen; for an empty text and for one that is too long.
 */
export function canonicalReference(text: string): string {
  if (text.length > LONGEST_TEXT) throw new ParseError(`${quote(text)} has ${text.length} characters; ${MOST}`);
  const trimmed = text.replace(ENDS, "");
  if (trimmed === "") throw new ParseError("there is nothing.");
  if (isHash(trimmed)) return trimmed.toLowerCase();
  const bad = Array.from(trimmed).findIndex(isUnseen);
  if (bad >= 0) throw new ParseError(badCharacter(trimmed, bad), INVISIBLE_REMEDY);
  const folded = fold(trimmed);
  const { length } = Array.from(folded);
  if (length > LONGEST_REFERENCE) {
    throw new ParseError(`${quote(folded)} has ${length} characters; ${MOST}`);
  }
  return folded;
}

const INVISIBLE_REMEDY =
  "Type the reference by hand instead of copying it: what cannot be seen would make a second payment of it.";

function badCharacter(text: string, index: number): string {
  return `${quote(text)} has ${nameOf(Array.from(text)[index] ?? "")} at character ${index + 1}.`;
}

/**
 * Returns the form of a reference that was written down before there was one form: as {@link canonicalReference}, but
 * what cannot be seen is left out.
 */
export function legacyCanonical(text: string): string {
  if (isHash(text)) return text.toLowerCase();
  const visible = Array.from(text.replace(/[\t\r\n]/g, " "))
    .filter((character) => !isUnseen(character))
    .join("");
  return fold(visible.replace(ENDS, ""));
}

function fold(text: string): string {
  return text.replace(BLANKS, " ").normalize("NFC");
}
