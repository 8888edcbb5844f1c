import type { DatabaseSync, StatementSync } from "node:sqlite";
import { toStored } from "./amounts.ts";
import { bytes } from "./book-file.ts";
import type { TimedEvent } from "./memory/book-event.ts";
import { PART, PackedEvents, ROW } from "./memory/packed-events.ts";

/** Events whose rows are kept in one piece of memory. */
const PIECE = 8_192;
/** Transfers that are written with one statement: one by one takes half as long again. */
const TOGETHER = 50;
/** What is bound for a transfer, and words of its hash and addresses. */
const PARAMETERS = 6;
const WORDS = ROW.amount;

type Value = string | number | bigint | Uint8Array | null;

/** What is bound of a row's bytes. SQLite copies it, so that it serves for the next one. */
interface Slot {
  readonly tx: Uint8Array;
  readonly account: Uint8Array;
  readonly other: Uint8Array;
}

/** Events of a chain that wait to be written, packed. */
export class WaitingEvents {
  readonly #chain: number;
  readonly #transfer: StatementSync;
  readonly #transfers: StatementSync;
  readonly #insert: StatementSync;
  readonly #words = new Uint32Array(TOGETHER * WORDS);
  readonly #slots: readonly Slot[] = Array.from({ length: TOGETHER }, (_, row) => slotOf(this.#words, row));
  readonly #values = Array<Value>(TOGETHER * PARAMETERS).fill(null);
  /** Pieces that have room, of which the first are full. */
  readonly #pieces: PackedEvents[] = [];
  #others: TimedEvent[] = [];
  #size = 0;
  /** Transfers that are bound already. */
  #bound = 0;

  constructor(db: DatabaseSync, chain: number) {
    this.#chain = chain;
    const row = `(${chain}, ?, ?, ?, 'Transfer', ?, ?, ?)`;
    const into = "INSERT INTO events (chain, block, log, tx, kind, account, other, amount) VALUES";
    this.#transfer = db.prepare(`${into} ${row}`);
    this.#transfers = db.prepare(`${into} ${Array(TOGETHER).fill(row).join(", ")}`);
    this.#insert = db.prepare(`INSERT INTO events VALUES (${Array(12).fill("?").join(", ")})`);
  }

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** Takes the next events. */
  add(events: PackedEvents): void {
    for (let first = 0; first < events.length;) {
      const piece = (this.#pieces[Math.floor(this.#size / PIECE)] ??= new PackedEvents(PIECE));
      const count = Math.min(events.length - first, PIECE - piece.length);
      piece.copyRows(events, first, count);
      this.#size += count;
      first += count;
    }
    for (const event of events.others) this.#others.push(event);
  }

  /** Writes all of them. */
  write(): void {
    let other = 0;
    for (const piece of this.#pieces) {
      for (let row = 0; row < piece.length; row++) {
        if (piece.isTransfer(row)) this.#bind(piece, row);
        else this.#writeOther(this.#others[other++] as TimedEvent);
      }
      piece.clear();
    }
    for (let row = 0; row < this.#bound; row++) {
      this.#transfer.run(...this.#values.slice(row * PARAMETERS, (row + 1) * PARAMETERS));
    }
    [this.#size, this.#bound, this.#others] = [0, 0, []];
  }

  /** Binds a transfer, and writes those that are bound as soon as they are many enough. */
  #bind(piece: PackedEvents, row: number): void {
    const values = this.#values;
    const slot = this.#slots[this.#bound] as Slot;
    const to = this.#bound * WORDS;
    const from = row * ROW.words;
    for (let word = 0; word < WORDS; word++) this.#words[to + word] = piece.words[from + word] ?? 0;
    const parts = piece.partsOf(row);
    const place = this.#bound * PARAMETERS;
    values[place] = piece.blockOf(row);
    values[place + 1] = piece.logOf(row);
    values[place + 2] = slot.tx;
    values[place + 3] = (parts & PART.account) === 0 ? null : slot.account;
    values[place + 4] = (parts & PART.other) === 0 ? null : slot.other;
    values[place + 5] = piece.storedAmountOf(row);
    this.#bound += 1;
    if (this.#bound < TOGETHER) return;
    this.#transfers.run(...values);
    this.#bound = 0;
  }

  #writeOther({ block, log, tx, kind, account, other, amount, ref, number, data, time }: TimedEvent): void {
    const blob = (hex: string | null): Uint8Array | null => (hex === null ? null : bytes(hex));
    const stored = amount === null ? null : toStored(amount);
    const rest = [blob(account), blob(other), stored, blob(ref), number, data, time] as const;
    this.#insert.run(this.#chain, block, log, bytes(tx), kind, ...rest);
  }
}

function slotOf({ buffer, BYTES_PER_ELEMENT }: Uint32Array, row: number): Slot {
  const part = (from: number, to: number): Uint8Array =>
    new Uint8Array(buffer, (row * WORDS + from) * BYTES_PER_ELEMENT, (to - from) * BYTES_PER_ELEMENT);
  const { tx, account, other, amount } = ROW;
  return { tx: part(tx, account), account: part(account, other), other: part(other, amount) };
}
