import type { DatabaseSync } from "node:sqlite";
import { hex } from "./book-file.ts";
import type { BookEvent } from "./memory/book-event.ts";

/**
 * Returns the first block in a range in which the books have other events than were read now.
 * @param events - What was read, in the order of the chain.
 * @returns Null if there is none.
 */
export function firstDifference(
  db: DatabaseSync,
  chain: number,
  from: number,
  to: number,
  events: readonly BookEvent[],
): number | null {
  const rows = db
    .prepare("SELECT block, log, tx, kind FROM events WHERE chain = ? AND block BETWEEN ? AND ? ORDER BY block, log")
    .iterate(chain, from, to);
  let index = 0;
  for (const { block, log, tx, kind } of rows) {
    const event = events[index++];
    if (event === undefined || event.block > Number(block)) return Number(block);
    if (event.block < Number(block)) return event.block;
    if (event.log !== Number(log) || event.tx !== hex(tx) || event.kind !== kind) return event.block;
  }
  return events[index]?.block ?? null;
}
