import { Readable } from "node:stream";
import type { DatabaseSync } from "node:sqlite";
import { CsvError, parse } from "csv-parse";
import { OperatorError } from "../errors.ts";
import { type Header, readHeader } from "../tables/header.ts";
import { Mistakes } from "../tables/mistakes.ts";
import { parserOptions, parserSentence, toRow } from "../tables/rows.ts";
import type { Encoding } from "../text/encodings.ts";
import { ParseError } from "../text/parse-error.ts";
import { readText } from "../text/read-file.ts";
import { readTextStream } from "../text/read-stream.ts";
import { toStored } from "./amounts.ts";
import { BANK_COLUMNS, type BankLine, readBankLine } from "./bank-line.ts";
import type { PlainReferences } from "./plain-references.ts";
import { bytes, transact } from "./book-file.ts";

const BATCH = 5_000;
const CODE = "BANK_FILE_INVALID";

/** The largest bank's file that is read, in bytes: some million lines. */
const LARGEST = 512 * 1_048_576;

/**
 * Reads a bank's file into tables of this run, which end with it: the bank's own references are never kept. A reference
 * that is 32 bytes in hex is taken as the hash itself.
 * @param file - CSV with a header: reference, kind, amount, date and, if wanted, network.
 * @param encoding - Null for the file's mark, or UTF-8.
 * @param known - What the journals know: a line is found under whatever hash its reference has there.
 * @param onBytes - Called with the file's bytes as they are read.
 * @returns Number of lines.
 * @throws OperatorError `BANK_FILE_INVALID` naming row and column of every mistake.
 */
export async function loadBankFile(
  db: DatabaseSync,
  file: string,
  decimals: number,
  encoding: Encoding | null = null,
  known: PlainReferences = new Map(),
  onBytes: (bytes: Buffer) => void = () => undefined,
): Promise<number> {
  const recorded = hashesByText(known);
  db.exec(`
    DROP TABLE IF EXISTS temp.bank;
    DROP TABLE IF EXISTS temp.bank_former;
    CREATE TEMP TABLE bank (
      line INTEGER PRIMARY KEY, ref BLOB NOT NULL, kind TEXT NOT NULL, amount ANY NOT NULL, date TEXT NOT NULL,
      network TEXT, reference TEXT NOT NULL, placeholder TEXT
    ) STRICT;
    CREATE INDEX temp.bank_by_reference ON bank (ref, kind, line);
    -- Hashes that other spellings of a line's reference had, from before there was one form.
    CREATE TEMP TABLE bank_former (line INTEGER NOT NULL, ref BLOB NOT NULL, PRIMARY KEY (line, ref)) STRICT, WITHOUT ROWID;`);
  const insert = db.prepare("INSERT INTO bank VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const former = db.prepare("INSERT INTO bank_former VALUES (?, ?)");
  let count = 0;
  let batch: BankLine[] = [];
  const flush = (): void => {
    transact(db, () => {
      for (const { number, reference, kind, amount, date, network, placeholder } of batch) {
        const { plain, hash } = reference;
        insert.run(number, bytes(hash), event(kind), toStored(amount), date, network, plain, placeholder);
        const others = new Set([...reference.former, ...(recorded.get(plain) ?? [])]);
        for (const other of others) former.run(number, bytes(other));
      }
    });
    count += batch.length;
    batch = [];
  };
  const mistakes = new Mistakes(file, CODE);
  for await (const entry of readLines(file, { decimals, encoding, onBytes }, mistakes)) {
    batch.push(entry);
    if (batch.length >= BATCH) flush();
  }
  mistakes.refuse();
  flush();
  return count;
}

/** Returns the hashes that a text has in journals, where texts of before there was one form have others. */
function hashesByText(known: PlainReferences): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [hash, plain] of known) found.set(plain, [...(found.get(plain) ?? []), hash]);
  return found;
}

/** Returns the event that a line of the bank must have on a chain. */
function event(kind: BankLine["kind"]): "Minted" | "Burned" {
  return kind === "deposit" ? "Minted" : "Burned";
}

async function* readLines(
  file: string,
  { decimals, encoding, onBytes }: { decimals: number; encoding: Encoding | null; onBytes: (bytes: Buffer) => void },
  mistakes: Mistakes,
): AsyncGenerator<BankLine> {
  const texts = readTextStream(file, { code: CODE, limit: LARGEST, encoding, onBytes });
  const { value: first = "" } = texts.next() as { value?: string };
  const header = readText(file, CODE, () => readHeader(first, BANK_COLUMNS));
  const parser = parse(parserOptions(header));
  const input = Readable.from(joined(first.slice(header.skip), texts));
  input.on("error", (error) => parser.destroy(error));
  let number = 0;
  try {
    for await (const record of input.pipe(parser) as AsyncIterable<string[]>) {
      number += 1;
      if (number > 1) yield* toLines(record, number, header, decimals, mistakes);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new OperatorError(CODE, `${file}, ${parserSentence(error)}`, { cause: error });
  }
}

function* joined(first: string, others: Generator<string>): Generator<string> {
  yield first;
  yield* others;
}

/** Returns the record's line; none if it is empty or wrong. */
function toLines(
  record: readonly string[],
  number: number,
  header: Header,
  decimals: number,
  mistakes: Mistakes,
): BankLine[] {
  try {
    const row = toRow(record, number, header);
    const line = row === null ? [] : readBankLine(row, header.delimiter, decimals);
    if ("reference" in line) return [line];
    for (const { column, error } of line) {
      const { message, remedy } = error;
      mistakes.add(`row ${number}, column ${column}`, message, remedy === undefined ? {} : { remedy });
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    mistakes.add(`row ${number}`, error.message);
  }
  return [];
}
