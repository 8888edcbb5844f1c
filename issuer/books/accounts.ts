import type { DatabaseSync, StatementSync } from "node:sqlite";
import { AccountTable } from "./memory/account-table.ts";
import { inOrder } from "./memory/address-order.ts";
import { fromStored, toStored } from "./amounts.ts";
import type { TimedEvent } from "./memory/book-event.ts";
import { readHex } from "./memory/hex-bytes.ts";
import { PART, type PackedEvents, ROW } from "./memory/packed-events.ts";

/** Accounts of all chains of some books that are kept in memory, at some fifty bytes each. */
const CACHED = 2_000_000;

/** Accounts that are written with one statement, and what is bound for each. */
const TOGETHER = 50;
const PARAMETERS = 3;
/** Bytes and words of an address. */
const ADDRESS = 20;
const WORDS = 5;

type Value = bigint | string | number | Uint8Array;

/** The accounts of one chain: those in use in memory, all of them in the file. */
export class Accounts {
  readonly #chain: number;
  readonly #cached: number;
  readonly #select: StatementSync;
  readonly #save: StatementSync;
  readonly #saveMany: StatementSync;
  readonly #table = new AccountTable();
  /** An address that is looked for. */
  readonly #words = new Uint32Array(WORDS);
  readonly #bytes = new Uint8Array(this.#words.buffer);
  /** Addresses that are bound for a statement. */
  readonly #bound = new Uint32Array(TOGETHER * WORDS);
  readonly #addresses = Array.from({ length: TOGETHER }, (_, index) =>
    new Uint8Array(this.#bound.buffer).subarray(index * ADDRESS, (index + 1) * ADDRESS),
  );
  /** Whether all accounts of the file are in memory, so that it need not be asked for others. */
  #complete: boolean;

  /** @param cached - The most accounts that are kept in memory once what has changed is written. */
  constructor(db: DatabaseSync, chain: number, cached?: number) {
    this.#chain = chain;
    const chains = Number(db.prepare("SELECT count(*) AS n FROM chains").get()?.n);
    this.#cached = cached ?? Math.floor(CACHED / Math.max(1, chains));
    this.#select = db.prepare(
      "SELECT CAST(balance AS TEXT), frozen_until FROM accounts WHERE chain = ? AND address = ?",
    );
    this.#select.setReturnArrays(true);
    const save = (rows: number): string =>
      `INSERT INTO accounts VALUES ${Array(rows).fill(`(${chain}, ?, ?, ?)`).join(", ")}
       ON CONFLICT DO UPDATE SET balance = excluded.balance, frozen_until = excluded.frozen_until`;
    this.#save = db.prepare(save(1));
    this.#saveMany = db.prepare(save(TOGETHER));
    this.#complete = db.prepare("SELECT 1 FROM accounts WHERE chain = ? LIMIT 1").get(chain) === undefined;
  }

  /**
   * Moves the amount of a transfer from one account to another.
   * @returns Whether the one who has sent it had as much; the balance is negative otherwise.
   */
  move(events: PackedEvents, row: number): boolean {
    const parts = events.partsOf(row);
    const first = row * ROW.words;
    let covered = true;
    if ((parts & PART.account) !== 0) {
      covered = this.#table.debit(this.#numberOf(events.words, first + ROW.account), events, row);
    }
    if ((parts & PART.other) !== 0) {
      this.#table.credit(this.#numberOf(events.words, first + ROW.other), events, row);
    }
    return covered;
  }

  /**
   * Notes whom an event names that is no plain transfer, and moves the amount of a transfer that is not plain: books that
   * somebody has changed may have one.
   */
  note({ kind, account, other, amount }: TimedEvent): void {
    const [from, to] = [this.#named(account), this.#named(other)];
    if (kind !== "Transfer") return;
    if (from >= 0) this.#table.addTo(from, -(amount ?? 0n));
    if (to >= 0) this.#table.addTo(to, amount ?? 0n);
  }

  /** Sets the end of an account's freeze, in Unix seconds; 0 for none. */
  freeze(address: string | null, until: number): void {
    const account = this.#named(address);
    if (account < 0) return;
    this.#table.setFrozen(account, until);
    this.#table.change(account);
  }

  /** Returns the number of an account by its address in hex; -1 where that is none. */
  #named(address: string | null): number {
    const read = address?.length === 2 + 2 * ADDRESS && readHex(address, 2, this.#bytes, 0, ADDRESS);
    return read ? this.#numberOf(this.#words, 0) : -1;
  }

  #numberOf(words: Uint32Array, first: number): number {
    const found = this.#table.find(words, first);
    return found >= 0 ? found : this.#load(words, first);
  }

  #load(words: Uint32Array, first: number): number {
    const account = this.#table.add(words, first);
    const address = new Uint8Array(words.buffer, words.byteOffset + first * words.BYTES_PER_ELEMENT, ADDRESS);
    const row = this.#complete ? undefined : (this.#select.get(this.#chain, address) as readonly unknown[] | undefined);
    if (row === undefined) {
      this.#table.change(account);
      return account;
    }
    this.#table.setBalance(account, fromStored(row[0]));
    this.#table.setFrozen(account, Number(row[1]));
    return account;
  }

  /** Writes what has changed, in the order of addresses, and forgets all accounts if there are many. */
  save(): void {
    const table = this.#table;
    let values: Value[] = [];
    for (const account of inOrder(table)) {
      const row = values.length / PARAMETERS;
      table.copyAddress(account, this.#bound, row * WORDS);
      values.push(this.#addresses[row] as Uint8Array, toStored(table.balanceOf(account)), table.frozenUntil(account));
      if (values.length < TOGETHER * PARAMETERS) continue;
      this.#saveMany.run(...values);
      values = [];
    }
    for (let first = 0; first < values.length; first += PARAMETERS) {
      this.#save.run(...values.slice(first, first + PARAMETERS));
    }
    table.settle();
    if (table.size <= this.#cached) return;
    table.clear();
    this.#complete = false;
  }
}
