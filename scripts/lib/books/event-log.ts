import { createHash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { toText } from "./amounts.ts";
import { bytes } from "./book-file.ts";
import type { TimedEvent } from "./ledger.ts";
import type { Parties } from "./figures.ts";

/** One line of the table `events`. */
export type EventRow = readonly [
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

/**
 * A running hash over lines of `events`, block by block, so that it depends on the events alone and not on how many were
 * read at once.
 */
export class Seal {
  #digest: Buffer;
  #block = -1;
  #text = "";

  constructor(digest: Uint8Array) {
    this.#digest = Buffer.from(digest);
  }

  /** The hash over every block that is closed. */
  get digest(): Buffer {
    return this.#digest;
  }

  /** Adds the next line. */
  add([block, log, tx, kind, account, other, amount, ref, number, data, time]: EventRow): void {
    if (block !== this.#block) this.close();
    this.#block = block;
    const [transaction, reference] = [text(tx), ref === null ? "" : text(ref)];
    this.#text += `${log} ${transaction} ${kind} ${account} ${other} ${amount} ${reference} ${number} ${data} ${time}\n`;
  }

  /** Ends the block that was begun. */
  close(): void {
    if (this.#text === "") return;
    this.#digest = createHash("sha256").update(this.#digest).update(`${this.#block}\n${this.#text}`).digest();
    this.#text = "";
  }
}

function text(blob: Uint8Array): string {
  return Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).toString("hex");
}

/** The table `events` of one chain. */
export class EventLog {
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
    const row = toRow(event, parties);
    this.#insert.run(this.#chain, ...row);
    this.#seal.add(row);
  }

  /** Counts an event in that is written already. */
  note(event: TimedEvent, parties: Parties): void {
    this.#seal.add(toRow(event, parties));
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
