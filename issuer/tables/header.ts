import { parse } from "csv-parse/sync";
import { ParseError } from "../text/parse-error.ts";
import { quote } from "../text/quote.ts";
import type { Delimiter } from "./amount-cell.ts";

/** Which columns a file has. */
export interface Columns {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  /** Whether columns besides these are passed over; otherwise they are refused. */
  readonly others: boolean;
}

/** What the first row of a file says about all others. */
export interface Header {
  readonly delimiter: Delimiter;
  /** Name of each column, in the file's order; empty for one that is passed over. */
  readonly names: readonly string[];
  /** Whether cells of other columns may have something in them. */
  readonly others: boolean;
  /** Characters before the header, where Excel was told the delimiter. */
  readonly skip: number;
}

const DELIMITERS: readonly Delimiter[] = [",", ";", "\t"];
const NAMES: Readonly<Record<Delimiter, string>> = { ",": "commas", ";": "semicolons", "\t": "tabs" };

/** The longest header; behind it a file is not a table. */
const LONGEST = 65_536;

/**
 * Finds the delimiter and the columns from the beginning of a file.
 * @throws ParseError if it is empty, or a column is missing, unknown or there twice.
 */
export function readHeader(text: string, { required, optional = [], others }: Columns): Header {
  if (text.trim() === "") throw new ParseError(`is empty; its first row must be ${required.join(",")}.`);
  const hint = /^sep=([,;\t])\r?\n/i.exec(text);
  const skip = hint?.[0].length ?? 0;
  const line = /^[^\r\n]*/.exec(text.slice(skip, skip + LONGEST))?.[0] ?? "";
  const known = [...required, ...optional];
  const candidates = hint === null ? DELIMITERS : [hint[1] as Delimiter];
  const split = candidates.map((delimiter) => ({ delimiter, names: namesOf(line, delimiter) }));
  const hits = ({ names }: { readonly names: readonly string[] }): number =>
    names.filter((name) => known.includes(name)).length;
  const best = split.reduce((found, entry) => (hits(entry) > hits(found) ? entry : found));
  const tied = split.find(
    (entry) => entry !== best && hits(entry) === hits(best) && entry.names.length > best.names.length,
  );
  const { delimiter, names } = hits(best) === 0 && tied !== undefined ? tied : best;

  const wanted = `${required.join(",")}${optional.length === 0 ? "" : ` and, if wanted, ${optional.join(",")}`}`;
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const found = names.length === 1 ? "one column" : `${names.length} columns with ${NAMES[delimiter]} between them`;
    throw new ParseError(
      `has no column ${missing.map(quote).join(", ")} in row 1, which is ${found}; expected ${wanted}.`,
    );
  }
  const twice = names.find((name, index) => known.includes(name) && names.indexOf(name) !== index);
  if (twice !== undefined) throw new ParseError(`has the column ${quote(twice)} twice; expected ${wanted}.`);
  const foreign = names.find((name) => name !== "" && !known.includes(name));
  if (foreign !== undefined && !others) {
    throw new ParseError(`has a column ${quote(foreign)} in row 1 that is unknown; expected ${wanted}.`);
  }
  return { delimiter, names: names.map((name) => (known.includes(name) ? name : "")), others, skip };
}

function namesOf(line: string, delimiter: Delimiter): string[] {
  try {
    const [cells = []]: string[][] = parse(line, { delimiter, relax_column_count: true });
    return cells.map((name) => name.normalize("NFC").trim().toLowerCase());
  } catch {
    return [line];
  }
}
