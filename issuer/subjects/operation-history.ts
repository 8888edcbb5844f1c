import { fileURLToPath } from "node:url";
import type { JournalOptions, StoredRecord } from "../journal/journal.ts";
import type { Subject } from "../model/plan.ts";
import { type Store, fileStore } from "../journal/store.ts";

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

/** Returns the folder of the issuer's own records: the repository's, unless `OPERATIONS_FOLDER` names another. */
export function operationsFolder(): string {
  return process.env.OPERATIONS_FOLDER ?? fileURLToPath(new URL("../../operations/", import.meta.url));
}

/**
 * Returns where one operation's journal is kept. Each operation has its own, with its own lock: a pause never waits for
 * a mint.
 */
export function operationStore(
  network: string,
  coin: string,
  operation: string,
  options: Omit<JournalOptions, "file"> & { readonly root?: string } = {},
): Store {
  return fileStore(network, `${coin}-${operation}`, { root: operationsFolder(), ...options });
}

/** Folds journals into a history: the latest word on each subject. Pure. */
export function historyOf(journal: readonly StoredRecord[]): ReadonlyMap<string, HistoryEntry> {
  const history = new Ledger();
  for (const entry of journal) history.add(entry);
  return history.entries;
}

/** The latest word on each subject, as far as a journal was read. */
class Ledger {
  readonly entries = new Map<string, HistoryEntry>();
  /** Subjects of an action, by its transaction's hash or by its key while it waits. */
  readonly #subjects = new Map<string, readonly Subject[]>();

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
      this.entries.set(subject.key, { subject, description, ...word, block: null, since });
    }
  }

  #change(
    id: string,
    {
      block,
      blockHash,
      ...word
    }: Pick<HistoryEntry, "state" | "at"> & Partial<Pick<HistoryEntry, "block" | "blockHash">>,
  ): void {
    for (const { key } of this.#subjects.get(id) ?? []) {
      const before = this.entries.get(key);
      if (before === undefined) continue;
      const found = { block: block ?? before.block, blockHash: blockHash ?? before.blockHash };
      this.entries.set(key, { ...before, ...word, ...found });
    }
  }
}
