import { ParseError } from "../text/parse-error.ts";
import { quote } from "../text/quote.ts";

/** What separates the cells of a file. Where it is a comma, amounts have a point; elsewhere they may have a comma. */
export type Delimiter = "," | ";" | "\t";

const PLAIN = /^\d+(?:\.\d+)?$/;
/** Thousands with a blank between them, as Excel writes them in Russian: the same blank each time. */
const WITH_BLANKS = /^\d{1,3}(?:([ \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$/;
const WITH_COMMA = /^\d+,\d+$/;
/** Either a decimal separator with three decimals or one of thousands: 1,000 may be one or a thousand. */
const AMBIGUOUS = /^[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * Returns an amount of a file as it is written everywhere else: digits, and a point before decimals.
 * @throws ParseError for what can be read in two ways, and for what is not a plain number.
 */
export function plainAmount(cell: string, delimiter: Delimiter): string {
  const text = cell.replace(/^[\p{Zs}\t]+|[\p{Zs}\t]+$/gu, "");
  if (delimiter === "," && PLAIN.test(text)) return text;
  if (delimiter !== "," && AMBIGUOUS.test(text)) {
    const digits = text.replace(/[.,]/, "");
    const [whole = "", rest = ""] = text.split(/[.,]/);
    throw new ParseError(`${quote(text)} may be ${digits} or ${whole}.${rest}: write ${digits} or ${whole}.${rest}0.`);
  }
  if (PLAIN.test(text)) return text;
  if (WITH_BLANKS.test(text)) return text.replace(/[ \u00a0\u2009\u202f]/g, "").replace(",", ".");
  if (delimiter !== "," && WITH_COMMA.test(text)) return text.replace(",", ".");
  throw new ParseError(`${quote(text)} is not an amount in whole coins such as 1000.50${hint(text)}.`);
}

function hint(text: string): string {
  if (/^[\d\p{Zs}.,'’]+$/u.test(text) && /[.,'’]/.test(text)) return "; write it without separators of thousands";
  if (/^\p{Nd}+$/u.test(text)) return "; write it with the digits 0 to 9";
  if (/^[=+@]/.test(text)) return "; save the file with values instead of formulas";
  if (/^\d+(?:[.,]\d+)?e[+-]?\d+$/i.test(text)) return "; format the column as a number without exponent";
  if (text.startsWith("-")) return "; it is negative";
  return "";
}
