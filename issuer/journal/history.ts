import type { Subject } from "../model/plan.ts";
import { likenessOf } from "../references/alike.ts";
import { legacyCanonical } from "../references/canonical.ts";
import type { StoredRecord } from "./entries.ts";

/** What became of one subject. `open`: signed, and not final yet. */
export type HistoryState = "open" | "done" | "reverted" | "dropped" | "waiting" | "observed";

/** One line of the issuer's history. */
export interface HistoryEntry {
  readonly subject: Subject;
  readonly state: HistoryState;
  readonly description: string;
  /** Time of the last change, ISO 8601. */
  readonly at: string;
  /** Null if nothing was signed here. */
  readonly transaction: string | null;
  readonly block: number | null;
  /** Hash of that block; undefined if it was not noted. */
  readonly blockHash?: string | undefined;
  /** The block after which its effect may be found: the newest when it was signed, the last final one when it was asked for. */
  readonly since: number;
}

/** The latest word on each subject, found by what a new row knows of it. */
export interface History {
  /** Returns what is known of a subject. */
  get(key: string): HistoryEntry | undefined;
  /** Returns what is known under references that look like one, oldest first. */
  alike(reference: string): readonly HistoryEntry[];
}

/** What is said of a transaction's subjects, whichever they are. */
type Word = Pick<HistoryEntry, "state" | "at"> & Partial<Pick<HistoryEntry, "block" | "blockHash">>;

/** The latest word on each subject, as far as a journal was read. */
export class SubjectHistory implements History {
  readonly #entries = new Map<string, HistoryEntry>();
  /** Subjects of an action, by its transaction's hash or by its key while it waits. */
  readonly #subjects = new Map<string, readonly Subject[]>();
  /** Keys of subjects by the likeness of their references. */
  readonly #alike = new Map<string, string[]>();
  /** Keys whose references have not been looked at. */
  #unread: string[] = [];

  /** @inheritDoc */
  get(key: string): HistoryEntry | undefined {
    return this.#entries.get(key);
  }

  /** Returns whether a transaction, or what waits under a key, was heard of. */
  knows(id: string): boolean {
    return this.#subjects.has(id);
  }

  /** Returns everything that is known, in the order in which it was first heard of. */
  values(): IterableIterator<HistoryEntry> {
    return this.#entries.values();
  }

  /** @inheritDoc */
  alike(reference: string): readonly HistoryEntry[] {
    this.#readReferences();
    const keys = this.#alike.get(likenessOf(reference)) ?? [];
    return keys.flatMap((key) => this.#entries.get(key) ?? []);
  }

  /** Takes one more record in. */
  add(entry: StoredRecord): void {
    const { at } = entry;
    switch (entry.type) {
      case "intent":
        this.#begin(entry.hash, entry, { state: "open", at, transaction: entry.hash, since: entry.block });
        break;
      case "waiting":
        this.#begin(entry.key, entry, { state: "waiting", at, transaction: null, since: entry.since });
        break;
      case "mined": {
        const { hash, succeeded, block, blockHash } = entry;
        this.#change(hash, { at, state: succeeded ? "open" : "reverted", block, blockHash });
        break;
      }
      case "reopened":
        this.#change(entry.hash, { at, state: "open" });
        break;
      case "verified":
        this.#change(entry.hash, { at, state: "done" });
        break;
      case "dropped":
        this.#change(entry.hash, { at, state: "dropped" });
        break;
      case "observed":
        this.#change(entry.key, { at, state: "observed" });
        break;
      case "begin":
      case "finished":
      case "sent":
        break;
    }
  }

  #begin(
    id: string,
    { about = [], description }: { readonly about?: readonly Subject[] | undefined; readonly description: string },
    {
      since = 0,
      ...word
    }: Pick<HistoryEntry, "state" | "at" | "transaction"> & { readonly since?: number | undefined },
  ): void {
    this.#subjects.set(id, about);
    for (const subject of about) {
      if (!this.#entries.has(subject.key)) this.#unread.push(subject.key);
      this.#entries.set(subject.key, { subject, description, ...word, block: null, since });
    }
  }

  #change(id: string, { block, blockHash, ...word }: Word): void {
    for (const { key } of this.#subjects.get(id) ?? []) {
      const before = this.#entries.get(key);
      if (before === undefined) continue;
      const found = { block: block ?? before.block, blockHash: blockHash ?? before.blockHash };
      this.#entries.set(key, { ...before, ...word, ...found });
    }
  }

  /** Each reference is looked at once, and only where likeness is asked for. */
  #readReferences(): void {
    for (const key of this.#unread) {
      const reference = this.#entries.get(key)?.subject.reference;
      if (reference === undefined) continue;
      const likeness = likenessOf(legacyCanonical(reference));
      const keys = this.#alike.get(likeness);
      if (keys === undefined) this.#alike.set(likeness, [key]);
      else keys.push(key);
    }
    this.#unread = [];
  }
}

/** Folds records into a history: the latest word on each subject. Pure. */
export function historyOf(records: readonly StoredRecord[]): SubjectHistory {
  const history = new SubjectHistory();
  for (const entry of records) history.add(entry);
  return history;
}
