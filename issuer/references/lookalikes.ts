import { codePoint } from "../text/quote.ts";
import { visible } from "../characters/visible.ts";
import { likenessOf } from "./alike.ts";

/** Scripts by name, as far as people here meet them; every other is one more. */
const SCRIPTS = [
  "Latin",
  "Cyrillic",
  "Greek",
  "Armenian",
  "Georgian",
  "Cherokee",
  "Coptic",
  "Arabic",
  "Hebrew",
] as const;
const PATTERNS = SCRIPTS.map((name) => [name, new RegExp(`\\p{Script=${name}}`, "u")] as const);
/** These are written together, in Chinese, Japanese and Korean. */
const TOGETHER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const LETTER = /\p{L}/u;
/** Words that are pointed out of one text. */
const MOST = 5;

/**
 * Points out letters that look like others, in what people compare: words of letters of several scripts (as Unicode's UTS 39
 * tells them), letters in a special form, and words that could as well be Latin.
 * @param isName - Whether it is a name or a symbol, of which nobody expects another script than it is known in.
 * @returns A sentence for each such word, naming the characters.
 */
export function lookalikesIn(text: string, isName = false): string[] {
  const words = [...new Set(text.slice(0, 2_000).match(WORD) ?? [])];
  return words.flatMap((word) => sentence(word, isName) ?? []).slice(0, MOST);
}

function sentence(word: string, isName: boolean): string | null {
  const letters = Array.from(word).filter((character) => LETTER.test(character));
  const scripts = new Set(letters.map(scriptOf));
  const special = letters.filter((letter) => letter.normalize("NFKC") !== letter.normalize("NFC"));
  const foreign = letters.filter((letter) => scriptOf(letter) !== "Latin");
  const asLatin = foreign.length === letters.length && letters.length > 1 && foreign.every(looksLatin);
  if (scripts.size < 2 && special.length === 0 && !(isName && asLatin)) return null;
  const named = [...new Set([...special, ...(scripts.has("Latin") || asLatin ? foreign : letters)])];
  const list = named.slice(0, MOST).map((letter) => `${letter} is ${codePoint(letter)} (${scriptOf(letter)})`);
  const what = scripts.size > 1 ? "has letters of several scripts" : "has letters that look like Latin ones";
  return `LOOK CLOSELY: "${visible(word, 40)}" ${what}: ${list.join(", ")}.`;
}

function scriptOf(letter: string): string {
  if (TOGETHER.test(letter)) return "Chinese, Japanese or Korean";
  return PATTERNS.find(([, pattern]) => pattern.test(letter))?.[0] ?? "another script";
}

function looksLatin(letter: string): boolean {
  return /^[a-z]$/.test(likenessOf(letter));
}
