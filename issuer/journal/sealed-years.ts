import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { OperatorError } from "../errors.ts";
import { eachPiece } from "../files/lines.ts";
import type { ContinuesRecord, StoredRecord } from "./entries.ts";
import { type History, type HistoryEntry, SubjectHistory } from "./history.ts";
import { findIn, reading, scanRecords } from "./scan.ts";
import { type IndexFiles, SubjectIndex, writeIndex } from "./subject-index.ts";

const ENDING = ".jsonl";

/** Name of the file with a year of a journal: `kgst-mint.journal.2027.jsonl`. */
export function yearFile(journal: string, year: number): string {
  return `${journal.slice(0, -ENDING.length)}.${year}${ENDING}`;
}

/** Names of the files of a year's index. */
export function indexFiles(journal: string, year: number): IndexFiles {
  const stem = `${journal.slice(0, -ENDING.length)}.${year}`;
  return { places: `${stem}.index`, subjects: `${stem}.subjects` };
}

/**
 * Makes sure that a journal is not gone whose years are there: without it nobody knows what came after them.
 * @throws OperatorError `JOURNAL_DAMAGED`.
 */
export function refuseLoneYears(journal: string): void {
  const folder = dirname(journal);
  if (existsSync(journal) || !existsSync(folder)) return;
  const stem = basename(journal).slice(0, -ENDING.length);
  const year = readdirSync(folder).find((name) => name.startsWith(`${stem}.`) && /\.\d{4}\.jsonl$/.test(name));
  if (year === undefined) return;
  throw new OperatorError("JOURNAL_DAMAGED", `${journal} is gone, while ${join(folder, year)} is there.`);
}

/** A year of a journal in a file of its own, to which nothing is added any more. */
class SealedYear {
  readonly #journal: string;
  readonly #header: ContinuesRecord;
  #index: SubjectIndex | undefined;

  constructor(journal: string, header: ContinuesRecord) {
    this.#journal = journal;
    this.#header = header;
  }

  get file(): string {
    return yearFile(this.#journal, this.#header.year);
  }

  /** @throws OperatorError `JOURNAL_DAMAGED` if the file is missing, or has another size. */
  requireThere(): void {
    const size = statSync(this.file, { throwIfNoEntry: false })?.size;
    const { bytes } = this.#header;
    if (size === bytes) return;
    const found = size === undefined ? "is missing" : `has ${size} bytes instead of ${bytes}`;
    throw new OperatorError("JOURNAL_DAMAGED", `${this.file} ${found}: ${this.#journal} goes on from it.`);
  }

  /** Returns what an index says; one that is missing or damaged is made again from the year. */
  ask<T>(question: (index: SubjectIndex) => T | null): T {
    const answer = question((this.#index ??= this.#openIndex()));
    if (answer !== null) return answer;
    const again = question((this.#index = this.#makeIndex()));
    if (again !== null) return again;
    throw new OperatorError("JOURNAL_DAMAGED", `The index of ${this.file} cannot be read.`);
  }

  #openIndex(): SubjectIndex {
    const { year, index } = this.#header;
    return SubjectIndex.open(indexFiles(this.#journal, year), index) ?? this.#makeIndex();
  }

  #makeIndex(): SubjectIndex {
    const { year } = this.#header;
    this.requireUnchanged();
    const history = new SubjectHistory();
    const add = (record: StoredRecord): void => {
      history.add(record);
    };
    scanRecords(this.file, {}, 0, { record: add, carried: add });
    const files = indexFiles(this.#journal, year);
    const made = SubjectIndex.open(files, writeIndex(files, history.values()));
    if (made === null) throw new OperatorError("RECORD_NOT_WRITTEN", `${files.places} could not be written.`);
    return made;
  }

  /** Reads the whole file. @throws OperatorError `JOURNAL_DAMAGED` if a byte is not as it was sealed. */
  requireUnchanged(): void {
    this.requireThere();
    const hash = createHash("sha256");
    reading(this.file, () => {
      eachPiece(this.file, 0, this.#header.bytes, (piece) => hash.update(piece));
    });
    if (hash.digest("hex") === this.#header.sha256) return;
    throw new OperatorError("JOURNAL_DAMAGED", `${this.file} is not as it was sealed: a part of it was changed.`);
  }
}

/** The years of a journal that are in files of their own. */
export class SealedYears implements History {
  /** Latest first. */
  readonly #years: readonly SealedYear[];

  private constructor(years: readonly SealedYear[]) {
    this.#years = years;
  }

  /**
   * Opens the years that a journal goes on from, each of which names the one before.
   * @throws OperatorError `JOURNAL_DAMAGED` if one is missing, or has another size.
   */
  static open(journal: string, latest: ContinuesRecord): SealedYears {
    const years: SealedYear[] = [];
    for (let header: ContinuesRecord | null = latest; header !== null;) {
      const year = new SealedYear(journal, header);
      year.requireThere();
      years.push(year);
      header = headerOf(year.file);
    }
    return new SealedYears(years);
  }

  /** @inheritDoc */
  get(key: string): HistoryEntry | undefined {
    for (const year of this.#years) {
      const found = year.ask((index) => {
        const entry = index.get(key);
        return entry === null ? null : { entry };
      });
      if (found.entry !== undefined) return found.entry;
    }
    return undefined;
  }

  /** @inheritDoc */
  alike(reference: string): readonly HistoryEntry[] {
    const latest = new Map<string, HistoryEntry>();
    for (const year of [...this.#years].reverse()) {
      for (const entry of year.ask((index) => index.alike(reference))) latest.set(entry.subject.key, entry);
    }
    return [...latest.values()];
  }

  /** Shows every record, oldest first. @throws OperatorError `JOURNAL_DAMAGED` if a year is not as it was sealed. */
  forEach(show: (record: StoredRecord) => void): void {
    for (const year of [...this.#years].reverse()) {
      year.requireUnchanged();
      scanRecords(year.file, {}, 0, { record: show });
    }
  }
}

/** Shows every record of a journal and of its years, oldest first, without keeping them. @throws OperatorError `JOURNAL_DAMAGED`. */
export function eachRecord(journal: string, show: (record: StoredRecord) => void): void {
  const header = headerOf(journal);
  if (header !== null) SealedYears.open(journal, header).forEach(show);
  scanRecords(journal, {}, 0, { record: show });
}

/** Returns the first line of a file if it says what comes before it. */
function headerOf(file: string): ContinuesRecord | null {
  return findIn<ContinuesRecord | null>(file, (found) => ({
    continues: found,
    carried: () => found(null),
    record: () => found(null),
  }));
}

/** The latest word on each subject of all years. */
export class AllYears implements History {
  readonly #live: History;
  readonly #sealed: History;

  constructor(live: History, sealed: History) {
    this.#live = live;
    this.#sealed = sealed;
  }

  /** @inheritDoc */
  get(key: string): HistoryEntry | undefined {
    return this.#live.get(key) ?? this.#sealed.get(key);
  }

  /** @inheritDoc */
  alike(reference: string): readonly HistoryEntry[] {
    const live = this.#live.alike(reference);
    const known = new Set(live.map(({ subject }) => subject.key));
    return [...this.#sealed.alike(reference).filter(({ subject }) => !known.has(subject.key)), ...live];
  }
}
