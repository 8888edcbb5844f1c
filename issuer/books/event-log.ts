import { createHash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { toText } from "./amounts.ts";
import { bytes } from "./book-file.ts";
import type { TimedEvent } from "./decode.ts";
import type { Parties } from "./accounts.ts";

/** One line of the table `events`. */
type EventRow = readonly [
  block: number,
  log: number,
  tx: Uint8Array,
  kind: string,
  account: number | null,
  other: number | null,
  amount: string | null,
  ref: Uint8Array | null,
  number: number | null,
  data: string | null,
  time: number | null,
];

/** What the running hash is made of: a line of `events` with the addresses instead of their numbers, in hex. */
export type SealedLine = readonly [
  block: number,
  log: number,
  tx: string,
  kind: string,
  account: string | null,
  other: string | null,
  amount: string | null,
  ref: string | null,
  number: number | null,
  data: string | null,
  time: number | null,
];

/**
 * A running hash over events, block by block, so that it depends on the events alone: not on how many were read at once,
 * and on no number that the books give. docs/issuer/books.md says how anyone can make it.
 */
export class Seal {
  #digest: Buffer;
  #block = -1;
  #text = "";

  constructor(digest: Uint8Array = Buffer.alloc(32)) {
    this.#digest = Buffer.from(digest);
  }

  /** The hash over every block that is closed. */
  get digest(): Buffer {
    return this.#digest;
  }

  /** Adds the next event. */
  add([block, ...line]: SealedLine): void {
    if (block !== this.#block) this.close();
    this.#block = block;
    this.#text += `${line.map((part) => part ?? "").join(" ")}\n`;
  }

  /** Ends the block that was begun. */
  close(): void {
    if (this.#text === "") return;
    this.#digest = createHash("sha256").update(this.#digest).update(`${this.#block}\n${this.#text}`).digest();
    this.#text = "";
  }
}

/** Events of a chain that the books have. */
export interface SealedEvents {
  readonly events: number;
  readonly digest: Buffer;
}

/**
 * Rebuilds the running hash from the events up to a block.
 * @param each - Called with every event on the way.
 */
export function sealEvents(
  db: DatabaseSync,
  chain: number,
  until = Number.MAX_SAFE_INTEGER,
  each: (line: SealedLine) => void = () => undefined,
): SealedEvents {
  const seal = new Seal();
  const rows = db.prepare(`
    SELECT e.block, e.log, e.tx, e.kind, a.address, o.address, e.amount, e.ref, e.number, e.data, e.time FROM events e
    LEFT JOIN accounts a ON a.chain = e.chain AND a.number = e.account
    LEFT JOIN accounts o ON o.chain = e.chain AND o.number = e.other
    WHERE e.chain = ? AND e.block <= ? ORDER BY e.block, e.log`);
  rows.setReturnArrays(true);
  let events = 0;
  for (const row of rows.iterate(chain, until)) {
    const line = (row as unknown as unknown[]).map((part) => (part instanceof Uint8Array ? text(part) : part));
    each(line as unknown as SealedLine);
    seal.add(line as unknown as SealedLine);
    events += 1;
  }
  seal.close();
  return { events, digest: seal.digest };
}

function text(blob: Uint8Array): string {
  return `0x${Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).toString("hex")}`;
}

/** The table `events` of one chain. */
export class EventTable {
  readonly #chain: number;
  readonly #seal: Seal;
  readonly #insert: StatementSync;

  constructor(db: DatabaseSync, chain: number, digest: Uint8Array) {
    this.#chain = chain;
    this.#seal = new Seal(digest);
    this.#insert = db.prepare(`INSERT INTO events VALUES (${Array(12).fill("?").join(", ")})`);
  }

  /** The running hash, up to the last {@link seal}. */
  get digest(): Uint8Array {
    return this.#seal.digest;
  }

  /** Writes an event. */
  insert(event: TimedEvent, parties: Parties): void {
    this.#insert.run(this.#chain, ...toRow(event, parties));
    this.#seal.add(toLine(event));
  }

  /** Counts an event in that is written already. */
  note(event: TimedEvent): void {
    this.#seal.add(toLine(event));
  }

  /** Ends the last block. */
  seal(): void {
    this.#seal.close();
  }
}

function toRow(event: TimedEvent, { account, other }: Parties): EventRow {
  const { block, log, tx, kind, amount, ref, number, data, time } = event;
  return [
    block,
    log,
    bytes(tx),
    kind,
    account?.number ?? null,
    other?.number ?? null,
    amount === null ? null : toText(amount),
    ref === null ? null : bytes(ref),
    number,
    data,
    time,
  ];
}

function toLine({ block, log, tx, kind, account, other, amount, ref, number, data, time }: TimedEvent): SealedLine {
  return [block, log, tx, kind, account, other, amount === null ? null : toText(amount), ref, number, data, time];
}
