import { hash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { fromStored, toDigits, toStored } from "./amounts.ts";
import { bytes } from "./book-file.ts";
import type { TimedEvent } from "./decode.ts";
import type { Kind } from "./kinds.ts";
import type { Parties } from "./accounts.ts";

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

/** Transfers that are written with one statement: binding them together takes a quarter less time than one by one. */
const TOGETHER = 16;
/** What is bound for a transfer. */
const TRANSFER = { columns: "(chain, block, log, tx, kind, account, other, amount)", width: 6 } as const;

type Value = string | number | bigint | Uint8Array | null;

/** The table `events` of one chain. */
export class EventTable {
  readonly #chain: number;
  readonly #seal: Seal;
  readonly #transfer: StatementSync;
  readonly #transfers: StatementSync;
  readonly #insert: StatementSync;
  /** Values of transfers that are not written yet, and room for the hashes of their transactions: SQLite copies both. */
  readonly #values: Value[] = Array<Value>(TOGETHER * TRANSFER.width).fill(null);
  readonly #hashes = Array.from({ length: TOGETHER }, () => Buffer.alloc(HASH));
  #waiting = 0;

  constructor(db: DatabaseSync, chain: number, digest: Uint8Array) {
    this.#chain = chain;
    this.#seal = new Seal(digest);
    const row = `(${chain}, ?, ?, ?, 'Transfer', ?, ?, ?)`;
    const into = `INSERT INTO events ${TRANSFER.columns} VALUES`;
    this.#transfer = db.prepare(`${into} ${row}`);
    this.#transfers = db.prepare(`${into} ${Array(TOGETHER).fill(row).join(", ")}`);
    this.#insert = db.prepare(`INSERT INTO events VALUES (${Array(12).fill("?").join(", ")})`);
  }

  /** The running hash, up to the last {@link seal}. */
  get digest(): Uint8Array {
    return this.#seal.digest;
  }

  /** Writes an event, at the latest with {@link seal}. */
  insert(event: TimedEvent, parties: Parties): void {
    if (event.kind === "Transfer") this.#insertTransfer(event, parties);
    else {
      const { block, log, tx, kind, amount, ref, number, data, time } = event;
      const [account, other] = [parties.account?.bytes ?? null, parties.other?.bytes ?? null];
      const stored = amount === null ? null : toStored(amount);
      const rest = [ref === null ? null : bytes(ref), number, data, time] as const;
      this.#insert.run(this.#chain, block, log, bytes(tx), kind, account, other, stored, ...rest);
    }
    this.#seal.add(event);
  }

  #insertTransfer({ block, log, tx, amount }: TimedEvent, { account, other }: Parties): void {
    const [values, hash] = [this.#values, this.#hashes[this.#waiting] as Buffer];
    if (hash.write(tx.slice(2), "hex") !== HASH) throw new Error(`${tx} is not the hash of a transaction.`);
    let place = this.#waiting * TRANSFER.width;
    values[place++] = block;
    values[place++] = log;
    values[place++] = hash;
    values[place++] = account === null ? null : account.bytes;
    values[place++] = other === null ? null : other.bytes;
    values[place] = toStored(amount ?? 0n);
    this.#waiting += 1;
    if (this.#waiting < TOGETHER) return;
    this.#transfers.run(...values);
    this.#waiting = 0;
  }

  /** Counts an event in that is written already. */
  note(event: TimedEvent): void {
    this.#seal.add(event);
  }

  /** Writes what waits, and ends the last block. */
  seal(): void {
    const { width } = TRANSFER;
    for (let row = 0; row < this.#waiting; row++) {
      this.#transfer.run(...this.#values.slice(row * width, (row + 1) * width));
    }
    this.#waiting = 0;
    this.#seal.close();
  }
}
