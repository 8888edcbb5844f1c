import type { DatabaseSync, StatementSync } from "node:sqlite";
import { fromStored, toStored } from "./amounts.ts";
import { bytes } from "./book-file.ts";
import type { BookEvent } from "./decode.ts";
import { Rows } from "./rows.ts";

/** Accounts of a chain that are kept at hand: so many that were used lately, and as many that were used before. */
const CACHED = 75_000;

/** Somebody in the books of a chain. */
export interface Account {
  /** In lower-case hex, and the same as bytes. */
  readonly address: string;
  readonly bytes: Uint8Array;
  balance: bigint;
  /** Unix seconds; 0 if there is no record of a freeze. */
  frozenUntil: number;
  /** Whether it has changed since it was saved. */
  changed: boolean;
  /** Whether it was asked for since the last save. */
  asked: boolean;
}

/** The accounts of one chain: those in use in memory, all of them in the file. */
export class Accounts {
  readonly #chain: number;
  readonly #cached: number;
  readonly #select: StatementSync;
  readonly #rows: Rows;
  #recent = new Map<string, Account>();
  #former = new Map<string, Account>();
  #asked: Account[] = [];
  /** Whether all accounts of the file are at hand, so that it need not be asked for others. */
  #complete: boolean;

  /** @param cached - Accounts that are kept at hand, twice over. */
  constructor(db: DatabaseSync, chain: number, cached = CACHED) {
    this.#chain = chain;
    this.#cached = cached;
    this.#select = db.prepare(
      "SELECT CAST(balance AS TEXT), frozen_until FROM accounts WHERE chain = ? AND address = ?",
    );
    this.#select.setReturnArrays(true);
    this.#rows = new Rows(db, {
      into: "accounts (chain, address, balance, frozen_until)",
      row: `(${chain}, ?, ?, ?)`,
      also: "ON CONFLICT DO UPDATE SET balance = excluded.balance, frozen_until = excluded.frozen_until",
    });
    this.#complete = db.prepare("SELECT 1 FROM accounts WHERE chain = ? LIMIT 1").get(chain) === undefined;
  }

  /** Returns an account by its address; a new one has nothing. */
  get(address: string): Account {
    let account = this.#recent.get(address);
    if (account === undefined) {
      account = this.#former.get(address) ?? this.#load(address);
      this.#recent.set(address, account);
    }
    if (!account.asked) {
      account.asked = true;
      this.#asked.push(account);
    }
    return account;
  }

  /** Writes what has changed, and forgets those that were used longest ago, if there are many. */
  save(): void {
    for (const account of this.#asked) {
      account.asked = false;
      if (!account.changed) continue;
      account.changed = false;
      this.#rows.add(account.bytes, toStored(account.balance), account.frozenUntil);
    }
    this.#rows.flush();
    this.#asked = [];
    if (this.#recent.size <= this.#cached) return;
    if (this.#former.size > 0) this.#complete = false;
    this.#former = this.#recent;
    this.#recent = new Map();
  }

  #load(address: string): Account {
    const key = bytes(address);
    const row = this.#complete ? undefined : (this.#select.get(this.#chain, key) as readonly unknown[] | undefined);
    const [balance, frozenUntil] = row ?? [0n, 0];
    const known = { balance: fromStored(balance), frozenUntil: Number(frozenUntil) };
    return { address, bytes: key, ...known, changed: row === undefined, asked: false };
  }
}

/** Those an event names. */
export interface Parties {
  readonly account: Account | null;
  readonly other: Account | null;
}

/** Returns those that an event names; null for the zero address and nobody. */
export function partiesOf(accounts: Accounts, { account, other }: Pick<BookEvent, "account" | "other">): Parties {
  return {
    account: account === null ? null : accounts.get(account),
    other: other === null ? null : accounts.get(other),
  };
}
