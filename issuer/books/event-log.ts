import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { fromStored, toDigits } from "./amounts.ts";
import type { TimedEvent } from "./decode.ts";
import type { Kind } from "./kinds.ts";

/** Room for the hash and the text of one block; longer texts get their own. */
const ROOM = 65_536;
const HASH = 32;

/**
 * A running hash over events, block by block, so that it depends on the events alone: not on how many were read at once,
 * and on no number that the books give. docs/issuer/books.md says how anyone can make it.
 */
export class Seal {
  readonly #room = Buffer.alloc(ROOM);
  #digest: Buffer;
  #block = -1;
  #text = "";

  constructor(digest: Uint8Array = Buffer.alloc(HASH)) {
    this.#digest = Buffer.from(digest);
  }

  /** The hash over every block that is closed. */
  get digest(): Buffer {
    return this.#digest;
  }

  /** Adds the next event. */
  add(event: TimedEvent): void {
    if (event.block !== this.#block) this.close();
    this.#block = event.block;
    this.#text += lineOf(event);
  }

  /** Ends the block that was begun. */
  close(): void {
    if (this.#text === "") return;
    const text = `${this.#block}\n${this.#text}`;
    // A byte of UTF-16 takes three of UTF-8 at most.
    const room = HASH + 3 * text.length > ROOM ? Buffer.alloc(HASH + 3 * text.length) : this.#room;
    room.set(this.#digest);
    const end = HASH + room.write(text, HASH);
    this.#digest = hash("sha256", room.subarray(0, end), "buffer");
    this.#text = "";
  }
}

/** Returns what the running hash is made of: every part of an event, nothing for what it does not have. */
function lineOf({ log, tx, kind, account, other, amount, ref, number, data, time }: TimedEvent): string {
  const beginning = `${log} ${tx} ${kind} ${account ?? ""} ${other ?? ""} ${amount === null ? "" : toDigits(amount)}`;
  if (kind === "Transfer") return `${beginning}    \n`;
  return `${beginning} ${ref ?? ""} ${number ?? ""} ${data ?? ""} ${time ?? ""}\n`;
}

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
  for (const event of readEvents(db, chain, { until })) {
    seal.add(event);
    events += 1;
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

/** Returns a chain's events as the books have them, in order, without holding them all. */
export function* readEvents(
  db: DatabaseSync,
  chain: number,
  { after = -1, until = Number.MAX_SAFE_INTEGER }: BlockRange = {},
): Generator<TimedEvent> {
  const rows = db.prepare(`
    SELECT ${COLUMNS.join(", ")} FROM events WHERE chain = ? AND block > ? AND block <= ? ORDER BY block, log`);
  rows.setReturnArrays(true);
  for (const row of rows.iterate(chain, after, until)) {
    const [block, log, tx, kind, account, other, amount, ref, number, data, time] = row as unknown as Columns;
    const exact = amount === null ? null : fromStored(amount);
    yield { block, log, tx, kind, account, other, amount: exact, ref, number, data, time };
  }
}
