import type { DatabaseSync, StatementSync } from "node:sqlite";
import { ZERO_TEXT, fromText, toText } from "./amounts.ts";
import { bytes } from "./book-file.ts";

/** Accounts that are kept at hand between two chunks. */
const CACHED = 20_000;

/** Somebody in the books of a chain. */
export interface Account {
  readonly number: number;
  balance: bigint;
  /** Unix seconds; 0 if there is no record of a freeze. */
  frozenUntil: number;
  /** Whether it has changed since it was saved. */
  changed: boolean;
}

/** The accounts of one chain: those in use in memory, all of them in the file. */
export class Accounts {
  readonly #chain: number;
  readonly #cache = new Map<string, Account>();
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  #last: number;

  constructor(db: DatabaseSync, chain: number) {
    this.#chain = chain;
    this.#select = db.prepare("SELECT number, balance, frozen_until FROM accounts WHERE chain = ? AND address = ?");
    this.#insert = db.prepare(`INSERT INTO accounts VALUES (?, ?, ?, '${ZERO_TEXT}', 0)`);
    this.#update = db.prepare("UPDATE accounts SET balance = ?, frozen_until = ? WHERE chain = ? AND number = ?");
    this.#last = Number(db.prepare("SELECT max(number) AS n FROM accounts WHERE chain = ?").get(chain)?.n ?? 0);
  }

  /** Returns an account by its address; a new one gets the next number. */
  get(address: string): Account {
    const cached = this.#cache.get(address);
    if (cached !== undefined) return cached;
    const row = this.#select.get(this.#chain, bytes(address));
    const account: Account =
      row === undefined
        ? { number: ++this.#last, balance: 0n, frozenUntil: 0, changed: false }
        : {
            number: Number(row.number),
            balance: fromText(String(row.balance)),
            frozenUntil: Number(row.frozen_until),
            changed: false,
          };
    if (row === undefined) this.#insert.run(this.#chain, account.number, bytes(address));
    this.#cache.set(address, account);
    return account;
  }

  /** Writes what has changed. */
  save(): void {
    for (const account of this.#cache.values()) {
      if (!account.changed) continue;
      this.#update.run(toText(account.balance), account.frozenUntil, this.#chain, account.number);
      account.changed = false;
    }
  }

  /** Forgets the accounts that came first, if there are many. Everything must have been saved. */
  trim(): void {
    for (const address of this.#cache.keys()) {
      if (this.#cache.size <= CACHED) return;
      this.#cache.delete(address);
    }
  }
}

/** Those an event names. */
export interface Parties {
  readonly account: Account | null;
  readonly other: Account | null;
}
