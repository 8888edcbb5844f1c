import type { DatabaseSync, StatementSync } from "node:sqlite";
import { fromStored, toStored } from "./amounts.ts";
import { bytes } from "./book-file.ts";
import type { BookEvent } from "./decode.ts";

/** Accounts of a chain that are kept at hand: so many that were used lately, and as many that were used before. */
const CACHED = 60_000;

/** Accounts that are written with one statement, and what is bound for each. */
const TOGETHER = 16;
const PARAMETERS = 3;

type Value = bigint | string | number | Uint8Array;

/** Somebody in the books of a chain. */
export interface Account {
  /** In lower-case hex. */
  readonly address: string;
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
  readonly #save: StatementSync;
  readonly #saveMany: StatementSync;
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
    const save = (rows: number): string =>
      `INSERT INTO accounts VALUES ${Array(rows).fill(`(${chain}, ?, ?, ?)`).join(", ")}
       ON CONFLICT DO UPDATE SET balance = excluded.balance, frozen_until = excluded.frozen_until`;
    this.#save = db.prepare(save(1));
    this.#saveMany = db.prepare(save(TOGETHER));
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

  /** How many were asked for since the last save: so many are in memory in any case. */
  get asked(): number {
    return this.#asked.length;
  }

  /** Writes what has changed, and forgets those that were used longest ago, if there are many. */
  save(): void {
    let values: Value[] = [];
    for (const account of this.#asked) {
      account.asked = false;
      if (!account.changed) continue;
      account.changed = false;
      values.push(bytes(account.address), toStored(account.balance), account.frozenUntil);
      if (values.length < TOGETHER * PARAMETERS) continue;
      this.#saveMany.run(...values);
      values = [];
    }
    for (let first = 0; first < values.length; first += PARAMETERS) {
      this.#save.run(...values.slice(first, first + PARAMETERS));
    }
    this.#asked = [];
    if (this.#recent.size <= this.#cached) return;
    if (this.#former.size > 0) this.#complete = false;
    this.#former = this.#recent;
    this.#recent = new Map();
  }

  #load(address: string): Account {
    const row = this.#complete
      ? undefined
      : (this.#select.get(this.#chain, bytes(address)) as readonly unknown[] | undefined);
    const [balance, frozenUntil] = row ?? [0n, 0];
    const known = { balance: fromStored(balance), frozenUntil: Number(frozenUntil) };
    return { address, ...known, changed: row === undefined, asked: false };
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
