import { codePoint } from "../text/quote.ts";

/** Names of characters that cannot be seen, as the Unicode Standard has them; of controls, their usual names. */
const NAMES: ReadonlyMap<number, string> = new Map([
  ...[
    "NULL",
    "START OF HEADING",
    "START OF TEXT",
    "END OF TEXT",
    "END OF TRANSMISSION",
    "ENQUIRY",
    "ACKNOWLEDGE",
  ].entries(),
  ...named(0x07, ["BELL", "BACKSPACE", "CHARACTER TABULATION", "LINE FEED", "LINE TABULATION", "FORM FEED"]),
  ...named(0x0d, ["CARRIAGE RETURN", "SHIFT OUT", "SHIFT IN"]),
  ...named(0x1a, ["SUBSTITUTE", "ESCAPE"]),
  ...named(0x1c, ["INFORMATION SEPARATOR FOUR", "INFORMATION SEPARATOR THREE", "INFORMATION SEPARATOR TWO"]),
  ...named(0x1f, ["INFORMATION SEPARATOR ONE"]),
  ...named(0x7f, ["DELETE"]),
  ...named(0x85, ["NEXT LINE"]),
  ...named(0xad, ["SOFT HYPHEN"]),
  ...named(0x034f, ["COMBINING GRAPHEME JOINER"]),
  ...named(0x061c, ["ARABIC LETTER MARK"]),
  ...named(0x115f, ["HANGUL CHOSEONG FILLER", "HANGUL JUNGSEONG FILLER"]),
  ...named(0x17b4, ["KHMER VOWEL INHERENT AQ", "KHMER VOWEL INHERENT AA"]),
  ...named(0x180b, ["MONGOLIAN FREE VARIATION SELECTOR ONE", "MONGOLIAN FREE VARIATION SELECTOR TWO"]),
  ...named(0x180d, ["MONGOLIAN FREE VARIATION SELECTOR THREE", "MONGOLIAN VOWEL SEPARATOR"]),
  ...named(0x200b, ["ZERO WIDTH SPACE", "ZERO WIDTH NON-JOINER", "ZERO WIDTH JOINER"]),
  ...named(0x200e, ["LEFT-TO-RIGHT MARK", "RIGHT-TO-LEFT MARK"]),
  ...named(0x2028, ["LINE SEPARATOR", "PARAGRAPH SEPARATOR", "LEFT-TO-RIGHT EMBEDDING", "RIGHT-TO-LEFT EMBEDDING"]),
  ...named(0x202c, ["POP DIRECTIONAL FORMATTING", "LEFT-TO-RIGHT OVERRIDE", "RIGHT-TO-LEFT OVERRIDE"]),
  ...named(0x2060, ["WORD JOINER", "FUNCTION APPLICATION", "INVISIBLE TIMES", "INVISIBLE SEPARATOR", "INVISIBLE PLUS"]),
  ...named(0x2066, ["LEFT-TO-RIGHT ISOLATE", "RIGHT-TO-LEFT ISOLATE", "FIRST STRONG ISOLATE"]),
  ...named(0x2069, ["POP DIRECTIONAL ISOLATE"]),
  ...named(0x2800, ["BRAILLE PATTERN BLANK"]),
  ...named(0x3164, ["HANGUL FILLER"]),
  ...Array.from({ length: 16 }, (_, index): [number, string] => [0xfe00 + index, `VARIATION SELECTOR-${index + 1}`]),
  ...named(0xfeff, ["ZERO WIDTH NO-BREAK SPACE"]),
  ...named(0xffa0, ["HALFWIDTH HANGUL FILLER"]),
  ...named(0xfff9, ["INTERLINEAR ANNOTATION ANCHOR", "INTERLINEAR ANNOTATION SEPARATOR"]),
  ...named(0xfffb, ["INTERLINEAR ANNOTATION TERMINATOR", "OBJECT REPLACEMENT CHARACTER", "REPLACEMENT CHARACTER"]),
  ...named(0xe0001, ["LANGUAGE TAG"]),
]);

/** What a character without a name above is, by its category. */
const KINDS: readonly (readonly [kind: RegExp, name: string])[] = [
  [/\p{Cc}/u, "a control character"],
  [/\p{Cs}/u, "half of a surrogate pair"],
  [/\p{Co}/u, "a private-use character"],
  [/\p{Cn}/u, "no character of Unicode"],
  [/\p{Variation_Selector}/u, "a variation selector"],
  [/\p{Cf}/u, "an invisible format character"],
];

function named(first: number, names: readonly string[]): [number, string][] {
  return names.map((name, index) => [first + index, name]);
}

/** Returns a character by number and name, such as `U+200B ZERO WIDTH SPACE`. */
export function nameOf(character: string): string {
  const name = NAMES.get(character.codePointAt(0) ?? 0);
  const kind = KINDS.find(([pattern]) => pattern.test(character))?.[1] ?? "an invisible character";
  return `${codePoint(character)} ${name ?? kind}`;
}
