import { readFileSync } from "node:fs";
import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import { OperatorError } from "../errors.ts";

/** One row of a file, and a way to refuse one of its cells. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  /** Names a cell for a refusal, such as `accounts.csv, line 3, column amount`. */
  readonly where: (column: string) => string;
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a file with a header line.
 * @param columns Names of the columns that must be there, and no others, in any order.
 * @throws OperatorError `CSV_INVALID` naming line and column.
 */
export function readCsv(file: string, columns: readonly string[]): CsvRow[] {
  const [header, ...rows] = parseFile(file);
  if (header === undefined) throw refusal(file, 1, `is empty; its first line must be ${columns.join(",")}.`);
  const names = header.record.map((name) => name.trim());
  for (const name of names.filter((entry, index) => !columns.includes(entry) || names.indexOf(entry) !== index)) {
    throw refusal(
      file,
      header.info.lines,
      `column "${name}" is unknown or there twice; expected ${columns.join(",")}.`,
    );
  }
  for (const name of columns.filter((entry) => !names.includes(entry))) {
    throw refusal(file, header.info.lines, `column "${name}" is missing; expected ${columns.join(",")}.`);
  }
  if (rows.length === 0) throw refusal(file, header.info.lines, "there is no row after the header.");
  return rows.map(({ record, info: { lines: line } }) => {
    if (record.length !== names.length) {
      throw refusal(file, line, `there are ${record.length} columns, not ${names.length}.`);
    }
    const cells = Object.fromEntries(names.map((name, index) => [name, record[index]?.trim() ?? ""]));
    const empty = names.find((name) => cells[name] === "");
    if (empty !== undefined) throw refusal(file, line, `column ${empty}: there is nothing.`);
    return { line, cells, where: (column) => `${file}, line ${line}, column ${column}` };
  });
}

/**
 * Refuses a row that is there twice.
 * @param keyOf What tells one row from another.
 * @throws OperatorError `CSV_INVALID` naming both lines.
 */
export function refuseDuplicates(file: string, rows: readonly CsvRow[], keyOf: (row: CsvRow) => string): void {
  const seen = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row).toLowerCase();
    const first = seen.get(key);
    if (first !== undefined) throw refusal(file, row.line, `is the same as line ${first}: ${keyOf(row)}.`);
    seen.set(key, row.line);
  }
}

/** Runs a reader of one cell, so that a refusal names line and column. @throws OperatorError `CSV_INVALID` */
export function inCell<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    throw new OperatorError("CSV_INVALID", error.message, { cause: error });
  }
}

function parseFile(file: string): Parsed[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OperatorError("CSV_INVALID", `${file} cannot be read: ${code ?? String(error)}.`, { cause: error });
  }
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true };
    return parse(text, options) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new OperatorError("CSV_INVALID", `${file}: ${error.message}.`, { cause: error });
  }
}

function refusal(file: string, line: number, what: string): OperatorError {
  return new OperatorError("CSV_INVALID", `${file}, line ${line}: ${what}`);
}
