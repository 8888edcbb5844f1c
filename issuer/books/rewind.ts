import type { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../errors.ts";
import { transact } from "./book-file.ts";
import { TOTALS } from "./figures.ts";
import { ChainBook } from "./chain-book.ts";
import { readEvents } from "./event-log.ts";
import { DERIVED_TABLES } from "./schema.ts";
import type { BlockPoint, LogSource } from "./source.ts";

/** What a re-organisation has taken back. */
export interface Reorganised {
  /** The last block of the books, with the hash it had and the one the chain has now. */
  readonly block: number;
  readonly before: string;
  readonly now: string;
  /** The last block that is still as the books have it. */
  readonly kept: number;
  /** Events that were taken out of the books. */
  readonly dropped: number;
}

/**
 * Compares the end of a chain's books with the chain. If the chain has another block there, the books go back to the last
 * checkpoint that it still has; without any, to the beginning. A node that does not serve the block says nothing.
 * @returns What was taken back; null if nothing was.
 * @throws OperatorError `NODE_BEHIND` if the node calls the block final and does not have it, `HISTORY_MISSING` if it has
 * not kept the checkpoints.
 */
export async function rewind(book: ChainBook, chainId: bigint, source: LogSource): Promise<Reorganised | null> {
  const { db, chain, standing } = book;
  if (standing.hash === "") return null;
  const now = await source.block(standing.number);
  if (now === null) {
    const message = `The node counts block ${standing.number} as final, where the books end, and does not have it.`;
    throw new OperatorError("NODE_BEHIND", message);
  }
  if (now.hash === standing.hash) return null;
  const checkpoints = db.prepare("SELECT * FROM checkpoints WHERE chain = ? ORDER BY block DESC").all(chain);
  let kept = beginning(db, chain);
  for (const { block, hash, time } of checkpoints) {
    const found = await source.block(Number(block));
    if (found === null) {
      throw new OperatorError("HISTORY_MISSING", `The node does not serve block ${Number(block)} of the books.`);
    }
    if (found.hash !== hash) continue;
    kept = { number: Number(block), hash: hash, time: Number(time) };
    break;
  }
  const dropped = takeBack(book, chainId, kept);
  return { block: standing.number, before: standing.hash, now: now.hash, kept: kept.number, dropped };
}

/**
 * Takes the books of a chain back to the last checkpoint before a block, in one transaction.
 * @returns How many events were taken out.
 */
export function takeBackBefore(book: ChainBook, chainId: bigint, block: number): number {
  const { db, chain } = book;
  const found = db
    .prepare("SELECT * FROM checkpoints WHERE chain = ? AND block < ? ORDER BY block DESC LIMIT 1")
    .get(chain, block);
  if (found === undefined) return takeBack(book, chainId, beginning(db, chain));
  return takeBack(book, chainId, { number: Number(found.block), hash: String(found.hash), time: Number(found.time) });
}

function beginning(db: DatabaseSync, chain: number): BlockPoint {
  const first = Number(db.prepare("SELECT first_block FROM chains WHERE chain = ?").get(chain)?.first_block);
  return { number: first - 1, hash: "", time: 0 };
}

function takeBack({ db, chain, standing }: ChainBook, chainId: bigint, kept: BlockPoint): number {
  const events = transact(db, () => {
    db.prepare("DELETE FROM events WHERE chain = ? AND block > ?").run(chain, kept.number);
    for (const table of ["checkpoints", "seals", "audits"] as const) {
      db.prepare(`DELETE FROM ${table} WHERE chain = ? AND block > ?`).run(chain, kept.number);
    }
    rebuild(db, chain, chainId, kept);
    return Number(db.prepare("SELECT events FROM chains WHERE chain = ?").get(chain)?.events);
  });
  return standing.events - events;
}

/** Rebuilds everything that follows from a chain's events. Call it inside a transaction. */
function rebuild(db: DatabaseSync, chain: number, chainId: bigint, end: BlockPoint): void {
  for (const table of DERIVED_TABLES) db.prepare(`DELETE FROM ${table} WHERE chain = ?`).run(chain);
  const zeros = TOTALS.map((name) => `${name} = 0`).join(", ");
  db.prepare(`UPDATE chains SET events = 0, digest = zeroblob(32), ${zeros} WHERE chain = ?`).run(chain);
  new ChainBook(db, chain, chainId).replay(readEvents(db, chain), end);
}
