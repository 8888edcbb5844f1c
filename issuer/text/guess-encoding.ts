import type { Encoding } from "./encodings.ts";

/** What an encoding may be taken for. */
const CANDIDATES = ["windows-1251", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic", "windows-1252"] as const;

/** Russian letters by how often they are written, in per mille. */
const FREQUENCY: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ о: 110, е: 85, а: 80, и: 74, н: 67, т: 63, с: 55, р: 47, в: 45, л: 44, к: 35, м: 32, д: 30, п: 28, у: 26 },
    ...{ я: 20, ы: 19, ь: 17, г: 17, з: 17, б: 16, ч: 14, й: 12, х: 10, ж: 9, ш: 7, ю: 6, ц: 5, щ: 4, э: 3, ф: 3 },
    ...{ ъ: 0.4, ё: 0.4 },
  }),
);
const RARE_LETTER = 0.1;
const SIGNS = "№«»–—“”„’•…§°€ ";
/** Penalties, in the same unit as logarithms of frequencies. */
const NO_LETTER = -8;
const ODD_CASE = -3;
const MIXED_SCRIPTS = -8;
const LATIN_LETTER = -2;

/** How much better per letter another encoding must fit before an explicit one is doubted, and on how many letters. */
const DOUBT = 0.6;
const LETTERS_TO_DOUBT = 5;

/** Bytes that are read to tell encodings apart, from the first one beyond ASCII on. */
const SAMPLE = 8_192;

/** Returns the encoding that fits bytes best which are not UTF-8. */
export function guessEncoding(bytes: Uint8Array): Encoding {
  const wide = guessWide(bytes);
  if (wide !== null) return wide;
  const scored = CANDIDATES.map((encoding) => ({ encoding, score: score(bytes, encoding).mean }));
  return scored.reduce((best, entry) => (entry.score > best.score ? entry : best)).encoding;
}

/** Zeros of a text in UTF-16 at least, as a part of all bytes; fewer are characters of their own. */
const LEAST_ZEROS = 0.05;

/** UTF-16 without a mark: every other byte of digits, commas and line ends is zero. Null if it is not. */
export function guessWide(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const zeros = [0, 0];
  bytes.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (even + odd <= LEAST_ZEROS * bytes.length) return null;
  return odd >= even ? "utf-16le" : "utf-16be";
}

/** Returns the encoding that bytes seem to have rather than the one that was named; null if that one may be right. */
export function betterGuess(bytes: Uint8Array, named: Encoding): Encoding | null {
  const cyrillic = CANDIDATES.filter((entry) => entry !== "windows-1252");
  if (!cyrillic.some((entry) => entry === named)) return null;
  const { mean, letters } = score(bytes, named);
  if (letters < LETTERS_TO_DOUBT) return null;
  const others = cyrillic.map((encoding) => ({ encoding, ...score(bytes, encoding) }));
  const best = others.reduce((found, entry) => (entry.mean > found.mean ? entry : found));
  return best.mean - mean > DOUBT ? best.encoding : null;
}

/** Returns how well the characters beyond ASCII read as Russian or as a western language: the mean over them. */
function score(bytes: Uint8Array, encoding: Encoding): { readonly mean: number; readonly letters: number } {
  const telling = Math.max(0, bytes.findIndex((byte) => byte > 0x7f) - 1);
  const text = Array.from(new TextDecoder(encoding).decode(bytes.subarray(telling, telling + SAMPLE)));
  let sum = 0;
  let letters = 0;
  text.forEach((character, index) => {
    if (character <= "\u007f") return;
    letters += 1;
    sum += scoreOf(character, text[index - 1] ?? " ", text[index + 1] ?? " ");
  });
  return { mean: letters === 0 ? 0 : sum / letters, letters };
}

function scoreOf(character: string, before: string, after: string): number {
  if (SIGNS.includes(character)) return Math.log(RARE_LETTER);
  if (!/\p{L}/u.test(character)) return NO_LETTER;
  const odd = /\p{Ll}/u.test(before) && /\p{Lu}/u.test(character) ? ODD_CASE : 0;
  const besidesLatin = /[a-z]/i.test(before) || /[a-z]/i.test(after);
  if (/\p{Script=Cyrillic}/u.test(character)) {
    const frequency = FREQUENCY.get(character.toLowerCase()) ?? RARE_LETTER;
    return Math.log(frequency) + odd + (besidesLatin ? MIXED_SCRIPTS : 0);
  }
  return LATIN_LETTER + odd + (besidesLatin ? 0 : MIXED_SCRIPTS);
}
