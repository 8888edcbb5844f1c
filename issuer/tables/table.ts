import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import { type ErrorCode, OperatorError } from "../errors.ts";
import type { Encoding } from "../text/encodings.ts";
import { ParseError } from "../text/parse-error.ts";
import { readText, readTextFile } from "../text/read-file.ts";
import type { Delimiter } from "./amount-cell.ts";
import { type Header, readHeader } from "./header.ts";
import { Mistakes } from "./mistakes.ts";
import { type RawRow, parserOptions, parserSentence, toRow } from "./rows.ts";

/** What the cell of a column says. Throws a `ParseError` with the mistake. */
export interface CellReader<T> {
  /** Code of a mistake in it. */
  readonly code: ErrorCode;
  read(text: string, delimiter: Delimiter): T;
}

/** How the columns of a file are read, by their names. */
export type RowReader<T> = { readonly [Column in keyof T]: CellReader<T[Column]> };

/** One row of a file that was read. */
export interface Row<T> {
  readonly values: T;
  /** As a spreadsheet shows it. */
  readonly number: number;
  /** Names a cell, such as `deposits.csv, row 3, column amount`. */
  readonly where: (column: string) => string;
}

/**
 * Reads a file of an operator in which every row counts: a header, and below it a row for each thing to be done.
 * @param file - CSV with commas, semicolons or tabs.
 * @param keyOf - What no two rows may have in common, in words, such as `reference advice 17`.
 * @throws OperatorError `CSV_INVALID` naming row and column of every mistake in the file.
 */
export function readTable<T extends object>(
  file: string,
  encoding: Encoding | null,
  reader: RowReader<T>,
  keyOf: (values: T) => string,
): Row<T>[] {
  const code = "CSV_INVALID";
  const text = readTextFile(file, { code, encoding });
  const required = Object.keys(reader);
  const header = readText(file, code, () => readHeader(text, { required, others: false }));
  const mistakes = new Mistakes(file, code);
  const rows = recordsOf(text, file, header).flatMap((record, index): Row<T>[] => {
    const number = index + 2;
    const raw = rawRow(record, number, header, mistakes);
    const values = raw === null ? null : readRow(raw, header, reader, mistakes);
    return values === null ? [] : [{ values, number, where: (column) => `${file}, row ${number}, column ${column}` }];
  });
  refuseRepeated(rows, keyOf, mistakes);
  mistakes.refuse();
  if (rows.length === 0) throw new OperatorError(code, `${file}: there is no row after the header.`);
  return rows;
}

function recordsOf(text: string, file: string, header: Header): string[][] {
  try {
    return parse(text.slice(header.skip), parserOptions(header)).slice(1);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new OperatorError("CSV_INVALID", `${file}, ${parserSentence(error)}`, { cause: error });
  }
}

/** Returns the row of a record; null if it is empty or has too many or too few cells. */
function rawRow(record: readonly string[], number: number, header: Header, mistakes: Mistakes): RawRow | null {
  try {
    return toRow(record, number, header);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    mistakes.add(`row ${number}`, error.message);
    return null;
  }
}

/** Returns the row's values, or null if one of them cannot be read. */
function readRow<T extends object>(
  { number, cells }: RawRow,
  { delimiter }: Header,
  reader: RowReader<T>,
  mistakes: Mistakes,
): T | null {
  const before = mistakes.count;
  const values: Record<string, unknown> = {};
  for (const [column, cell] of Object.entries<CellReader<unknown>>(reader)) {
    const text = cells[column] ?? "";
    try {
      if (text.trim() === "") throw new ParseError("there is nothing.");
      values[column] = cell.read(text, delimiter);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      const { message, remedy } = error;
      mistakes.add(`row ${number}, column ${column}`, message, {
        code: cell.code,
        ...(remedy === undefined ? {} : { remedy }),
      });
    }
  }
  return mistakes.count === before ? (values as T) : null;
}

function refuseRepeated<T>(rows: readonly Row<T>[], keyOf: (values: T) => string, mistakes: Mistakes): void {
  const seen = new Map<string, number>();
  for (const { values, number } of rows) {
    const key = keyOf(values);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, number);
    else mistakes.add(`row ${number}`, `is the same as row ${first}: ${key}.`);
  }
}
