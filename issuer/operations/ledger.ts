import { fileURLToPath } from "node:url";
import type { JournalOptions, StoredRecord } from "../journal/journal.ts";
import type { Subject } from "../model/plan.ts";
import { type Store, fileStore } from "../journal/store.ts";

/** What became of one subject. `open`: signed, and not final yet. */
export type LedgerState = "open" | "done" | "reverted" | "dropped" | "waiting" | "observed";

/** One line of the issuer's ledger. */
export interface LedgerEntry {
  readonly subject: Subject;
  readonly state: LedgerState;
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

/** The folder of the issuer's own records: the repository's, unless `OPERATIONS_FOLDER` names another. */
export function operationsFolder(): string {
  return process.env.OPERATIONS_FOLDER ?? fileURLToPath(new URL("../../operations/", import.meta.url));
}

/**
 * Where one operation's journal is kept. Each operation has its own, with its own lock: a pause never waits for a mint.
 */
export function operationStore(
  network: string,
  coin: string,
  operation: string,
  options: Omit<JournalOptions, "file"> & { readonly root?: string } = {},
): Store {
  return fileStore(network, `${coin}-${operation}`, { root: operationsFolder(), ...options });
}

/** Folds journals into a ledger: the latest word on each subject. Pure. */
export function ledgerOf(journal: readonly StoredRecord[]): ReadonlyMap<string, LedgerEntry> {
  const entries = new Map<string, LedgerEntry>();
  /** Subjects of an action, by its transaction's hash or by its key while it waits. */
  const subjects = new Map<string, readonly Subject[]>();
  const note = (about: readonly Subject[], change: Omit<LedgerEntry, "subject" | "since">, since = 0): void => {
    for (const subject of about) entries.set(subject.key, { subject, since, ...change });
  };
  const update = (id: string, state: LedgerState, at: string, block: number | null, blockHash?: string): void => {
    for (const { key } of subjects.get(id) ?? []) {
      const before = entries.get(key);
      if (before !== undefined) {
        entries.set(key, {
          ...before,
          state,
          at,
          block: block ?? before.block,
          blockHash: blockHash ?? before.blockHash,
        });
      }
    }
  };
  for (const entry of journal) {
    const { at } = entry;
    switch (entry.type) {
      case "intent":
        subjects.set(entry.hash, entry.about ?? []);
        note(
          entry.about ?? [],
          { state: "open", description: entry.description, at, transaction: entry.hash, block: null },
          entry.block,
        );
        break;
      case "reopened":
        update(entry.hash, "open", at, null);
        break;
      case "waiting":
        subjects.set(entry.key, entry.about ?? []);
        note(
          entry.about ?? [],
          { state: "waiting", description: entry.description, at, transaction: null, block: null },
          entry.since,
        );
        break;
      case "mined":
        update(entry.hash, entry.succeeded ? "open" : "reverted", at, entry.block, entry.blockHash);
        break;
      case "verified":
        update(entry.hash, "done", at, null);
        break;
      case "dropped":
        update(entry.hash, "dropped", at, null);
        break;
      case "observed":
        update(entry.key, "observed", at, null);
        break;
      case "begin":
      case "finished":
      case "sent":
        break;
    }
  }
  return entries;
}
