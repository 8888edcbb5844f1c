import { DatabaseSync } from "node:sqlite";
import type { Scan, ScanCursor } from "@kgst/integration";

/** A message for the exchange's own systems, kept until it was taken. */
export interface Notice {
  /** Unique for ever: the receiver ignores one it has seen. */
  readonly id: string;
  readonly body: string;
}

const TABLES = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS cursors (chain TEXT PRIMARY KEY, block INTEGER NOT NULL, hash TEXT);
  CREATE TABLE IF NOT EXISTS deposits (
    chain TEXT NOT NULL, key TEXT NOT NULL, account TEXT NOT NULL, payer TEXT NOT NULL, value TEXT NOT NULL,
    memo TEXT, block INTEGER NOT NULL, PRIMARY KEY (chain, key)
  );
  CREATE TABLE IF NOT EXISTS notices (id TEXT PRIMARY KEY, body TEXT NOT NULL, taken INTEGER NOT NULL DEFAULT 0);
`;

/** Deposits, cursors and notices in one database: what belongs together is written together or not at all. */
export class Store {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: 10_000 });
    this.#database.exec(TABLES);
  }

  /** Where a chain's scan goes on. */
  cursor(chain: string): ScanCursor | undefined {
    const row = this.#database.prepare("SELECT block, hash FROM cursors WHERE chain = ?").get(chain);
    if (row === undefined) return undefined;
    const { block, hash } = row as { block: number; hash: string | null };
    return { block, ...(hash === null ? {} : { hash }) };
  }

  /**
   * Keeps one step of a scan: deposits, notices and the new cursor in one transaction. Another instance that was quicker has moved
   * the cursor, and then nothing is written.
   * @returns Whether it was written.
   */
  keep(chain: string, from: ScanCursor, { deposits, cursor }: Scan): boolean {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const known = this.cursor(chain);
      if (known !== undefined && known.block !== from.block) {
        this.#database.exec("ROLLBACK");
        return false;
      }
      for (const { key, to, from: payer, value, memo = null, block, transaction } of deposits) {
        const row = [chain, key, to, payer, value.toString(), memo, block] as const;
        const { changes } = this.#database
          .prepare("INSERT OR IGNORE INTO deposits VALUES (?, ?, ?, ?, ?, ?, ?)")
          .run(...row);
        if (changes === 0) continue;
        const body = JSON.stringify({
          id: `${chain}/${key}`,
          chain,
          account: to,
          value: value.toString(),
          memo,
          transaction,
        });
        this.#database.prepare("INSERT INTO notices (id, body) VALUES (?, ?)").run(`${chain}/${key}`, body);
      }
      this.#database
        .prepare("INSERT OR REPLACE INTO cursors VALUES (?, ?, ?)")
        .run(chain, cursor.block, cursor.hash ?? null);
      this.#database.exec("COMMIT");
      return true;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  /** What was deposited to each account of a chain. */
  totals(chain: string): ReadonlyMap<string, bigint> {
    const totals = new Map<string, bigint>();
    const rows = this.#database.prepare("SELECT account, value FROM deposits WHERE chain = ?").all(chain);
    for (const { account, value } of rows as { account: string; value: string }[]) {
      totals.set(account, (totals.get(account) ?? 0n) + BigInt(value));
    }
    return totals;
  }

  /** Every deposit's id and memo. */
  memos(): ReadonlyMap<string, string | null> {
    const rows = this.#database.prepare("SELECT chain || '/' || key AS id, memo FROM deposits").all();
    return new Map((rows as { id: string; memo: string | null }[]).map(({ id, memo }) => [id, memo]));
  }

  /** The oldest notices that nobody has taken yet. */
  open(): Notice[] {
    const rows = this.#database.prepare("SELECT id, body FROM notices WHERE taken = 0 ORDER BY rowid LIMIT 20").all();
    return rows as unknown as Notice[];
  }

  /** Notes that a notice was taken. */
  taken({ id }: Notice): void {
    this.#database.prepare("UPDATE notices SET taken = 1 WHERE id = ?").run(id);
  }

  close(): void {
    this.#database.close();
  }
}
