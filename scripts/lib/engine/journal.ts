import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { OperatorError } from "../errors.ts";
import type { ContractName } from "./build.ts";
import type { Draft } from "./chain.ts";
import type { ContractKey, ExpectedEvent, Subject } from "./plan.ts";

/** A deployment begins: what it was planned from. */
export interface BeginRecord {
  readonly type: "begin";
  readonly coin: string;
  readonly network: string;
  readonly chainId: string;
  readonly genesis: string;
  readonly deployer: string;
  readonly config: unknown;
  readonly build: {
    readonly compiler: string;
    readonly settingsHash: string;
    readonly creationCode: Readonly<Partial<Record<ContractName, string>>>;
  };
}

/** A transaction is signed and about to be broadcast. Written before the network hears of it. */
export interface IntentRecord {
  readonly type: "intent";
  readonly step: string;
  readonly key: string;
  readonly description: string;
  readonly hash: string;
  readonly raw: string;
  readonly from: string;
  readonly nonce: number | null;
  /** The older transaction of the same action that this one excludes. */
  readonly replaces?: string;
  /** What is created, for a deployment. */
  readonly creates?: { readonly contract: ContractKey; readonly artifact: ContractName; readonly args: unknown };
  /** What it must emit, for an operation. */
  readonly emits?: readonly ExpectedEvent[];
  /** What it is about, for an operation. */
  readonly about?: readonly Subject[];
}

/** A node took the transaction. */
export interface SentRecord {
  readonly type: "sent";
  readonly key: string;
  readonly hash: string;
}

/** The transaction is in a final block. */
export interface MinedRecord {
  readonly type: "mined";
  readonly key: string;
  readonly hash: string;
  readonly succeeded: boolean;
  readonly block: number;
  readonly gasUsed: string;
  readonly fee: string;
  readonly contractAddress: string | null;
}

/** The chain shows the planned effect: the action is done. */
export interface VerifiedRecord {
  readonly type: "verified";
  readonly key: string;
  readonly hash: string;
  readonly runtimeCodeHash?: string;
}

/** The transaction can never be mined: the action is open again. */
export interface DroppedRecord {
  readonly type: "dropped";
  readonly key: string;
  readonly hash: string;
}

/** The action needs a signature from elsewhere; an unsigned bundle was written. */
export interface WaitingRecord {
  readonly type: "waiting";
  readonly step: string;
  readonly key: string;
  readonly description: string;
  readonly by: readonly string[];
  readonly about?: readonly Subject[];
  /** The last final block when it was asked for, for an operation. */
  readonly since?: number;
  /** The transaction that is passed around for signatures. No other is asked for while this one can be mined. */
  readonly draft?: Draft;
}

/** The chain shows the effect of an action that somebody else has sent. */
export interface ObservedRecord {
  readonly type: "observed";
  readonly key: string;
}

/** Everything is as desired. */
export interface FinishedRecord {
  readonly type: "finished";
}

/** A line of the journal. */
export type JournalRecord =
  | BeginRecord
  | IntentRecord
  | SentRecord
  | MinedRecord
  | VerifiedRecord
  | DroppedRecord
  | WaitingRecord
  | ObservedRecord
  | FinishedRecord;

/** A line as it is stored. */
export type StoredRecord = JournalRecord & { readonly n: number; readonly at: string };

/** Where a journal is kept and who looks on. */
export interface JournalOptions {
  /** Path of the file; null keeps the journal in memory, for chains that end with the process. */
  readonly file: string | null;
  readonly clock?: () => Date;
  /** Called around each write. */
  readonly onRecord?: (phase: "before" | "after", record: StoredRecord) => void;
  /** Permissions of a new file; 0600 for what is nobody else's business. */
  readonly mode?: number;
}

/** Append-only list of what was intended and what became of it. Each record is on disk before `append` returns. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #records: StoredRecord[];
  /** Where a torn last line begins. It is cut off by the first write, which only the holder of the lock makes. */
  #tornAt: number | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#records = [];
    if (options.file === null || !existsSync(options.file)) return;
    const text = readFileSync(options.file, "utf8");
    // A line without its end was torn by a crash, before anything that should follow it was done.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) this.#tornAt = Buffer.byteLength(whole);
    const lines = whole.split("\n").filter((line) => line !== "");
    this.#records = lines.map((line, index) => parse(options.file ?? "", line, index + 1));
  }

  /** All records, oldest first. */
  get records(): readonly StoredRecord[] {
    return this.#records;
  }

  /** Writes a record durably. */
  append(record: JournalRecord): StoredRecord {
    const now = this.#options.clock?.() ?? new Date();
    const stored: StoredRecord = { n: this.#records.length + 1, at: now.toISOString(), ...record };
    this.#options.onRecord?.("before", stored);
    if (this.#options.file !== null) {
      if (this.#tornAt !== null) truncateSync(this.#options.file, this.#tornAt);
      this.#tornAt = null;
      appendDurably(this.#options.file, `${JSON.stringify(stored)}\n`, this.#options.mode);
    }
    this.#records.push(stored);
    this.#options.onRecord?.("after", stored);
    return stored;
  }
}

function appendDurably(file: string, line: string, mode = 0o644): void {
  const isNew = !existsSync(file);
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, "a", mode);
  try {
    writeSync(handle, line);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (isNew) syncFolder(dirname(file));
}

/** Makes a new or renamed file survive a power failure. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function parse(file: string, line: string, number: number): StoredRecord {
  try {
    const record = JSON.parse(line) as StoredRecord;
    if (record.n === number && typeof record.type === "string") return record;
  } catch {
    // falls through to the refusal
  }
  throw new OperatorError("JOURNAL_DAMAGED", `${file}: line ${number} is not record ${number}.`);
}
