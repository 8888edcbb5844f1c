import { visibleLine } from "../characters/visible.ts";
import { aroundEach, endOf, ownSequence } from "./style.ts";

/**
 * Characters that take two places on a terminal, or that a table counts as two: East Asian ones, and everything that may be
 * drawn as a picture.
 */
const WIDE = new RegExp(
  "[[\\p{Emoji}--\\p{ASCII}]\\u1100-\\u115f\\u2329\\u232a\\u2e80-\\ua4cf\\ua960-\\ua97c\\uac00-\\ud7a3" +
    "\\uf900-\\ufaff\\ufe10-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6\\u{10000}-\\u{10ffff}]",
  "v",
);

/**
 * Makes lines of a text, none of them wider than a number of places. They break at blanks, and words that are longer than a
 * line anywhere. Colours of the process itself are ended with each line and set again with the next.
 * @param places - How wide a line is at most.
 * @param most - Characters that are shown of what stands between two colours.
 */
export function wrap(text: string, places: number, most: number): string[] {
  const lines: string[] = [];
  let open: number[] = [];
  let [line, taken] = ["", 0];
  const next = (): void => {
    lines.push(`${line}${open.map((code) => ownSequence(endOf(code))).join("")}`);
    [line, taken] = [open.map(ownSequence).join(""), 0];
  };
  const add = (part: string, wide: number): void => {
    if (taken > 0 && taken + wide > places) next();
    if (taken === 0 && part.startsWith(" ") && lines.length > 0) return; // the blank that the line was broken at
    line += part;
    taken += wide;
  };
  aroundEach(text, {
    style: (code) => {
      line += ownSequence(code);
      open = open.some((each) => endOf(each) === code) ? open.filter((each) => endOf(each) !== code) : [...open, code];
    },
    text: (part) => {
      for (const word of visibleLine(part, most).match(/ +|[^ ]+/g) ?? []) {
        const characters = Array.from(word, (character) => [character, WIDE.test(character) ? 2 : 1] as const);
        const wide = characters.reduce((sum, [, width]) => sum + width, 0);
        if (wide <= places) add(word, wide);
        else for (const [character, width] of characters) add(character, width);
      }
    },
  });
  next();
  return lines;
}
