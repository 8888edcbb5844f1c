import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { type BookIdentity, IN_MEMORY, UNNAMED, openBooks, openBooksToRead } from "../books/book-file.ts";
import { Findings } from "../books/findings.ts";
import { type RebuiltChain, compareWithChains } from "../books/rebuild.ts";
import { type ReconcileOptions, type ReconciledChain, type Reconciliation, reconcile } from "../books/reconcile.ts";
import { type Expected, findExpected, holdAgainst } from "./expected.ts";
import { type Standing, headOf, readStanding, rememberHead } from "./standing.ts";

/** Which books are reconciled, and what they are held against. */
export interface BooksAsked {
  /** The file, or `:memory:`. */
  readonly file: string;
  readonly identity: BookIdentity;
  /** Whether everything is rebuilt from the chains, and the file only compared. */
  readonly fromChains: boolean;
  /** A head, or a file of `--anchor`; empty for neither. */
  readonly expect: string;
  /** Who must have signed it; empty for anybody or nobody. */
  readonly signedBy: string;
}

/** What a report rests on. */
export interface Checked {
  /** Null if no file was read or written. */
  readonly file: string | null;
  /** Whether the report is from the chains alone, and nothing in it from a file. */
  readonly fromChains: boolean;
  /** Head of the file before the run; null if it was empty or there was none. */
  readonly before: string | null;
  /** Head of the books that the report is from. */
  readonly head: string;
  readonly standing: Standing;
  /** What of the file was compared with the chains; null if nothing was. */
  readonly entries: readonly RebuiltChain[] | null;
  /** What the history was held against; null if against nothing. */
  readonly expected: Expected | null;
}

/** How the books are reconciled; all is asked for where they are rebuilt. */
export type CheckedOptions = Omit<ReconcileOptions, "findings">;

/**
 * Reconciles a coin's books and says what the result rests on: a file that goes on, or the chains alone.
 * @throws OperatorError as `reconcile`, `openBooks` and `findExpected` do.
 */
export function reconcileChecked(
  chains: readonly ReconciledChain[],
  asked: BooksAsked,
  options: CheckedOptions,
): Promise<{ readonly result: Reconciliation; readonly checked: Checked }> {
  return asked.fromChains ? fromChains(chains, asked, options) : goingOn(chains, asked, options);
}

/** Goes on in the file. */
async function goingOn(chains: readonly ReconciledChain[], asked: BooksAsked, options: CheckedOptions) {
  const { file, identity } = asked;
  const onFile = file !== IN_MEMORY;
  const db = openBooks(file, identity);
  try {
    const expected = expectedOf(asked, onFile ? db : null);
    const before = headIfAny(db);
    const findings = new Findings(options.references);
    const result = await reconcile(db, chains, { ...options, findings });
    if (expected !== null) holdAgainst(db, expected, "books", findings);
    const standing = readStanding(db);
    rememberHead(db, standing);
    const checked = { file: onFile ? file : null, fromChains: false, before, head: headOf(standing), standing };
    return { result, checked: { ...checked, entries: null, expected } };
  } finally {
    db.close();
  }
}

/** Rebuilds the books, where no file is left of them, and compares the file with them. */
async function fromChains(chains: readonly ReconciledChain[], asked: BooksAsked, options: CheckedOptions) {
  const { file, identity } = asked;
  const old = file !== IN_MEMORY && existsSync(file) ? openBooksToRead(file, identity) : null;
  try {
    const expected = expectedOf(asked, old);
    const rebuilt = openBooks(file === IN_MEMORY ? IN_MEMORY : UNNAMED, identity);
    try {
      const findings = new Findings(options.references, Number.POSITIVE_INFINITY);
      const entries = old === null ? null : await compareWithChains(old, rebuilt, chains, options, findings);
      const result = await reconcile(rebuilt, chains, { ...options, sample: null, findings });
      if (expected !== null && old !== null) holdAgainst(old, expected, "file", findings);
      if (expected !== null) holdAgainst(rebuilt, expected, "chain", findings);
      const standing = readStanding(rebuilt);
      const before = old === null ? null : headIfAny(old);
      const checked = { file: old === null ? null : file, fromChains: true, before, head: headOf(standing), standing };
      return { result, checked: { ...checked, entries, expected } };
    } finally {
      rebuilt.close();
    }
  } finally {
    old?.close();
  }
}

function expectedOf({ expect, signedBy }: BooksAsked, db: DatabaseSync | null): Expected | null {
  return expect === "" ? null : findExpected(expect, signedBy, db);
}

function headIfAny(db: DatabaseSync): string | null {
  const standing = readStanding(db);
  return standing.chains.length === 0 ? null : headOf(standing);
}
