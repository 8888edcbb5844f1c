import { BLOCK_INTERVAL } from "./parameters.ts";

/** The node's clock: wall-clock time plus what development controls added. Milliseconds. */
export class Clock {
  #offset = 0n;
  #next: bigint | undefined;
  readonly #now: () => number;

  /** @param now - source of wall-clock time */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Present time. */
  present(): bigint {
    return BigInt(this.#now()) + this.#offset;
  }

  /** Moves the clock forward, counted from the present or the newest block if that is later, up to the next slot. */
  advance(milliseconds: bigint, head: bigint): void {
    const present = this.present();
    const target = (present > head ? present : head) + milliseconds;
    const slot = ((target + BLOCK_INTERVAL - 1n) / BLOCK_INTERVAL) * BLOCK_INTERVAL;
    this.#offset += slot - present;
  }

  /** Fixes the time of the next block; the clock goes on from there. */
  setNext(timestamp: bigint): void {
    this.#next = timestamp;
    this.#offset = timestamp - BigInt(this.#now());
  }

  /** Time for a block after `parent`: on java-tron's 3-second grid, never less than one interval later. */
  nextBlock(parent: bigint): bigint {
    const fixed = this.#next;
    if (fixed !== undefined && fixed > parent) return fixed;
    const slot = (this.present() / BLOCK_INTERVAL) * BLOCK_INTERVAL;
    const earliest = parent + BLOCK_INTERVAL;
    return slot > earliest ? slot : earliest;
  }

  /** Notes that a block was made: a time fixed for it is used up. */
  sealed(): void {
    this.#next = undefined;
  }

  /** Offset for a snapshot. */
  get state(): bigint {
    return this.#offset;
  }

  /** Restores a snapshot's offset. */
  restore(state: bigint): void {
    this.#offset = state;
    this.#next = undefined;
  }
}
