import type { DatabaseSync, StatementSync } from "node:sqlite";
import { fromStored } from "./amounts.ts";
import type { TimedEvent } from "./memory/book-event.ts";
import type { Kind } from "./kinds.ts";
import { PackedEvents } from "./memory/packed-events.ts";
import { Seal } from "./running-hash.ts";

/** Events that are read at once. */
const TOGETHER = 2_000;

/** Events of a chain that the books have. */
export interface SealedEvents {
  readonly events: number;
  readonly digest: Buffer;
}

/** A part of a chain's events: those of blocks after `after` and up to `until`. */
export interface BlockRange {
  readonly after?: number;
  readonly until?: number;
}

/** Rebuilds the running hash from the events up to a block. */
export function sealEvents(db: DatabaseSync, chain: number, until = Number.MAX_SAFE_INTEGER): SealedEvents {
  const seal = new Seal();
  let events = 0;
  for (const packed of readEvents(db, chain, { until })) {
    seal.addAll(packed);
    events += packed.length;
  }
  seal.close();
  return { events, digest: seal.digest };
}

/** SQL for the hex of bytes: SQLite is twice as fast at it as an array of bytes can be handed over. */
const hexOf = (column: string): string => `'0x' || lower(hex(${column}))`;
const ifAny = (column: string): string => `iif(${column} IS NULL, NULL, ${hexOf(column)})`;
const COLUMNS = [
  ...["block", "log", hexOf("tx"), "kind", ifAny("account"), ifAny("other"), "CAST(amount AS TEXT)", ifAny("ref")],
  ...["number", "data", "time"],
];

type Columns = readonly [
  ...[block: number, log: number, tx: string, kind: Kind, account: string | null, other: string | null],
  ...[amount: string | null, ref: string | null, number: number | null, data: string | null, time: number | null],
];

/** A transfer in one text: handing over its parts one by one takes longer than to read them. Null for other events. */
const TRANSFER = `iif(kind = 'Transfer', hex(tx || ifnull(account, zeroblob(20)) || ifnull(other, zeroblob(20))), NULL)`;

type Row = readonly [
  ...[block: number, log: number, bytes: string | null, account: 0 | 1, other: 0 | 1, amount: string | null],
];

/**
 * Returns a chain's events as the books have them, in order, some at a time.
 * @returns The same room again and again: what is in it is good until the next ones are asked for.
 * @throws OperatorError `BOOKS_DAMAGED` if something cannot be read at all.
 */
export function* readEvents(
  db: DatabaseSync,
  chain: number,
  { after = -1, until = Number.MAX_SAFE_INTEGER }: BlockRange = {},
): Generator<PackedEvents> {
  const rows = db.prepare(`
    SELECT block, log, ${TRANSFER}, account IS NOT NULL, other IS NOT NULL, CAST(amount AS TEXT)
    FROM events WHERE chain = ? AND block > ? AND block <= ? ORDER BY block, log`);
  rows.setReturnArrays(true);
  const one = db.prepare(`SELECT ${COLUMNS.join(", ")} FROM events WHERE chain = ? AND block = ? AND log = ?`);
  one.setReturnArrays(true);
  const packed = new PackedEvents(TOGETHER);
  for (const row of rows.iterate(chain, after, until)) {
    const [block, log, bytes, account, other, amount] = row as unknown as Row;
    if (bytes === null || !packed.addStored({ block, log, bytes, account, other, amount })) {
      packed.addOther(readOne(one, chain, block, log));
    }
    if (packed.length < TOGETHER) continue;
    yield packed;
    packed.clear();
  }
  if (packed.length > 0) yield packed;
}

function readOne(one: StatementSync, chain: number, at: number, place: number): TimedEvent {
  const columns = one.get(chain, at, place) as unknown as Columns;
  const [block, log, tx, kind, account, other, amount, ref, number, data, time] = columns;
  const exact = amount === null ? null : fromStored(amount);
  return { block, log, tx, kind, account, other, amount: exact, ref, number, data, time };
}
