import type { DatabaseSync } from "node:sqlite";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { Accounts } from "./accounts.ts";
import { fromStored } from "./amounts.ts";
import { hex, openScratch, transact } from "./book-file.ts";
import { readEvents } from "./event-log.ts";
import { type Figures, TOTALS, emptyFigures, loadFigures } from "./figures.ts";
import type { Findings } from "./findings.ts";
import { replay } from "./replay.ts";
import { Seal } from "./running-hash.ts";

/** Whose books are looked at. */
export interface Audited {
  readonly db: DatabaseSync;
  readonly chain: number;
  readonly chainId: bigint;
  readonly network: string;
  readonly decimals: number;
}

/** Events after which the accounts of a rebuild are written, and how far it is, is told. */
const CHUNK = 250_000;
/** Accounts of a rebuild that are kept in memory. */
const CACHED = 1_000_000;

/**
 * Checks a chain's books against themselves in full: the running hash over the events, and everything that follows from
 * them, every balance included. One pass over the events, which are replayed into tables of their own, and one over both
 * tables of accounts. Memory grows with neither.
 * @param tell - Called with the number of events that were read, now and then.
 * @returns The number of events.
 * @throws OperatorError `BOOKS_DAMAGED` if something in them cannot be read at all.
 */
export function auditBooks(
  audited: Audited,
  findings: Findings,
  tell: (events: number) => void = () => undefined,
): number {
  const scratch = openScratch();
  try {
    const { events, figures } = replayInto(scratch, audited, findings, tell);
    compareAccounts(scratch, audited, findings);
    compareFigures(figures, audited, findings);
    return events;
  } finally {
    scratch.close();
  }
}

/** Replays a chain's events into other tables, and compares the running hash on the way. */
function replayInto(
  scratch: DatabaseSync,
  { db, chain, chainId, network }: Audited,
  findings: Findings,
  tell: (events: number) => void,
): { readonly events: number; readonly figures: Figures } {
  const [seal, accounts, figures] = [new Seal(), new Accounts(scratch, chain, CACHED), emptyFigures(chainId)];
  const save = (): void => transact(scratch, () => accounts.save());
  let [events, saved] = [0, 0];
  for (const some of readEvents(db, chain)) {
    replay(some, { seal, accounts, figures });
    events += some.length;
    if (events - saved < CHUNK) continue;
    save();
    saved = events;
    tell(events);
  }
  seal.close();
  save();
  const standing = db.prepare("SELECT events, digest FROM chains WHERE chain = ?").get(chain);
  const expected = `${String(standing?.events)} events, ${hex(standing?.digest)}`;
  const actual = `${events} events, ${hex(seal.digest)}`;
  if (expected !== actual) findings.add({ code: "books-damaged", network, subject: "events", expected, actual });
  return { events, figures };
}

/** An account as a table has it. */
interface Entry {
  readonly address: string;
  readonly balance: bigint;
  readonly frozenUntil: string;
}

/** Compares what every account must have with what the books say that it has. */
function compareAccounts(scratch: DatabaseSync, { db, chain, network, decimals }: Audited, findings: Findings): void {
  const show = (amount: bigint): string => (amount < 0n ? `-${show(-amount)}` : formatAmount(amount, decimals));
  const differs = (subject: string, expected: string, actual: string): void => {
    if (expected !== actual) findings.add({ code: "books-damaged", network, subject, expected, actual });
  };
  const [must, has] = [entriesOf(scratch, chain), entriesOf(db, chain)];
  let [right, found] = [must.next().value, has.next().value];
  while (right !== undefined || found !== undefined) {
    if (found === undefined || (right !== undefined && right.address < found.address)) {
      differs(`account ${right?.address ?? ""}`, "in the books", "missing");
      right = must.next().value;
      continue;
    }
    const { address } = found;
    const expected = right?.address === address ? right : { balance: 0n, frozenUntil: "0" };
    differs(`balance of ${address}`, show(expected.balance), show(found.balance));
    differs(`freeze of ${address}`, expected.frozenUntil, found.frozenUntil);
    if (right?.address === address) right = must.next().value;
    found = has.next().value;
  }
}

function* entriesOf(db: DatabaseSync, chain: number): Generator<Entry, undefined> {
  const rows = db.prepare(`
    SELECT '0x' || lower(hex(address)), CAST(balance AS TEXT), frozen_until FROM accounts
    WHERE chain = ? ORDER BY accounts.address`);
  rows.setReturnArrays(true);
  for (const row of rows.iterate(chain)) {
    const [address, balance, frozenUntil] = row as unknown as readonly [string, string, number];
    yield { address, balance: fromStored(balance), frozenUntil: `${frozenUntil}` };
  }
}

/** Compares totals, minters, bridges and windows with what they must be. */
function compareFigures(rebuilt: Figures, { db, chain, chainId, network }: Audited, findings: Findings): void {
  const kept = loadFigures(db, chain, chainId);
  for (const [subject, expected, actual] of differences(rebuilt, kept)) {
    findings.add({ code: "books-damaged", network, subject, expected, actual });
  }
}

function* differences(expected: Figures, actual: Figures): Generator<[string, string, string]> {
  for (const name of TOTALS) {
    const [before, now] = [expected.totals[name], actual.totals[name]];
    if (before !== now) yield [name, `${before}`, `${now}`];
  }
  for (const table of ["minters", "bridges", "windows"] as const) {
    for (const key of new Set<string | number>([...expected[table].keys(), ...actual[table].keys()])) {
      const [before, now] = [expected, actual].map((figures) =>
        showBook((figures[table] as ReadonlyMap<string | number, unknown>).get(key)),
      ) as [string, string];
      if (before !== now) yield [`${table} ${key}`, before, now];
    }
  }
}

/** Returns what is in a book of minter, bridge or window, as JSON. */
export function showBook(book: unknown): string {
  return JSON.stringify(book ?? null, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
}
