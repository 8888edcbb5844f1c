import { visibleLine } from "../characters/visible.ts";

/**
 * What a spreadsheet takes for the beginning of a formula, in full width too, with or without blanks before it; behind marks, so
 * that a text with one of its own is read back as it was.
 */
const FORMULA = /^'*\s*[=+\-@\u2212\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/;
/** A number is none, also below zero. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/;
/** How a spreadsheet marks a text; what follows is shown as it is, and never run. */
const MARK = "'";

/**
 * Returns a line of CSV with commas, fit for a spreadsheet: a text that would be taken for a formula begins with an
 * apostrophe.
 */
export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(",");
}

function csvCell(text: string): string {
  const safe = visibleLine(FORMULA.test(text) && !NUMBER.test(text) ? `${MARK}${text}` : text);
  return /[",;']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Returns a cell as it was before {@link csvLine}, or a spreadsheet, marked it as a text. */
export function withoutMark(cell: string): string {
  return cell.startsWith(MARK) && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
