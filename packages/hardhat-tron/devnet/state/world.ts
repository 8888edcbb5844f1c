import type { BareAddress } from "../../../tron/address.ts";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { EMPTY } from "../protocol/bytes.ts";
import type { MessageValue } from "../../../tron/protobuf/message.ts";
import { type Account, activatedAccount, emptyAccount } from "./account.ts";
import { Journal, JournaledMap } from "./journal.ts";

/** A contract: its SmartContract message (with ABI) and what the node knows besides it. */
export interface Contract {
  readonly message: MessageValue;
  readonly origin: BareAddress;
  readonly percent: bigint;
  readonly originEnergyLimit: bigint;
  /** Dynamic energy penalty in 1/10000; 0 for all but the busiest contracts. */
  readonly energyFactor: bigint;
}

/** Counters of the whole chain. */
export type Counter =
  "burnt" | "totalNetWeight" | "totalEnergyWeight" | "totalTronPowerWeight" | "feePool" | "blockTransactionCount";

const low128 = (slot: bigint): bigint => BigInt.asUintN(128, slot);
const rowKey = (address: string, slot: bigint): string => `${address}:${low128(slot).toString(16)}`;
const wordKey = (address: string, slot: bigint): string => `${address}:${slot.toString(16)}`;

/**
 * The state of the chain. Storage follows java-tron: rows are keyed by the low 16 bytes of the slot, written when the
 * transaction ends; inside a transaction a cache keyed by the full slot is read first.
 */
export class World {
  readonly journal = new Journal();
  /** Accounts whose transactions need no signature (development control). */
  readonly unlocked = new Set<BareAddress>();
  readonly accounts = new JournaledMap<BareAddress, Account>(this.journal);
  readonly contracts = new JournaledMap<BareAddress, Contract>(this.journal);
  readonly #codes = new JournaledMap<BareAddress, Uint8Array>(this.journal);
  readonly #rows = new JournaledMap<string, bigint>(this.journal);
  readonly #cache = new JournaledMap<
    string,
    { readonly address: BareAddress; readonly slot: bigint; readonly value: bigint }
  >(this.journal);
  readonly #counters = new JournaledMap<Counter, bigint>(this.journal);

  /** The account, or undefined when it does not exist. */
  account(address: BareAddress): Account | undefined {
    return this.accounts.get(address);
  }

  /** Changes fields of an account, creating an empty one when absent. */
  update(address: BareAddress, change: Partial<Account>): Account {
    const next = { ...(this.accounts.get(address) ?? emptyAccount(address)), ...change };
    this.accounts.set(address, next);
    return next;
  }

  /** Balance in sun; 0 when the account does not exist. */
  balance(address: BareAddress): bigint {
    return this.accounts.get(address)?.balance ?? 0n;
  }

  /** Adds sun (may be negative); the account must exist. */
  addBalance(address: BareAddress, amount: bigint): void {
    this.update(address, { balance: this.balance(address) + amount });
  }

  /** Opens an account with default permissions unless it exists. */
  activate(address: BareAddress, now: bigint): void {
    if (!this.accounts.has(address)) this.accounts.set(address, activatedAccount(address, now));
  }

  /** Runtime code; empty when there is none. */
  code(address: BareAddress): Uint8Array {
    return this.#codes.get(address) ?? EMPTY;
  }

  /** Stores runtime code and its hash. */
  setCode(address: BareAddress, code: Uint8Array): void {
    this.#codes.set(address, code);
    const contract = this.contracts.get(address);
    if (contract === undefined) return;
    this.contracts.set(address, { ...contract, message: { ...contract.message, code_hash: keccak_256(code) } });
  }

  /** Removes account, contract, code and storage (self-destruction). */
  remove(address: BareAddress): void {
    this.accounts.delete(address);
    this.contracts.delete(address);
    this.#codes.delete(address);
    for (const [key] of [...this.#rows.entries()]) if (key.startsWith(`${address}:`)) this.#rows.delete(key);
  }

  /** A storage word as the TVM sees it, or undefined when no row exists. A row set to 0 in this transaction exists. */
  slot(address: BareAddress, slot: bigint): bigint | undefined {
    return this.#cache.get(wordKey(address, slot))?.value ?? this.#rows.get(rowKey(address, slot));
  }

  /** Writes a storage word into the transaction's cache. */
  setSlot(address: BareAddress, slot: bigint, value: bigint): void {
    this.#cache.set(wordKey(address, slot), { address, slot, value });
  }

  /** Writes a stored row directly (development control). */
  setRow(address: BareAddress, slot: bigint, value: bigint): void {
    if (value === 0n) this.#rows.delete(rowKey(address, slot));
    else this.#rows.set(rowKey(address, slot), value);
  }

  /** Ends a transaction: the cache goes into the rows, zeros delete them. */
  commitStorage(): void {
    for (const [key, { address, slot, value }] of [...this.#cache.entries()]) {
      this.setRow(address, slot, value);
      this.#cache.delete(key);
    }
  }

  /** A chain counter. */
  counter(name: Counter): bigint {
    return this.#counters.get(name) ?? 0n;
  }

  /** Adds to a chain counter. */
  count(name: Counter, amount: bigint): void {
    this.#counters.set(name, this.counter(name) + amount);
  }
}
