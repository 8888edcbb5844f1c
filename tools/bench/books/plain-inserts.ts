import type { DatabaseSync } from "node:sqlite";

/** Rows of one statement, as the books write them, and of all. */
const TOGETHER = 50;
const ROWS = 200_000;
/** Rows of one transaction. */
const CHUNK = 100_000;

/**
 * Inserts transfers and nothing else: what a replay cannot be faster than.
 * @param db - Books with no chain in them.
 * @returns Rows per second of the processor.
 */
export function plainInserts(db: DatabaseSync): number {
  const row = "(1, ?, ?, ?, 'Transfer', ?, ?, ?)";
  const into = "INSERT INTO events (chain, block, log, tx, kind, account, other, amount) VALUES";
  const insert = db.prepare(`${into} ${Array(TOGETHER).fill(row).join(", ")}`);
  const [tx, account, other] = [Buffer.alloc(32, 1), Buffer.alloc(20, 2), Buffer.alloc(20, 3)];
  const before = process.cpuUsage();
  for (let first = 0; first < ROWS; first += CHUNK) {
    db.exec("BEGIN");
    for (let begin = first; begin < first + CHUNK; begin += TOGETHER) {
      const values = Array.from({ length: TOGETHER }, (_, index) => {
        const number = begin + index;
        return [Math.floor(number / 10), number % 10, tx, account, other, BigInt(number)];
      });
      insert.run(...values.flat());
    }
    db.exec("COMMIT");
  }
  const { user, system } = process.cpuUsage(before);
  return (ROWS * 1_000_000) / (user + system);
}
