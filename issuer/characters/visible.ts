import { escapeOf, isHidden, isMark } from "./hidden.ts";

/** Characters of a value from outside that are shown, unless the caller says otherwise. */
const SHOWN = 200;
/** Characters of a line that are shown. */
const LINE = 10_000;
/** Marks on one letter; no language has more. */
const MARKS = 3;

/**
 * Makes a value from outside fit to stand in a sentence: what cannot be seen, or would change how the rest is shown, is
 * written as an escape such as `\u202e`; so is every blank after a blank, with which a value could reach the next line.
 * @param most - Characters that are shown. What is left out is counted in a mark at the end.
 */
export function visible(value: string, most = SHOWN): string {
  return show(value, most, true);
}

/** Makes a line fit for a terminal, a log or a file: as {@link visible} does, but blanks may follow each other. */
export function visibleLine(line: string, most = LINE): string {
  return show(line, most, false);
}

function show(text: string, most: number, single: boolean): string {
  let shown = "";
  let [count, end, marks] = [0, 0, MARKS];
  let last = "";
  for (const character of text) {
    if (count === most) break;
    if (isMark(character)) marks += 1;
    else marks = /[\p{L}\p{N}]/u.test(character) ? 0 : MARKS;
    const crowded = marks > MARKS || (single && character === " " && last === " ");
    shown += crowded || isHidden(character) ? escapeOf(character) : character;
    last = character;
    count += 1;
    end += character.length;
  }
  const left = text.length - end;
  return left === 0 ? shown : `${shown}… (${left} more characters)`;
}
