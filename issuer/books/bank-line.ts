import { whyPlaceholder } from "../references/placeholders.ts";
import { type Reference, referenceOf } from "../references/reference.ts";
import { type Delimiter, plainAmount } from "../tables/amount-cell.ts";
import type { Columns } from "../tables/header.ts";
import type { RawRow } from "../tables/rows.ts";
import { ParseError } from "../text/parse-error.ts";
import { parseDay, parseSum } from "../text/parse-units.ts";
import { parsePlainText } from "../text/plain-text.ts";
import { quote } from "../text/quote.ts";

/** Columns of the bank's file; it may have others. */
export const BANK_COLUMNS: Columns = {
  required: ["reference", "kind", "amount", "date"],
  optional: ["network"],
  others: true,
};

/** The most characters of a network's name. */
const LONGEST_NAME = 100;

/** One line of the bank. */
export interface BankLine {
  readonly number: number;
  readonly reference: Reference;
  /** Why the reference may be that of other payments, too; null if it is one payment's own. */
  readonly placeholder: string | null;
  readonly kind: "deposit" | "payout";
  /** In smallest units. */
  readonly amount: bigint;
  /** As `2026-11-22`. */
  readonly date: string;
  readonly network: string | null;
}

/** A mistake in one column of a row. */
export interface CellMistake {
  readonly column: string;
  readonly error: ParseError;
}

/** Reads a row of the bank's file. @returns The line, or everything that is wrong with it. */
export function readBankLine(
  { number, cells }: RawRow,
  delimiter: Delimiter,
  decimals: number,
): BankLine | readonly CellMistake[] {
  const mistakes: CellMistake[] = [];
  const read = <T>(column: string, parse: (text: string) => T): T | undefined => {
    try {
      return parse(cells[column] ?? "");
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      mistakes.push({ column, error });
      return undefined;
    }
  };
  const reference = read("reference", referenceOf);
  const kind = read("kind", parseKind);
  const amount = read("amount", (text) => parseSum(plainAmount(text, delimiter), decimals));
  const date = read("date", parseDate);
  const network = read("network", (text) => parsePlainText(text.trim(), LONGEST_NAME));
  if (
    reference === undefined ||
    kind === undefined ||
    amount === undefined ||
    date === undefined ||
    network === undefined
  ) {
    return mistakes;
  }
  const placeholder = whyPlaceholder(reference.plain);
  return { number, reference, placeholder, kind, amount, date, network: network === "" ? null : network };
}

function parseKind(text: string): BankLine["kind"] {
  const kind = text.trim().toLowerCase();
  if (kind === "deposit" || kind === "payout") return kind;
  throw new ParseError(`${quote(text)} is neither deposit nor payout.`);
}

/** Returns a day as `2026-11-22`, or as Excel writes it in Russian: `22.11.2026`. */
function parseDate(text: string): string {
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text.trim()) ?? [];
  const date = year === undefined ? text.trim() : `${year}-${month}-${day}`;
  try {
    parseDay(date);
    return date;
  } catch {
    throw new ParseError(`${quote(text)} is not a day such as 2026-11-22 or 22.11.2026.`);
  }
}
