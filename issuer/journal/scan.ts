import { OperatorError } from "../errors.ts";
import { Changed, type LineTerms, NotTorn, type Reach, scanLines } from "../files/lines.ts";
import type { CarriedRecord, ContinuesRecord, StoredRecord } from "./entries.ts";

/** What is done with the lines of a journal. */
export interface Showing {
  /** @param offset - Where its line begins, in bytes. */
  readonly record: (record: StoredRecord, offset: number, bytes: number) => void;
  /** What the years before hold, if they are in files of their own. */
  readonly continues?: (header: ContinuesRecord) => void;
  /** A record of an earlier year that still counts. */
  readonly carried?: (record: StoredRecord) => void;
}

/**
 * Reads the records of a file, one after the other.
 * @param before - Number of the last record that was read before.
 * @throws OperatorError `JOURNAL_DAMAGED`.
 */
export function scanRecords(
  file: string,
  terms: Pick<LineTerms, "after" | "to">,
  before: number,
  { record: show, continues, carried }: Showing,
): Reach {
  let known = before;
  let line = before;
  const going = { ...terms, beginning: () => `{"n":${known + 1},`, before: () => before };
  return reading(file, () =>
    scanLines(file, going, (text, offset, bytes) => {
      line += 1;
      const parsed = parse(file, text, known + 1, line);
      if (parsed.type === "continues") {
        known = parsed.records;
        continues?.(parsed);
      } else if (parsed.type === "carried") carried?.(parsed.record);
      else {
        known += 1;
        show(parsed, offset, bytes);
      }
    }),
  );
}

/**
 * Reads a file until something is found in it.
 * @param showing - What is done with its lines, given what ends it.
 * @returns Null if it was not found.
 * @throws OperatorError `JOURNAL_DAMAGED`.
 */
export function findIn<T>(file: string, showing: (found: (value: T) => never) => Showing): T | null {
  const seen: T[] = [];
  const stop = new Error("found");
  const found = (value: T): never => {
    seen.push(value);
    throw stop;
  };
  try {
    scanRecords(file, {}, 0, showing(found));
  } catch (error) {
    if (error !== stop) throw error;
  }
  return seen[0] ?? null;
}

/** Runs what reads a journal. @throws OperatorError `JOURNAL_DAMAGED` for what is not one, or not the one it was. */
export function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof NotTorn)
      throw new OperatorError("JOURNAL_DAMAGED", `${file} is damaged: ${cause.message}`, { cause });
    if (cause instanceof Changed)
      throw new OperatorError("JOURNAL_DAMAGED", `${file} is not what was read before: ${cause.message}.`, { cause });
    if (!(cause instanceof TypeError)) throw cause;
    throw new OperatorError("JOURNAL_DAMAGED", `${file} is not UTF-8 text.`, { cause });
  }
}

function parse(
  file: string,
  text: string,
  number: number,
  line: number,
): StoredRecord | ContinuesRecord | CarriedRecord {
  try {
    const record = JSON.parse(text) as StoredRecord | ContinuesRecord | CarriedRecord;
    const ofEarlier = (line === 1 && record.type === "continues") || (line > 1 && record.type === "carried");
    if (record.n === (ofEarlier ? 0 : number) && typeof record.type === "string") return record;
  } catch {
    // falls through to the refusal
  }
  throw new OperatorError("JOURNAL_DAMAGED", `${file}: line ${line} is not record ${number}.`);
}
