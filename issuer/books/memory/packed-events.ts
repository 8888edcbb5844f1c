import { toDigits } from "../amounts.ts";
import type { TimedEvent } from "./book-event.ts";
import { readHex, readWord, toHex } from "./hex-bytes.ts";

/** Where the parts of a row are, in words of four bytes; an amount is eight words, the lowest first, a block a double. */
export const ROW = { tx: 0, account: 8, other: 13, amount: 18, block: 26, log: 28, parts: 29, words: 30 } as const;

/** What there is of an event, as bits of its row's `parts`: an address is left out where it is the zero address. */
export const PART = { account: 1, other: 2, transfer: 4 } as const;

/** Bytes of a word, of a transaction's hash and of an address, and words of an amount. */
const [WORD, HASH, ADDRESS, WORDS_OF_AMOUNT] = [4, 32, 20, 8];
/** Where an address begins in the text of a word. */
const ADDRESS_AT = 26;
/** Values that a word can have, and digits of a decimal number that a double has exactly. */
const WORD_VALUES = 2 ** 32;
const LARGEST_WORD = WORD_VALUES - 1;
const EXACT_DIGITS = 15;
/** Upper words of amounts that a double has exactly are below this. */
const EXACT_UPPER = 2 ** 21;
/** Upper words of amounts that SQLite keeps as integers, of 63 bits, are below this. */
const HALF_OF_WORD = 2 ** 31;

/** A transfer as a node answers it, of which each text is hex with 0x before it. */
export interface TransferLog {
  readonly block: number;
  readonly log: number;
  readonly tx: string;
  /** Words of 32 bytes. */
  readonly from: string;
  readonly to: string;
  readonly amount: string;
}

/** A transfer as the books have it. */
export interface StoredTransfer {
  readonly block: number;
  readonly log: number;
  /** Hex of the hash and both addresses, without anything before it. */
  readonly bytes: string;
  /** 1 where there is an address, and 0 for the zero address. */
  readonly account: number;
  readonly other: number;
  /** Decimal digits. */
  readonly amount: string | null;
}

/**
 * Events of a chain in their order, packed: as an object each of them would be some seven hundred bytes, for the collector
 * of garbage to move about. A transfer is a row of 120 bytes; whatever is rarer is a row without content, and an object in
 * {@link others}.
 */
export class PackedEvents {
  /** The rows, as words, bytes, and by eight bytes. */
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
  readonly doubles: Float64Array;
  readonly integers: BigInt64Array;
  /** Events that are no plain transfers, in their order. */
  readonly others: TimedEvent[] = [];
  readonly capacity: number;
  #length = 0;

  /** @param capacity - The most events that it takes. */
  constructor(capacity: number) {
    const memory = new ArrayBuffer(capacity * ROW.words * WORD);
    this.capacity = capacity;
    this.words = new Uint32Array(memory);
    this.bytes = new Uint8Array(memory);
    this.doubles = new Float64Array(memory);
    this.integers = new BigInt64Array(memory);
  }

  /** How many events there are. */
  get length(): number {
    return this.#length;
  }

  /** Forgets all of them, so that others have their room. */
  clear(): void {
    this.#length = 0;
    this.others.length = 0;
  }

  /** Takes an event that is no plain transfer. */
  addOther(event: TimedEvent): void {
    const at = this.#length * ROW.words;
    this.words[at + ROW.parts] = 0;
    this.others.push(event);
    this.#length += 1;
  }

  /** Takes a transfer that a node has answered. @returns Whether it is one; otherwise nothing was taken. */
  addLog({ block, log, tx, from, to, amount }: TransferLog): boolean {
    const at = this.#length * ROW.words;
    const { bytes, words } = this;
    const first = at * WORD;
    const read =
      tx.length === 2 + 2 * HASH &&
      readHex(tx, 2, bytes, first, HASH) &&
      readHex(from, ADDRESS_AT, bytes, first + ROW.account * WORD, ADDRESS) &&
      readHex(to, ADDRESS_AT, bytes, first + ROW.other * WORD, ADDRESS) &&
      this.#readHexAmount(amount, at + ROW.amount);
    if (!read) return false;
    const account = isZero(words, at + ROW.account) ? 0 : PART.account;
    const other = isZero(words, at + ROW.other) ? 0 : PART.other;
    this.#close(block, log, account | other);
    return true;
  }

  /** Takes a transfer that the books have. @returns Whether it is in order; otherwise nothing was taken. */
  addStored({ block, log, bytes, account, other, amount }: StoredTransfer): boolean {
    const at = this.#length * ROW.words;
    const length = HASH + 2 * ADDRESS;
    const read =
      bytes.length === 2 * length &&
      log <= LARGEST_WORD &&
      readHex(bytes, 0, this.bytes, at * WORD, length) &&
      this.#readDecimalAmount(amount ?? "", at + ROW.amount);
    if (!read) return false;
    this.#close(block, log, account * PART.account + other * PART.other);
    return true;
  }

  #close(block: number, log: number, parts: number): void {
    const at = this.#length * ROW.words;
    this.doubles[(at + ROW.block) / 2] = block;
    this.words[at + ROW.log] = log;
    this.words[at + ROW.parts] = PART.transfer | parts;
    this.#length += 1;
  }

  #readHexAmount(text: string, at: number): boolean {
    if (text.length !== 2 + 2 * WORD * WORDS_OF_AMOUNT) return false;
    for (let word = 0; word < WORDS_OF_AMOUNT; word++) {
      const value = readWord(text, 2 + 2 * WORD * (WORDS_OF_AMOUNT - 1 - word));
      if (value < 0) return false;
      this.words[at + word] = value;
    }
    return true;
  }

  #readDecimalAmount(text: string, at: number): boolean {
    if (!/^\d{1,78}$/.test(text)) return false;
    const { words } = this;
    words.fill(0, at, at + WORDS_OF_AMOUNT);
    if (text.length <= EXACT_DIGITS) {
      const small = Number(text);
      words[at] = small % WORD_VALUES;
      words[at + 1] = Math.floor(small / WORD_VALUES);
      return true;
    }
    let rest = BigInt(text);
    for (let word = at; word < at + WORDS_OF_AMOUNT; word++, rest >>= 32n) words[word] = Number(rest & 0xffff_ffffn);
    return rest === 0n;
  }

  /** Takes rows of other packed events, transfers or not, without the objects of {@link others}. */
  copyRows(from: PackedEvents, first: number, count: number): void {
    this.words.set(from.words.subarray(first * ROW.words, (first + count) * ROW.words), this.#length * ROW.words);
    this.#length += count;
  }

  /** Whether an event is a plain transfer, with a row of its own. */
  isTransfer(row: number): boolean {
    return ((this.words[row * ROW.words + ROW.parts] ?? 0) & PART.transfer) !== 0;
  }

  /** Returns what a row is of, as bits of {@link PART}. */
  partsOf(row: number): number {
    return this.words[row * ROW.words + ROW.parts] ?? 0;
  }

  /** Returns the block of a transfer. */
  blockOf(row: number): number {
    return this.doubles[(row * ROW.words + ROW.block) / 2] ?? 0;
  }

  /** The block of the last event; -1 if there is none. */
  get lastBlock(): number {
    const row = this.#length - 1;
    if (row < 0) return -1;
    return this.isTransfer(row) ? this.blockOf(row) : (this.others.at(-1)?.block ?? -1);
  }

  /** Returns the place of a transfer in its block. */
  logOf(row: number): number {
    return this.words[row * ROW.words + ROW.log] ?? 0;
  }

  /** Returns the hash of a transfer's transaction in hex. */
  txOf(row: number): string {
    return toHex(this.bytes, row * ROW.words * WORD, HASH);
  }

  /** Returns who has sent a transfer, in hex. */
  accountOf(row: number): string {
    return toHex(this.bytes, (row * ROW.words + ROW.account) * WORD, ADDRESS);
  }

  /** Returns the amount of a transfer. */
  amountOf(row: number): bigint {
    const at = row * ROW.words + ROW.amount;
    let amount = 0n;
    for (let word = WORDS_OF_AMOUNT - 1; word >= 0; word--) {
      amount = (amount << 32n) | BigInt(this.words[at + word] ?? 0);
    }
    return amount;
  }

  /** Returns the amount of a transfer if a double has it exactly; -1 if it is larger. */
  smallAmountOf(row: number): number {
    const at = row * ROW.words + ROW.amount;
    const upper = this.words[at + 1] ?? 0;
    return upper < EXACT_UPPER && !this.#exceedsTwoWords(at) ? upper * WORD_VALUES + (this.words[at] ?? 0) : -1;
  }

  /** Returns the amount of a transfer as the books keep it: see `toStored`. */
  storedAmountOf(row: number): bigint | string {
    const at = row * ROW.words + ROW.amount;
    const small = (this.words[at + 1] ?? 0) < HALF_OF_WORD && !this.#exceedsTwoWords(at);
    return small ? (this.integers[at / 2] ?? 0n) : toDigits(this.amountOf(row));
  }

  #exceedsTwoWords(at: number): boolean {
    let seen = 0;
    for (let word = at + 2; word < at + WORDS_OF_AMOUNT; word++) seen |= this.words[word] ?? 0;
    return seen !== 0;
  }
}

function isZero(words: Uint32Array, at: number): boolean {
  let seen = 0;
  for (let word = at; word < at + ADDRESS / WORD; word++) seen |= words[word] ?? 0;
  return seen === 0;
}
