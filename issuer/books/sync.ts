import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseSync } from "node:sqlite";
import { OperatorError, isRefusal } from "../errors.ts";
import { askEach } from "../nodes/ask-each.ts";
import { Estimate, type LogProgress } from "../nodes/log-progress.ts";
import { patiently } from "../nodes/patiently.ts";
import { type Cutting, readPieces } from "../nodes/read-logs.ts";
import { decodeLogs, packLogs } from "./decode.ts";
import { ChainBook } from "./chain-book.ts";
import type { PackedEvents } from "./memory/packed-events.ts";
import { firstDifference } from "./read-again.ts";
import { type Reorganised, rewind, takeBackBefore } from "./rewind.ts";
import type { BlockPoint, LogSource } from "./source.ts";

/** Ranges of blocks that are asked for at once: nodes answer while what came before is stored. */
const AHEAD = 3;
/** Times of blocks asked for at once, for each of these ranges. */
const BLOCKS_AT_ONCE = 8;
/** How long a slow node is waited for until what has come is entered. */
const CHUNK_MILLISECONDS = 20_000;
/** Newest blocks that are read once more where books and chain differ: a day and a half of BNB Chain. */
const READ_AGAIN = 300_000;
/** How often a node that is behind the books is asked again, and how long is waited in between. */
const LOOKS = 4;
const LOOK_MILLISECONDS = 500;

/** How far the reading of a chain has come. */
export interface Progress extends LogProgress {
  readonly events: number;
}

/** What a run has read of a chain. */
export interface SyncResult {
  readonly reorganised: Reorganised | null;
  /** The node's last final block if the books are further already; null otherwise. */
  readonly behind: number | null;
  /** Events that were new. */
  readonly entered: number;
}

/** One chain's books together with the chain they are read from. */
export class Reader {
  readonly source: LogSource;
  readonly #db: DatabaseSync;
  readonly #chainId: bigint;
  readonly #cutting: Partial<Cutting>;
  readonly #chunk: number;
  #book: ChainBook;

  /** @param chunk - Events that are entered together, if not as many as memory is for. */
  constructor(
    db: DatabaseSync,
    chain: number,
    chainId: bigint,
    source: LogSource,
    cutting: Partial<Cutting> = {},
    chunk = Number.POSITIVE_INFINITY,
  ) {
    this.#chunk = chunk;
    this.#db = db;
    this.#chainId = chainId;
    this.source = source;
    this.#cutting = cutting;
    this.#book = new ChainBook(db, chain, chainId);
  }

  /** The books as they are now. */
  get book(): ChainBook {
    return this.#book;
  }

  /**
   * Brings the books up to the latest final block, chunk by chunk. What a killed run has entered is there, whole chunks
   * with their checkpoints, and the next run goes on behind it.
   * @param tell - Called after each chunk.
   * @throws OperatorError as {@link readPieces} does; `LOGS_INCOMPLETE` if events are missing.
   */
  async catchUp(tell: (progress: Progress) => void = () => undefined): Promise<SyncResult> {
    const final = await this.#finalBlock();
    // Nothing contradicts the books as long as the node has no other block of that number.
    if (final < this.#book.standing.number) return { reorganised: null, behind: final, entered: 0 };
    const reorganised = await patiently(() => rewind(this.#book, this.#chainId, this.source), this.#cutting);
    if (reorganised !== null) this.#begin();
    const before = this.#book.standing.events;
    try {
      await this.advance(final, tell);
    } catch (error) {
      // What does not fit may be what was left out earlier.
      const incomplete = isRefusal(error, "LOGS_INCOMPLETE");
      if (!incomplete || !(await this.readAgain(tell))) throw error;
      await this.advance(final, tell);
    }
    return { reorganised, behind: null, entered: this.#book.standing.events - before };
  }

  /**
   * Reads the newest blocks of the books once more, and enters again what a node had left out or made up.
   * @returns Whether anything was different.
   */
  async readAgain(tell: (progress: Progress) => void = () => undefined): Promise<boolean> {
    const { number } = this.#book.standing;
    const first = Number(
      this.#db.prepare("SELECT first_block AS block FROM chains WHERE chain = ?").get(this.#book.chain)?.block,
    );
    const from = Math.max(first, number - READ_AGAIN + 1);
    const ask = (begin: number, end: number): ReturnType<LogSource["logs"]> => this.source.logs(begin, end);
    const options = { cutting: this.#cutting, of: this.source };
    for await (const { from: begin, to, logs } of readPieces(ask, from, number, options)) {
      const differs = firstDifference(this.#db, this.#book.chain, begin, to, decodeLogs(logs));
      if (differs === null) continue;
      takeBackBefore(this.#book, this.#chainId, differs);
      this.#begin();
      await this.advance(number, tell);
      return true;
    }
    return false;
  }

  #begin(): void {
    this.#book = new ChainBook(this.#db, this.#book.chain, this.#chainId);
  }

  /** Returns the node's last final block, which a node that lags gets a moment for. */
  async #finalBlock(): Promise<number> {
    const { number } = this.#book.standing;
    for (let look = 0; ; look++) {
      const final = await patiently(() => this.source.finalBlock(), this.#cutting);
      if (final >= number || look >= LOOKS) return final;
      await sleep(LOOK_MILLISECONDS);
    }
  }

  /** Reads on to a final block; does nothing if the books are there already. Returns the number of new events. */
  async advance(until: number, tell: (progress: Progress) => void = () => undefined): Promise<number> {
    const before = this.#book.standing.events;
    const from = this.#book.standing.number + 1;
    const estimate = new Estimate(from, until);
    const ask = async (first: number, last: number): Promise<PackedEvents> =>
      this.#timed(packLogs(await this.source.logs(first, last)));
    let begun = Date.now();
    const options = { cutting: this.#cutting, of: this.source, ahead: AHEAD };
    for await (const { to, logs } of readPieces(ask, from, until, options)) {
      await this.#orBeginAgain(() => this.#book.take(logs));
      const { waiting, standing, full } = this.#book;
      tell({ ...estimate.after(to), events: standing.events + waiting });
      if (to < until && !full && waiting < this.#chunk && Date.now() - begun < CHUNK_MILLISECONDS) continue;
      await this.#orBeginAgain(async () => this.#book.enter(await this.#block(to)));
      begun = Date.now();
    }
    return this.#book.standing.events - before;
  }

  /** Begins with the books as the file has them, where something failed that would leave others in memory. */
  async #orBeginAgain(work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#begin();
      throw error;
    }
  }

  /** Adds the time to whatever is more than a transfer, where the source has not said it with the event. */
  async #timed(events: PackedEvents): Promise<PackedEvents> {
    const open = events.others.filter(({ time }) => time === null);
    const wanted = [...new Set(open.map(({ block }) => block))];
    const blocks = await askEach(wanted, BLOCKS_AT_ONCE, (number) => this.#block(number));
    const times = new Map(blocks.map(({ number, time }) => [number, time]));
    for (const event of open) event.time = times.get(event.block) ?? null;
    return events;
  }

  async #block(number: number): Promise<BlockPoint> {
    const block = await patiently(() => this.source.block(number), this.#cutting);
    if (block !== null) return block;
    throw new OperatorError("LOGS_INCOMPLETE", `The node counts block ${number} as final and does not have it.`);
  }
}
