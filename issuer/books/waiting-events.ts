import type { DatabaseSync, StatementSync } from "node:sqlite";
import { toStored } from "./amounts.ts";
import { bytes } from "./book-file.ts";
import type { TimedEvent } from "./decode.ts";

/** Bytes of a transaction's hash and of an address. */
const HASH = 32;
const ADDRESS = 20;
/** Bytes of one transfer: its hash and both addresses. */
const WIDTH = HASH + 2 * ADDRESS;
/** Transfers whose bytes are kept in one piece of memory. */
const PIECE = 8_192;

/** Transfers that are written with one statement: binding them together takes a quarter less time than one by one. */
const TOGETHER = 16;
/** What is bound for a transfer. */
const PARAMETERS = 6;

type Value = string | number | bigint | Uint8Array | null;

/** Room for what is bound for one transfer. SQLite copies it, so that it serves for the next one. */
interface Slot {
  readonly hash: Buffer;
  readonly account: Buffer;
  readonly other: Buffer;
}

/**
 * Events of a chain that wait to be written. What comes in numbers, transfers, is kept packed: as objects it would be some
 * seven hundred bytes each, for the collector of garbage to move about.
 */
export class WaitingEvents {
  readonly #chain: number;
  readonly #transfer: StatementSync;
  readonly #transfers: StatementSync;
  readonly #insert: StatementSync;
  readonly #slots: readonly Slot[];
  readonly #values = Array<Value>(TOGETHER * PARAMETERS).fill(null);
  readonly #pieces: Buffer[] = [];
  /** Of each transfer: block, log, and 1 for an account and 2 for another party. */
  #numbers: number[] = [];
  #amounts: (bigint | string)[] = [];
  #others: TimedEvent[] = [];

  constructor(db: DatabaseSync, chain: number) {
    this.#chain = chain;
    const row = `(${chain}, ?, ?, ?, 'Transfer', ?, ?, ?)`;
    const into = "INSERT INTO events (chain, block, log, tx, kind, account, other, amount) VALUES";
    this.#transfer = db.prepare(`${into} ${row}`);
    this.#transfers = db.prepare(`${into} ${Array(TOGETHER).fill(row).join(", ")}`);
    this.#insert = db.prepare(`INSERT INTO events VALUES (${Array(12).fill("?").join(", ")})`);
    this.#slots = Array.from({ length: TOGETHER }, () => ({
      ...{ hash: Buffer.alloc(HASH), account: Buffer.alloc(ADDRESS), other: Buffer.alloc(ADDRESS) },
    }));
  }

  /** How many there are. */
  get size(): number {
    return this.#amounts.length + this.#others.length;
  }

  /** Takes the next event. @throws Error if its hash or an address is none. */
  add(event: TimedEvent): void {
    if (event.kind !== "Transfer") {
      this.#others.push(event);
      return;
    }
    const { block, log, tx, account, other, amount } = event;
    const count = this.#amounts.length;
    const [piece, at] = [this.#pieceOf(count), (count % PIECE) * WIDTH];
    write(piece, tx, at, HASH);
    if (account !== null) write(piece, account, at + HASH, ADDRESS);
    if (other !== null) write(piece, other, at + HASH + ADDRESS, ADDRESS);
    this.#numbers.push(block, log, (account === null ? 0 : 1) + (other === null ? 0 : 2));
    this.#amounts.push(toStored(amount ?? 0n));
  }

  #pieceOf(count: number): Buffer {
    const index = Math.floor(count / PIECE);
    return (this.#pieces[index] ??= Buffer.alloc(PIECE * WIDTH));
  }

  /** Writes all of them. */
  write(): void {
    const count = this.#amounts.length;
    const whole = count - (count % TOGETHER);
    for (let first = 0; first < whole; first += TOGETHER) {
      for (let row = 0; row < TOGETHER; row++) this.#bind(first + row, row);
      this.#transfers.run(...this.#values);
    }
    for (let index = whole; index < count; index++) {
      this.#bind(index, 0);
      this.#transfer.run(...this.#values.slice(0, PARAMETERS));
    }
    for (const event of this.#others) this.#writeOther(event);
    [this.#numbers, this.#amounts, this.#others] = [[], [], []];
  }

  /** Puts a transfer where the row of a statement is bound from. */
  #bind(index: number, row: number): void {
    const { hash, account, other } = this.#slots[row] as Slot;
    const [piece, at] = [this.#pieceOf(index), (index % PIECE) * WIDTH];
    piece.copy(hash, 0, at, at + HASH);
    piece.copy(account, 0, at + HASH, at + HASH + ADDRESS);
    piece.copy(other, 0, at + HASH + ADDRESS, at + WIDTH);
    const [values, numbers, parties] = [this.#values, this.#numbers, this.#numbers[3 * index + 2] ?? 0];
    const place = row * PARAMETERS;
    values[place] = numbers[3 * index] ?? 0;
    values[place + 1] = numbers[3 * index + 1] ?? 0;
    values[place + 2] = hash;
    values[place + 3] = parties % 2 === 0 ? null : account;
    values[place + 4] = parties < 2 ? null : other;
    values[place + 5] = this.#amounts[index] ?? 0n;
  }

  #writeOther({ block, log, tx, kind, account, other, amount, ref, number, data, time }: TimedEvent): void {
    const blob = (hex: string | null): Uint8Array | null => (hex === null ? null : bytes(hex));
    const stored = amount === null ? null : toStored(amount);
    const rest = [blob(account), blob(other), stored, blob(ref), number, data, time] as const;
    this.#insert.run(this.#chain, block, log, bytes(tx), kind, ...rest);
  }
}

function write(piece: Buffer, hex: string, at: number, length: number): void {
  if (piece.write(hex.slice(2), at, length, "hex") !== length) throw new Error(`${hex} does not have ${length} bytes.`);
}
