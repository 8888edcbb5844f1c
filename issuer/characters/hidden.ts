/**
 * Characters that cannot be seen, or that change how others are shown: controls (ESC and line ends among them), format
 * characters (zero width, direction), lone surrogates, private use, unassigned, everything that programs may leave out when
 * they show a text, blanks that are not a plain space, and two signs that stand for nothing.
 */
const UNSEEN = "\\p{C}\\p{Default_Ignorable_Code_Point}\\u2800\\ufffc";

/** Blocks of scripts that run from right to left: digits next to such a letter are shown in another place. */
const RIGHT_TO_LEFT = "\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufeff\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}";

/** A plain space is the only blank that looks like one. */
const BLANKS = "[\\p{Z}--[ ]]";

const CLASS = `[[${UNSEEN}${RIGHT_TO_LEFT}]${BLANKS}]`;
const ONE = new RegExp(CLASS, "v");
const ALL = new RegExp(CLASS, "gv");
/** Marks that have no letter to stand on, and more on one letter than any language has: they run into other lines. */
const STRAY_MARKS = /(?<![\p{L}\p{N}\p{M}])\p{M}+|(?<=\p{M}{4})\p{M}+/gu;
const MARK = /\p{M}/u;

const NOTHING = new RegExp(`[${UNSEEN}\\u2028\\u2029\\ufffd]`, "v");

/**
 * Returns whether a character cannot be seen at all, or is what a lossy conversion leaves: no text that people write
 * has any.
 */
export function isUnseen(character: string): boolean {
  return NOTHING.test(character);
}

/** Returns whether a character must not be shown as it is. */
export function isHidden(character: string): boolean {
  return ONE.test(character);
}

/** Returns whether a character is drawn onto the one before it. */
export function isMark(character: string): boolean {
  return MARK.test(character);
}

/** Returns a character as an escape such as `\u202e` or, above 16 bits, `\u{e0001}`. */
export function escapeOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const hex = point.toString(16);
  return point > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
}

/** Replaces everything in a text that must not be shown as it is. */
export function replaceHidden(text: string, replace: (character: string) => string): string {
  const each = (found: string): string => Array.from(found, replace).join("");
  return text.replace(ALL, replace).replace(STRAY_MARKS, each);
}
