import type { Kind } from "../kinds.ts";

/** One event in the books' own terms. Addresses and hashes are lower-case hex; null where an event has no such part. */
export interface BookEvent {
  readonly block: number;
  readonly log: number;
  readonly tx: string;
  readonly kind: Kind;
  /** Who it is about; null for the zero address. */
  readonly account: string | null;
  /** The other party; null for the zero address or nobody. */
  readonly other: string | null;
  readonly amount: bigint | null;
  readonly ref: string | null;
  readonly number: number | null;
  readonly data: string | null;
}

/** An event with the time of its block: null for plain transfers, and for others until it is known. */
export type TimedEvent = BookEvent & { time: number | null };
