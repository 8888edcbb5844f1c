import type { DatabaseSync } from "node:sqlite";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { fromText, toText } from "./amounts.ts";
import { hex } from "./book-file.ts";
import { sealEvents } from "./event-log.ts";
import { type Figures, TOTALS, apply, emptyFigures, loadFigures } from "./figures.ts";
import type { Findings } from "./findings.ts";
import { readEvents } from "./rewind.ts";

/** Whose books are looked at. */
export interface Audited {
  readonly db: DatabaseSync;
  readonly chain: number;
  readonly chainId: bigint;
  readonly network: string;
  readonly decimals: number;
}

/**
 * Checks a chain's books against themselves: the running hash over the events, and everything that follows from them,
 * every balance included. One pass over the events and one sort by account, which SQLite does on disk.
 */
export function auditBooks(audited: Audited, findings: Findings): void {
  const moved = auditDigest(audited, findings);
  auditBalances(audited, findings);
  auditFigures(audited, moved, findings);
}

/** Transfers from and to the zero address. */
type Moved = Pick<Figures["totals"], "issued" | "destroyed">;

function auditDigest({ db, chain, network }: Audited, findings: Findings): Moved {
  const moved = { issued: 0n, destroyed: 0n };
  const sealed = sealEvents(db, chain, Number.MAX_SAFE_INTEGER, ([, , , kind, account, other, amount]) => {
    if (kind === "Transfer" && account === null) moved.issued += fromText(amount ?? "0");
    if (kind === "Transfer" && other === null) moved.destroyed += fromText(amount ?? "0");
  });
  const standing = db.prepare("SELECT events, digest FROM chains WHERE chain = ?").get(chain);
  const expected = `${String(standing?.events)} events, ${hex(standing?.digest)}`;
  const actual = `${sealed.events} events, ${hex(sealed.digest)}`;
  if (expected !== actual) findings.add({ code: "books-damaged", network, subject: "events", expected, actual });
  return moved;
}

const DELTAS = `
  SELECT a.address AS address, a.balance AS balance, m.held AS held FROM accounts a LEFT JOIN (
    SELECT account, held(amount, sign) AS held FROM (
      SELECT account, amount, -1 AS sign FROM events WHERE chain = ?1 AND kind = 'Transfer' AND account IS NOT NULL
      UNION ALL
      SELECT other, amount, 1 FROM events WHERE chain = ?1 AND kind = 'Transfer' AND other IS NOT NULL
    ) GROUP BY account
  ) m ON m.account = a.number WHERE a.chain = ?1 AND a.balance IS NOT coalesce(m.held, ?2)`;

function auditBalances({ db, chain, network, decimals }: Audited, findings: Findings): void {
  db.aggregate("held", {
    start: 0n,
    step: (sum: bigint, amount: unknown, sign: unknown) =>
      Number(sign) === 1 ? sum + fromText(String(amount)) : sum - fromText(String(amount)),
    result: (sum: bigint) => (sum < 0n ? `-${-sum}` : toText(sum)),
  });
  for (const { address, balance, held } of db.prepare(DELTAS).iterate(chain, toText(0n))) {
    const show = (text: unknown): string => formatAmount(fromText(text === null ? "0" : (text as string)), decimals);
    const subject = `balance of ${hex(address)}`;
    findings.add({ code: "books-damaged", network, subject, expected: show(held), actual: show(balance) });
  }
}

/** Freezes, totals, minters, bridges and windows, rebuilt from the events that are more than transfers. */
function auditFigures({ db, chain, chainId, network }: Audited, moved: Moved, findings: Findings): void {
  const rebuilt = emptyFigures(chainId);
  Object.assign(rebuilt.totals, moved, { supply: moved.issued - moved.destroyed });
  const frozen = new Map<number, number>();
  const numbers = db.prepare("SELECT number FROM accounts WHERE chain = ? AND address = ?");
  const number = (address: string | null): number =>
    address === null ? 0 : Number(numbers.get(chain, Buffer.from(address.slice(2), "hex"))?.number);
  for (const event of readEvents(db, chain, "e.kind != 'Transfer'")) {
    const account = { number: number(event.account), balance: 0n, frozenUntil: -1, changed: false };
    apply(rebuilt, event, { account: event.account === null ? null : account, other: null });
    if (account.frozenUntil >= 0) frozen.set(account.number, account.frozenUntil);
  }
  const kept = loadFigures(db, chain, chainId);
  for (const [subject, expected, actual] of differences(rebuilt, kept)) {
    findings.add({ code: "books-damaged", network, subject, expected, actual });
  }
  const records = db.prepare("SELECT number, frozen_until FROM accounts WHERE chain = ? AND frozen_until != 0");
  const found = new Map(records.all(chain).map((row) => [Number(row.number), Number(row.frozen_until)]));
  for (const account of new Set([...found.keys(), ...frozen.keys()])) {
    const [expected, actual] = [`${frozen.get(account) ?? 0}`, `${found.get(account) ?? 0}`];
    const subject = `freeze of account ${account}`;
    if (expected !== actual) findings.add({ code: "books-damaged", network, subject, expected, actual });
  }
}

function* differences(expected: Figures, actual: Figures): Generator<[string, string, string]> {
  for (const name of TOTALS) {
    const [before, now] = [expected.totals[name], actual.totals[name]];
    if (before !== now) yield [name, `${before}`, `${now}`];
  }
  for (const table of ["minters", "bridges", "windows"] as const) {
    for (const key of new Set([...expected[table].keys(), ...actual[table].keys()])) {
      const [before, now] = [show(expected[table].get(key)), show(actual[table].get(key))];
      if (before !== now) yield [`${table} ${key}`, before, now];
    }
  }
}

function show(book: unknown): string {
  return JSON.stringify(book ?? null, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
}
