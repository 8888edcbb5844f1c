/**
 * Reads a synthetic chain into books, and dies by SIGKILL in the middle of a transaction: `FILE TABLE ROWS`. A program of its
 * own, started by `resume.test.ts`.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { SYNTHETIC_ATTESTATIONS, SYNTHETIC_TOKEN, SyntheticChain } from "../../../tools/bench/books/synthetic.ts";
import { enterChain, openBooks } from "../../../issuer/books/book-file.ts";
import type { LogSource } from "../../../issuer/books/source.ts";
import { Reader } from "../../../issuer/books/sync.ts";

/** Events of the chain. */
export const EVENTS = 6_000;

/** A chain that can be read from any block on, as a node can. */
export async function openSynthetic(): Promise<LogSource> {
  const onBank = (): void => undefined;
  const chain = new SyntheticChain({ name: "s", chainId: 1n, side: 0, accounts: 300, events: EVENTS, onBank });
  const logs = await chain.logs(1, await chain.finalBlock());
  return {
    finalBlock: () => chain.finalBlock(),
    block: (number) => chain.block(number),
    logs: (from, to) => Promise.resolve(logs.filter(({ blockNumber }) => blockNumber >= from && blockNumber <= to)),
  };
}

/** Where a process dies: when so many rows were handed to SQLite for a table, in the middle of a transaction. */
export interface Death {
  readonly table: "events" | "accounts";
  readonly rows: number;
}

/** Brings the books in a file up to date. */
export async function readInto(file: string, death: Death | null = null): Promise<number> {
  const identity = { network: "s", chainId: 1n, genesis: "0x", token: SYNTHETIC_TOKEN, firstBlock: 1 };
  const db = openBooks(file, { coin: "test", environment: "synthetic", tokenId: "0x", decimals: 6 });
  const chain = enterChain(db, { ...identity, attestations: SYNTHETIC_ATTESTATIONS });
  if (death !== null) arm(db, death);
  const options = { blocks: 50, mostBlocks: 50 };
  const { entered } = await new Reader(db, chain, 1n, await openSynthetic(), options, 500).catchUp();
  db.close();
  return entered;
}

/** Has the statements that write a table end the process. */
function arm(db: DatabaseSync, { table, rows }: Death): void {
  const prepare = db.prepare.bind(db);
  let written = 0;
  db.prepare = (sql: string): StatementSync => {
    const statement = prepare(sql);
    if (!sql.startsWith(`INSERT INTO ${table} `)) return statement;
    const run = statement.run.bind(statement);
    const each = sql.split("(1, ?").length - 1 || 1;
    statement.run = (...values: never[]): ReturnType<StatementSync["run"]> => {
      written += each;
      const result = run(...values);
      if (written > rows) process.kill(process.pid, "SIGKILL");
      return result;
    };
    return statement;
  };
}

if (import.meta.main) {
  const [file = "", table = "", rows] = process.argv.slice(2);
  await readInto(file, { table: table as Death["table"], rows: Number(rows) });
}
