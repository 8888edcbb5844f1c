import type { DatabaseSync } from "node:sqlite";
import type { Findings } from "./findings.ts";
import { TOTALS } from "./figures.ts";

/** Every kind of entry of a chain's books, as a key and a value in SQL, by rising key. Chain is the only parameter. */
const PARTS: Readonly<Record<string, string>> = {
  event: `
    SELECT printf('%020d/%020d', e.block, e.log) AS key, json_array(e.kind, lower(hex(e.tx)), lower(hex(e.account)),
      lower(hex(e.other)), e.amount, lower(hex(e.ref)), e.number, e.data, e.time) AS value
    FROM events e WHERE e.chain = ? ORDER BY e.block, e.log`,
  account: `
    SELECT '0x' || lower(hex(address)) AS key, json_array(balance, frozen_until) AS value
    FROM accounts WHERE chain = ? ORDER BY address`,
  minter: `
    SELECT '0x' || lower(hex(account)) AS key, json_array(t.minted, t.mints, t.capacity, t.window) AS value
    FROM minters t WHERE t.chain = ? ORDER BY account`,
  bridge: `
    SELECT '0x' || lower(hex(account)) AS key, json_array(t.minted, t.burned, t.limits) AS value
    FROM bridges t WHERE t.chain = ? ORDER BY account`,
  report: `
    SELECT printf('%020d', sequence) AS key, json_array(lower(hex(digest)), reserves, supply, mintable, minted, valid_from,
      valid_until) AS value
    FROM windows WHERE chain = ? ORDER BY sequence`,
  end: `
    SELECT 'of the books' AS key, json_array(block, block_hash, block_time, events, lower(hex(digest)),
      ${TOTALS.join(", ")}) AS value
    FROM chains WHERE chain = ?`,
};

/** How many entries of each kind were compared. */
export type ComparedEntries = Readonly<Record<string, number>>;

/** A chain's books in a file, and the same made from the chain. Both end at the same block. */
export interface TwoBooks {
  readonly network: string;
  readonly file: DatabaseSync;
  readonly fileChain: number;
  readonly rebuilt: DatabaseSync;
  readonly rebuiltChain: number;
}

/**
 * Compares all that a file has of a chain with what follows from the chain's own events: each event, account, minter,
 * bridge and report, the totals, and the hash of the last block.
 * @returns How many entries were compared.
 */
export function compareBooks(books: TwoBooks, findings: Findings): ComparedEntries {
  const { network, file, fileChain, rebuilt, rebuiltChain } = books;
  return Object.fromEntries(
    Object.entries(PARTS).map(([part, sql]) => {
      const [expected, actual] = [entries(rebuilt, sql, rebuiltChain), entries(file, sql, fileChain)];
      let count = 0;
      for (const [key, right, found] of merge(expected, actual)) {
        count += 1;
        if (right === found) continue;
        const subject = `${part} ${key.replace(/\b0+(?=\d)/g, "")}`;
        findings.add({ code: "file-differs", network, subject, expected: legible(right), actual: legible(found) });
      }
      return [part, count];
    }),
  );
}

type Entry = readonly [key: string, value: string];

function* entries(db: DatabaseSync, sql: string, chain: number): Generator<Entry> {
  for (const { key, value } of db.prepare(sql).iterate(chain)) yield [String(key), String(value)];
}

/** Both sides by rising key; null where one of them has no such entry. */
function* merge(
  expected: Iterator<Entry, void>,
  actual: Iterator<Entry, void>,
): Generator<[key: string, expected: string | null, actual: string | null]> {
  let [left, right] = [expected.next().value, actual.next().value];
  while (left !== undefined || right !== undefined) {
    const key = right === undefined || (left !== undefined && left[0] <= right[0]) ? (left as Entry)[0] : right[0];
    const [mine, theirs] = [left?.[0] === key ? left[1] : null, right?.[0] === key ? right[1] : null];
    yield [key, mine, theirs];
    if (mine !== null) left = expected.next().value;
    if (theirs !== null) right = actual.next().value;
  }
}

/** Without the zeros that amounts are padded with. */
function legible(value: string | null): string {
  return value === null ? "nothing" : value.replace(/"0{20,}(\d+)"/g, '"$1"');
}
