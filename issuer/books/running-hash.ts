import { hash } from "node:crypto";
import { DIGITS, toDigits } from "./amounts.ts";
import type { TimedEvent } from "./memory/book-event.ts";
import { writeHex } from "./memory/hex-bytes.ts";
import { PART, type PackedEvents, ROW } from "./memory/packed-events.ts";

/** Bytes of room for a block's text at first; it grows where that is too little. */
const ROOM = 65_536;
const HASH = 32;
const ADDRESS = 20;
const WORD = 4;
/** More than the line of a transfer has. */
const LINE = 320;
const [SPACE, NOUGHT] = [0x20, 0x30];
/** Before hex, what a transfer is called, and what it ends with. */
const [HEX, TRANSFER, END] = ["0x", " Transfer ", "    \n"].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
];

/**
 * A running hash over events, block by block, so that it depends on the events alone: not on how many were read at once,
 * and on no number that the books give. docs/issuer/books.md says how anyone can make it.
 */
export class Seal {
  #room = Buffer.alloc(ROOM);
  /** Where the text of the block ends that was begun; 0 if there is none. */
  #end = 0;
  #block = -1;
  #digest: Buffer;

  constructor(digest: Uint8Array = Buffer.alloc(HASH)) {
    this.#digest = Buffer.from(digest);
  }

  /** The hash over every block that is closed. */
  get digest(): Buffer {
    return this.#digest;
  }

  /** Adds the next events. */
  addAll(events: PackedEvents): void {
    let other = 0;
    for (let row = 0; row < events.length; row++) {
      if (events.isTransfer(row)) this.addTransfer(events, row);
      else this.add(events.others[other++] as TimedEvent);
    }
  }

  /** Adds the next event. */
  add(event: TimedEvent): void {
    const line = lineOf(event);
    this.#begin(event.block, 3 * line.length); // a byte of UTF-16 takes three of UTF-8 at most
    this.#end += this.#room.write(line, this.#end);
  }

  /** Adds the next event, which is a transfer, in the same form as {@link add} does. */
  addTransfer(events: PackedEvents, row: number): void {
    this.#begin(events.blockOf(row), LINE);
    const room = this.#room;
    const { bytes } = events;
    const first = row * ROW.words * WORD;
    const parts = events.partsOf(row);
    let end = writeNumber(events.logOf(row), room, this.#end);
    room[end++] = SPACE;
    end = writeHex(bytes, first + ROW.tx * WORD, HASH, room, put(HEX, room, end));
    end = put(TRANSFER, room, end);
    if ((parts & PART.account) !== 0) {
      end = writeHex(bytes, first + ROW.account * WORD, ADDRESS, room, put(HEX, room, end));
    }
    room[end++] = SPACE;
    if ((parts & PART.other) !== 0) {
      end = writeHex(bytes, first + ROW.other * WORD, ADDRESS, room, put(HEX, room, end));
    }
    room[end++] = SPACE;
    this.#end = put(END, room, this.#writeAmount(events, row, end));
  }

  #writeAmount(events: PackedEvents, row: number, end: number): number {
    const amount = events.smallAmountOf(row);
    if (amount < 0) return end + this.#room.write(toDigits(events.amountOf(row)), end, "latin1");
    this.#room.fill(NOUGHT, end, end + DIGITS);
    writeDigits(amount, this.#room, end + DIGITS);
    return end + DIGITS;
  }

  /** Begins a block, if it is another one, and sees to it that there is room for so many bytes. */
  #begin(block: number, length: number): void {
    if (block !== this.#block) this.close();
    this.#block = block;
    if (this.#end === 0) {
      this.#room.set(this.#digest);
      this.#end = HASH + this.#room.write(`${block}\n`, HASH);
    }
    if (this.#end + length <= this.#room.length) return;
    const larger = Buffer.alloc(2 * (this.#end + length));
    this.#room.copy(larger, 0, 0, this.#end);
    this.#room = larger;
  }

  /** Ends the block that was begun. */
  close(): void {
    if (this.#end === 0) return;
    this.#digest = hash("sha256", this.#room.subarray(0, this.#end), "buffer");
    this.#end = 0;
  }
}

/** Returns what the running hash is made of: every part of an event, nothing for what it does not have. */
function lineOf({ log, tx, kind, account, other, amount, ref, number, data, time }: TimedEvent): string {
  const beginning = `${log} ${tx} ${kind} ${account ?? ""} ${other ?? ""} ${amount === null ? "" : toDigits(amount)}`;
  if (kind === "Transfer") return `${beginning}    \n`;
  return `${beginning} ${ref ?? ""} ${number ?? ""} ${data ?? ""} ${time ?? ""}\n`;
}

/** Writes the digits of an integer. @returns Where they end. */
function writeNumber(value: number, text: Buffer, first: number): number {
  let end = first + 1;
  for (let least = 10; least <= value; least *= 10) end += 1;
  writeDigits(value, text, end);
  return end;
}

/** Writes the digits of an integer so that they end before a place. */
function writeDigits(value: number, text: Buffer, end: number): void {
  let place = end;
  let left = value;
  do {
    const next = Math.floor(left / 10);
    text[--place] = NOUGHT + (left - 10 * next);
    left = next;
  } while (left > 0);
}

function put(part: Buffer, text: Buffer, first: number): number {
  for (let index = 0; index < part.length; index++) text[first + index] = part[index] ?? 0;
  return first + part.length;
}
