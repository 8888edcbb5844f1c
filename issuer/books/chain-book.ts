import type { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../errors.ts";
import { toStored } from "./amounts.ts";
import { Accounts } from "./accounts.ts";
import { transact } from "./book-file.ts";
import { type Figures, loadFigures, saveFigures } from "./figures.ts";
import type { PackedEvents } from "./memory/packed-events.ts";
import { type Followed, replay } from "./replay.ts";
import { Seal } from "./running-hash.ts";
import type { BlockPoint } from "./source.ts";
import { WaitingEvents } from "./waiting-events.ts";

/** Checkpoints that are kept: chunks are a matter of minutes to hours, final blocks go back by none. */
const CHECKPOINTS = 64;

/** Events after which a replay writes the accounts that have changed. */
const REPLAYED = 250_000;

/** Events of all chains that wait at most: they are what is taken of the memory. */
const MOST_EVENTS = 400_000;
/** Events between two seals. */
const SEALED = 100_000;

/** Where the books of a chain stand. */
export interface Standing extends BlockPoint {
  /** Events in the books up to there. */
  readonly events: number;
}

/** The books of one chain: what its events say, and what follows from them. */
export class ChainBook {
  readonly db: DatabaseSync;
  /** The chain's number in the books. */
  readonly chain: number;
  readonly #followed: Followed;
  readonly #waiting: WaitingEvents;
  #standing: Standing;
  /** Events up to the last seal, and parts that have ended since the last chunk. */
  #sealed: number;
  #parts: { readonly block: number; readonly events: number; readonly digest: Buffer }[] = [];
  /** Events that wait at most. */
  readonly #most: number;

  /** @param chainId - This chain's id, to find its share of a report. */
  constructor(db: DatabaseSync, chain: number, chainId: bigint) {
    this.db = db;
    this.chain = chain;
    const row = db.prepare("SELECT * FROM chains WHERE chain = ?").get(chain);
    if (row === undefined) throw new Error(`The books have no chain ${chain}.`);
    this.#followed = {
      accounts: new Accounts(db, chain),
      figures: loadFigures(db, chain, chainId),
      seal: new Seal(row.digest as Uint8Array),
    };
    this.#waiting = new WaitingEvents(db, chain);
    const chains = Number(db.prepare("SELECT count(*) AS n FROM chains").get()?.n);
    this.#most = Math.floor(MOST_EVENTS / chains);
    const sealed = db.prepare("SELECT max(events) AS events FROM seals WHERE chain = ?").get(chain);
    this.#sealed = Number(sealed?.events ?? 0);
    const [number, time] = [Number(row.block), Number(row.block_time)];
    this.#standing = { number, hash: String(row.block_hash), time, events: Number(row.events) };
  }

  /** The last block that is in the books. */
  get standing(): Standing {
    return this.#standing;
  }

  /** What follows from the events, besides balances and freezes. */
  get figures(): Figures {
    return this.#followed.figures;
  }

  /** Events that were taken and not entered yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Whether so much waits that it had better be entered. */
  get full(): boolean {
    return this.#waiting.size >= this.#most;
  }

  /**
   * Takes the events of the next blocks; they are in the file with {@link enter}. If it throws, this object must not be used
   * any more.
   * @param events - In the order of the chain; all of blocks after those that were taken before.
   * @throws OperatorError `LOGS_INCOMPLETE` if somebody spends what they never got.
   */
  take(events: PackedEvents): void {
    replay(events, this.#followed, (row) => refuseUncovered(events, row));
    this.#waiting.add(events);
    const count = this.#standing.events + this.#waiting.size;
    if (count - this.#sealed >= SEALED) this.#sealAfter(events, count);
  }

  /** Notes the end of a part, wherever the chunk ends: it is read as a whole when it is audited. */
  #sealAfter(events: PackedEvents, count: number): void {
    const { seal } = this.#followed;
    seal.close();
    this.#parts.push({ block: events.lastBlock, events: count, digest: seal.digest });
    this.#sealed = count;
  }

  /**
   * Enters what was taken, and with it, in one transaction, where the books stand now. If it throws, the file is as before
   * and this object must not be used any more.
   * @param end - The last block that was read.
   */
  enter(end: BlockPoint): void {
    transact(this.db, () => {
      const events = this.#standing.events + this.#waiting.size;
      this.#waiting.write();
      this.#save({ ...end, events });
    });
  }

  /** Rebuilds everything that follows from the events, after some were taken out. Call it inside a transaction. */
  replay(events: Iterable<PackedEvents>, end: BlockPoint): void {
    let [count, saved] = [0, 0];
    for (const some of events) {
      replay(some, this.#followed);
      count += some.length;
      if (count - saved < REPLAYED) continue;
      this.#followed.accounts.save();
      saved = count;
    }
    this.#save({ ...end, events: count });
  }

  /** Writes everything that follows from the events, and where the books stand. */
  #save(standing: Standing): void {
    this.#followed.seal.close();
    this.#standing = standing;
    this.#followed.accounts.save();
    saveFigures(this.db, this.chain, this.#followed.figures);
    const part = this.db.prepare("INSERT OR REPLACE INTO seals VALUES (?, ?, ?, ?)");
    for (const { block, events, digest } of this.#parts) part.run(this.chain, block, events, digest);
    this.#parts = [];
    this.#saveStanding();
  }

  #saveStanding(): void {
    const { number, hash, time, events } = this.#standing;
    const { digest } = this.#followed.seal;
    const { totals } = this.#followed.figures;
    const columns = Object.keys(totals).map((name) => `${name} = ?`);
    const amounts = Object.values(totals).map(toStored);
    const where = "block = ?, block_hash = ?, block_time = ?, events = ?, digest = ?";
    this.db
      .prepare(`UPDATE chains SET ${where}, ${columns.join(", ")} WHERE chain = ?`)
      .run(number, hash, time, events, digest, ...amounts, this.chain);
    this.db
      .prepare("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?)")
      .run(this.chain, number, hash, time, events, digest);
    this.db
      .prepare(
        `DELETE FROM checkpoints WHERE chain = ?1 AND block <
         (SELECT block FROM checkpoints WHERE chain = ?1 ORDER BY block DESC LIMIT 1 OFFSET ${CHECKPOINTS - 1})`,
      )
      .run(this.chain);
  }
}

/** Nobody can spend what he never got: the node has left events out. */
function refuseUncovered(events: PackedEvents, row: number): never {
  const [block, account, tx] = [events.blockOf(row), events.accountOf(row), events.txOf(row)];
  const message = `In block ${block}, ${account} spends more than the node's events have given it (transaction ${tx}).`;
  throw new OperatorError("LOGS_INCOMPLETE", message);
}
