import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { replaceInParts } from "../files/durable.ts";
import { eachPiece } from "../files/lines.ts";
import { toJsonText } from "../text/json.ts";
import type { CarriedRecord, ContinuesRecord, StoredRecord } from "./entries.ts";
import { SubjectHistory } from "./history.ts";
import { Progress } from "./progress.ts";
import { findIn, reading, scanRecords } from "./scan.ts";
import { indexFiles, yearFile } from "./sealed-years.ts";
import { writeIndex } from "./subject-index.ts";

/** Transactions of each account that are carried into the next year: the last are looked at before anything is signed. */
const CARRIED = 4;

/** What is written, for tests that stop there: a year, its index, or the journal that goes on. */
export type SealingStep = "year" | "index" | "journal";

/**
 * Puts the years of a journal that are over into files of their own, with an index of their subjects, and lets the journal
 * go on after them. Interrupted at any instant it changes nothing, and is done by the next run: the journal counts as a whole
 * until it is replaced at last. Call it while holding the lock.
 * @param now - In UTC.
 * @returns Whether there was anything to seal.
 * @throws OperatorError `JOURNAL_DAMAGED` or `RECORD_NOT_WRITTEN`.
 */
export function sealYears(journal: string, now: Date, onStep: (step: SealingStep) => void = () => undefined): boolean {
  if (!existsSync(journal) || !beginsBefore(journal, now.getUTCFullYear())) return false;
  new Sealing(journal, now.getUTCFullYear(), onStep).run();
  return true;
}

/** Whether there are records of an earlier year. Reads up to the first record only. */
function beginsBefore(journal: string, year: number): boolean {
  const first = findIn<number>(journal, (found) => ({ record: ({ at }) => found(yearOf(at)) }));
  return first !== null && first < year;
}

function yearOf(at: string): number {
  return new Date(at).getUTCFullYear();
}

/** Where a part of a journal begins. */
interface Section {
  readonly year: number;
  readonly from: number;
  /** What comes before its records: what the years before hold. */
  readonly prefix: Buffer;
}

class Sealing {
  readonly #journal: string;
  readonly #now: number;
  readonly #onStep: (step: SealingStep) => void;
  readonly #progress = new Progress();
  #history = new SubjectHistory();
  #section: Section = { year: 0, from: 0, prefix: Buffer.alloc(0) };
  #last: StoredRecord | null = null;

  constructor(journal: string, now: number, onStep: (step: SealingStep) => void) {
    this.#journal = journal;
    this.#now = now;
    this.#onStep = onStep;
  }

  run(): void {
    const { end } = scanRecords(this.#journal, {}, 0, {
      continues: () => {
        this.#progress.carryOn();
      },
      carried: (record) => {
        this.#fold(record);
      },
      record: (record, offset) => {
        this.#take(record, offset);
      },
    });
    // A year that is over and after which nothing was recorded yet.
    if (this.#section.year < this.#now) this.#close(this.#section, end, this.#now);
    const { prefix, from } = this.#section;
    replaceInParts(this.#journal, (append) => {
      append(prefix);
      reading(this.#journal, () => {
        eachPiece(this.#journal, from, end, append);
      });
      if (!endsLine(this.#journal, end)) append(Buffer.from("\n"));
    });
    this.#onStep("journal");
  }

  #take(record: StoredRecord, offset: number): void {
    // A clock that was put back does not open a year again.
    const year = Math.max(yearOf(record.at), this.#section.year);
    if (this.#last === null) this.#section = { ...this.#section, year };
    if (year > this.#section.year && this.#section.year < this.#now) this.#close(this.#section, offset, year);
    this.#fold(record);
    this.#last = record;
  }

  #fold(record: StoredRecord): void {
    this.#progress.add(record);
    this.#history.add(record);
  }

  /** Writes a year down; what comes after it begins with what it leaves. */
  #close({ year, from, prefix }: Section, to: number, next: number): void {
    const hash = createHash("sha256");
    let bytes = 0;
    replaceInParts(yearFile(this.#journal, year), (append) => {
      const add = (part: Buffer): void => {
        hash.update(part);
        bytes += part.length;
        append(part);
      };
      add(prefix);
      reading(this.#journal, () => {
        eachPiece(this.#journal, from, to, add);
      });
    });
    this.#onStep("year");
    const index = writeIndex(indexFiles(this.#journal, year), this.#history.values());
    this.#onStep("index");
    const header: ContinuesRecord = {
      ...{ n: 0, type: "continues", year, records: this.#last?.n ?? 0, bytes },
      ...{ sha256: hash.digest("hex"), index },
    };
    const carried = carriedOf(this.#progress);
    const lines = [header, ...carried.map((record): CarriedRecord => ({ n: 0, type: "carried", record }))];
    this.#history = new SubjectHistory();
    for (const record of carried) this.#history.add(record);
    this.#section = {
      year: next,
      from: to,
      prefix: Buffer.from(lines.map((line) => `${toJsonText(line)}\n`).join("")),
    };
  }
}

/** Records that still count once the year is over: what is open or waits, what was created, the last of each account. */
function carriedOf(progress: Progress): StoredRecord[] {
  const found = new Map<number, StoredRecord>();
  const keep = (record: object | undefined): void => {
    const stored = record as StoredRecord | undefined; // everything that is folded was stored
    if (stored !== undefined) found.set(stored.n, stored);
  };
  for (const waiting of progress.waiting.values()) keep(waiting);
  for (const { intents } of progress.open) {
    for (const intent of intents) {
      keep(intent);
      keep(progress.minedOf(intent.hash));
    }
  }
  const last = [...progress.accounts].flatMap((account) => progress.settledOf(account).last.slice(-CARRIED));
  for (const { n, at, intent, mined } of last) {
    keep(intent);
    keep(mined);
    keep({ n, at, type: "verified", key: intent.key, hash: intent.hash });
  }
  for (const { n, at, intent, mined, runtimeCodeHash } of progress.created) {
    keep(intent);
    keep(mined);
    const code = runtimeCodeHash === undefined ? {} : { runtimeCodeHash };
    keep({ n, at, type: "verified", key: intent.key, hash: intent.hash, ...code });
  }
  return [...found.values()].sort((one, other) => one.n - other.n);
}

function endsLine(journal: string, end: number): boolean {
  let last: number | undefined;
  if (end > 0) {
    eachPiece(journal, end - 1, end, (piece) => {
      last = piece[0];
    });
  }
  return end === 0 || last === 0x0a;
}
