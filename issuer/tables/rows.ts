import type { CsvError, Options } from "csv-parse";
import { ParseError } from "../text/parse-error.ts";
import { withoutMark } from "./csv.ts";
import type { Header } from "./header.ts";

/** The most characters of one row. */
const LONGEST_ROW = 65_536;

/** A row of a file by its columns. */
export interface RawRow {
  /** Number of the row as a spreadsheet shows it: the header is 1, empty rows count, a cell may have several lines. */
  readonly number: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** Returns how csv-parse reads a file with this header. */
export function parserOptions({ delimiter }: Header): Options {
  return {
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_ROW,
  };
}

/**
 * Returns a record of the parser as a row.
 * @returns Null for a row of empty cells, as Excel leaves them behind the last one.
 * @throws ParseError if it has more or fewer cells than the header.
 */
export function toRow(record: readonly string[], number: number, { names, others }: Header): RawRow | null {
  if (record.every((cell) => cell.trim() === "")) return null;
  const nameless = record.findIndex((cell, index) => cell.trim() !== "" && names[index] === "");
  if (nameless >= 0 && !others) throw new ParseError(`column ${nameless + 1} has no name in row 1, and is not empty.`);
  const surplus = record.slice(names.length).some((cell) => cell.trim() !== "");
  const short = names.slice(record.length).some((name) => name !== "");
  if (surplus || short) throw new ParseError(`there ${columns(record.length)}, not ${names.length}.`);
  const named = names.flatMap((name, index) =>
    name === "" ? [] : [[name, withoutMark(record[index] ?? "")] as const],
  );
  return { number, cells: Object.fromEntries(named) };
}

function columns(count: number): string {
  return count === 1 ? "is 1 column" : `are ${count} columns`;
}

const SENTENCES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quotation mark is opened and never closed.",
  INVALID_OPENING_QUOTE:
    "there is a quotation mark inside of a cell that does not begin with one; double it and quote the cell.",
  CSV_INVALID_CLOSING_QUOTE:
    "something follows a closing quotation mark; a quotation mark inside of a cell is written twice.",
  CSV_MAX_RECORD_SIZE: `it is longer than ${LONGEST_ROW} characters.`,
};

/** Returns what the parser says about a file, and in which row. */
export function parserSentence(error: CsvError): string {
  const row = ((error as { records?: number }).records ?? 0) + 1;
  return `row ${row}: ${SENTENCES[error.code] ?? error.message}`;
}
