import { ParseError } from "./parse-error.ts";
import { quote } from "./quote.ts";

/** Encodings that `--encoding` takes. */
export const ENCODINGS = [
  ...["utf-8", "utf-16le", "utf-16be"],
  ...["windows-1251", "koi8-r", "koi8-u", "ibm866", "iso-8859-5", "x-mac-cyrillic"],
  ...["windows-1250", "windows-1252", "windows-1254", "windows-1257", "iso-8859-2", "iso-8859-15"],
] as const;

/** Name of an encoding, as `TextDecoder` knows it. */
export type Encoding = (typeof ENCODINGS)[number];

/** Other names that people and programs give them. */
const ALIASES: Readonly<Record<string, Encoding>> = {
  utf8: "utf-8",
  utf16le: "utf-16le",
  utf16be: "utf-16be",
  utf16: "utf-16le",
  unicode: "utf-16le",
  cp1250: "windows-1250",
  cp1251: "windows-1251",
  cp1252: "windows-1252",
  cp1254: "windows-1254",
  cp1257: "windows-1257",
  win1251: "windows-1251",
  windows1251: "windows-1251",
  ansi1251: "windows-1251",
  koi8: "koi8-r",
  koi8r: "koi8-r",
  koi8u: "koi8-u",
  cp866: "ibm866",
  dos866: "ibm866",
  866: "ibm866",
  1251: "windows-1251",
  iso88595: "iso-8859-5",
  maccyrillic: "x-mac-cyrillic",
};

/**
 * Reads `--encoding`.
 * @returns Null if it was left out: then the file's mark decides, and without one it must be UTF-8.
 * @throws ParseError for a name that is not in the list.
 */
export function parseEncoding(text: string): Encoding | null {
  const name = text.trim().toLowerCase();
  if (name === "") return null;
  const known = ENCODINGS.find((entry) => entry === name) ?? ALIASES[name.replace(/[-_ ]/g, "")];
  if (known !== undefined) return known;
  throw new ParseError(`${quote(text)} is not one of ${ENCODINGS.join(", ")}.`);
}

/** Returns whether every byte is a character of its own. */
export function isSingleByte(encoding: Encoding): boolean {
  return !encoding.startsWith("utf-");
}
