import { AppendOnlyFile } from "../files/durable.ts";
import { NOTHING_READ, type Reach } from "../files/lines.ts";
import { toJsonText } from "../text/json.ts";
import type { ContinuesRecord, IntentRecord, JournalRecord, StoredRecord } from "./entries.ts";
import { type History, SubjectHistory } from "./history.ts";
import { Progress, type SettledTransaction } from "./progress.ts";
import { scanRecords } from "./scan.ts";
import { AllYears, SealedYears, refuseLoneYears } from "./sealed-years.ts";

/** Where a journal is kept and who looks on. */
export interface JournalOptions {
  /** Path of the file; null keeps the journal in memory, for chains that end with the process. */
  readonly file: string | null;
  readonly clock?: () => Date;
  /** Called around each write. */
  readonly onRecord?: (phase: "before" | "after", record: StoredRecord) => void;
}

/**
 * Append-only list of what was intended and what became of it. Each record is on disk before `append` returns. It is read
 * once, record by record; what it amounts to is kept, and each further record is added to that.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #writer: AppendOnlyFile | null;
  readonly #progress: Progress;
  readonly #live = new SubjectHistory();
  #history: History = this.#live;
  #sealed: SealedYears | null = null;
  /** Records that this process has appended, or that were appended while it looked on. */
  readonly #recent: StoredRecord[] = [];
  /** Number of the last record that was there in the beginning. */
  readonly #opened: number;
  #length = 0;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#progress = new Progress((hash) => this.#search(hash));
    const { file } = options;
    if (file !== null) refuseLoneYears(file);
    this.#writer = file === null ? null : new AppendOnlyFile(file, this.#read(file, NOTHING_READ));
    this.#opened = this.#length;
  }

  /** Number of records. */
  get length(): number {
    return this.#length;
  }

  /** What the transactions amount to. */
  get progress(): Progress {
    return this.#progress;
  }

  /** The latest word on each subject. */
  get history(): History {
    return this.#history;
  }

  /** All records, oldest first. Reads them again: ask for the rest of what is here where it will do. */
  get records(): readonly StoredRecord[] {
    const records: StoredRecord[] = [];
    this.forEach((record) => records.push(record));
    return records;
  }

  /** Shows every record, oldest first, without keeping them. */
  forEach(show: (record: StoredRecord) => void): void {
    const { file } = this.#options;
    this.#sealed?.forEach(show);
    if (file === null) for (const record of this.#recent) show(record);
    else scanRecords(file, { to: this.#writer?.reach.end ?? 0 }, 0, { record: show });
  }

  /**
   * Returns the records after the first so many: those of this run.
   * @param count - At least as many as there were when the journal was opened.
   */
  since(count: number): readonly StoredRecord[] {
    return this.#recent.slice(count - this.#opened);
  }

  /** Returns a transaction that was signed, however long ago. @throws Error if there is none. */
  intentOf(hash: string): IntentRecord {
    const found = this.#progress.find(hash) ?? this.#search(hash);
    if (found === undefined) throw new Error(`The journal has no transaction ${hash}.`);
    return found;
  }

  /** Returns every transaction of an account that was seen to its end, oldest first. Reads all records for it. */
  settledOf(account: string): readonly SettledTransaction[] {
    const all = new Progress((hash) => this.#search(hash), Infinity);
    this.forEach((record) => {
      all.add(record);
    });
    return all.settledOf(account).last;
  }

  /**
   * Takes in what others have appended since: only that is read.
   * @throws OperatorError `JOURNAL_DAMAGED` if it does not go on from what was read before.
   */
  refresh(): void {
    const { file } = this.#options;
    if (file === null || this.#writer === null) return;
    const reach = this.#read(file, this.#writer.reach, (record) => this.#recent.push(record));
    this.#writer.goOnFrom(reach);
  }

  /**
   * Makes sure that there is room for records of so many bytes, before something is signed that must be recorded.
   * @throws OperatorError `RECORD_NOT_WRITTEN` if there is not.
   */
  tryRoom(bytes: number): void {
    this.#catchUp();
    this.#writer?.tryRoom(bytes);
  }

  /**
   * Writes a record durably.
   * @throws OperatorError `RECORD_NOT_WRITTEN` if it did not reach the disk as a whole; then nothing is recorded.
   */
  append(record: JournalRecord): StoredRecord {
    this.#catchUp();
    const now = this.#options.clock?.() ?? new Date();
    const stored: StoredRecord = { n: this.#length + 1, at: now.toISOString(), ...record };
    this.#options.onRecord?.("before", stored);
    this.#writer?.append(`${toJsonText(stored)}\n`);
    this.#fold(stored);
    this.#recent.push(stored);
    this.#options.onRecord?.("after", stored);
    return stored;
  }

  #read(file: string, after: Reach, also: (record: StoredRecord) => void = () => undefined): Reach {
    return scanRecords(file, { after }, this.#length, {
      continues: (header) => {
        this.#goOnFrom(file, header);
      },
      carried: (record) => {
        this.#progress.add(record);
        this.#live.add(record);
      },
      record: (record) => {
        this.#fold(record);
        also(record);
      },
    });
  }

  #goOnFrom(file: string, header: ContinuesRecord): void {
    this.#sealed = SealedYears.open(file, header);
    this.#history = new AllYears(this.#live, this.#sealed);
    this.#progress.carryOn();
    this.#length = header.records;
  }

  /** What another process has appended is never written over. */
  #catchUp(): void {
    if (this.#writer?.hasMore() === true) this.refresh();
  }

  #fold(record: StoredRecord): void {
    this.#length = record.n;
    this.#progress.add(record);
    if (record.type === "reopened" && !this.#live.knows(record.hash)) {
      const intent = this.#search(record.hash); // of a year that is sealed: what is said of it there does not hold any more
      if (intent !== undefined) this.#live.add(intent);
    }
    this.#live.add(record);
  }

  /** Looks for a transaction in all that was read: the rare case of one that has come to its end long ago. */
  #search(hash: string): Extract<StoredRecord, IntentRecord> | undefined {
    let found: Extract<StoredRecord, IntentRecord> | undefined;
    this.forEach((record) => {
      if (record.type === "intent" && record.hash === hash) found = record;
    });
    return found;
  }
}
