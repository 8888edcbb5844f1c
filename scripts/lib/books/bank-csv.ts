import { createReadStream } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { CsvError, parse } from "csv-parse";
import { z } from "zod";
import { OperatorError } from "../errors.ts";
import { hashReference } from "../reports/reserve-report.ts";
import { parseAmount } from "../units.ts";
import { toText } from "./amounts.ts";
import { bytes, transact } from "./book-file.ts";

const COLUMNS = ["reference", "kind", "amount", "date"] as const;
const BATCH = 5_000;

const line = z.strictObject({
  reference: z.string().min(1, "must not be empty"),
  kind: z.enum(["deposit", "payout"], 'must be "deposit" or "payout"'),
  amount: z.string().regex(/^\d+(\.\d+)?$/, 'must be an amount in whole coins such as "1000.50"'),
  date: z.iso.date("must be a date such as 2026-11-22"),
  network: z.string().optional(),
});

interface BankLine {
  readonly number: number;
  readonly reference: string;
  readonly kind: "deposit" | "payout";
  readonly amount: bigint;
  readonly date: string;
  readonly network: string | null;
}

/**
 * Reads a bank's file into a table of this run, which ends with it: the bank's own references are never kept. A reference
 * that is 32 bytes in hex is taken as the hash itself.
 * @param file CSV in UTF-8 with a header: reference, kind, amount, date and, if wanted, network.
 * @returns Number of lines.
 * @throws OperatorError `BANK_FILE_INVALID` naming the line.
 */
export async function loadBankFile(db: DatabaseSync, file: string, decimals: number): Promise<number> {
  db.exec(`
    DROP TABLE IF EXISTS temp.bank;
    CREATE TEMP TABLE bank (
      line INTEGER PRIMARY KEY, ref BLOB NOT NULL, kind TEXT NOT NULL, amount TEXT NOT NULL, date TEXT NOT NULL,
      network TEXT, reference TEXT NOT NULL
    ) STRICT;
    CREATE INDEX temp.bank_by_reference ON bank (ref, kind, line);`);
  const insert = db.prepare("INSERT INTO bank VALUES (?, ?, ?, ?, ?, ?, ?)");
  let count = 0;
  let batch: BankLine[] = [];
  const flush = (): void => {
    transact(db, () => {
      for (const { number, reference, kind, amount, date, network } of batch) {
        insert.run(number, bytes(referenceHash(reference)), event(kind), toText(amount), date, network, reference);
      }
    });
    count += batch.length;
    batch = [];
  };
  for await (const entry of readLines(file, decimals)) {
    batch.push(entry);
    if (batch.length >= BATCH) flush();
  }
  flush();
  return count;
}

/** The event that a line of the bank must have on a chain. */
function event(kind: BankLine["kind"]): "Minted" | "Burned" {
  return kind === "deposit" ? "Minted" : "Burned";
}

function referenceHash(reference: string): string {
  return /^0x[0-9a-fA-F]{64}$/.test(reference) ? reference : hashReference(reference);
}

async function* readLines(file: string, decimals: number): AsyncGenerator<BankLine> {
  const columns = (header: string[]): string[] => {
    const names = header.map((name) => name.trim().toLowerCase());
    const missing = COLUMNS.filter((name) => !names.includes(name));
    if (missing.length > 0) throw invalid(file, 1, `the header has no ${missing.join(", ")}`);
    return names;
  };
  const parser = parse({ columns, bom: true, trim: true, skip_empty_lines: true, info: true });
  const input = createReadStream(file);
  input.on("error", (error) => parser.destroy(error));
  try {
    for await (const { info, record } of input.pipe(parser) as AsyncIterable<Parsed>) {
      yield toLine(file, info.lines, record, decimals);
    }
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    if (error instanceof CsvError) throw invalid(file, Number(error.lines ?? 0), error.message);
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw invalid(file, 0, "there is no such file");
    throw error;
  }
}

interface Parsed {
  readonly info: { readonly lines: number };
  readonly record: Readonly<Record<string, string>>;
}

function toLine(file: string, number: number, record: Parsed["record"], decimals: number): BankLine {
  const known = Object.entries(record).filter(([name]) => name in line.shape);
  const parsed = line.safeParse(Object.fromEntries(known));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(file, number, `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`);
  }
  const { reference, kind, amount, date, network = "" } = parsed.data;
  try {
    const units = parseAmount(amount, decimals);
    return { number, reference, kind, amount: units, date, network: network === "" ? null : network };
  } catch (error) {
    throw invalid(file, number, (error as Error).message);
  }
}

function invalid(file: string, number: number, what: string): OperatorError {
  return new OperatorError("BANK_FILE_INVALID", `${file}, line ${number}: ${what}`);
}
