/**
 * Reads a synthetic chain into books, and dies by SIGKILL in the middle of a transaction: `FILE EVENT`, or lives: `FILE`.
 * A program of its own, started by `resume.test.ts`.
 */
import { SYNTHETIC_ATTESTATIONS, SYNTHETIC_TOKEN, SyntheticChain } from "../../../tools/bench/books/synthetic.ts";
import { enterChain, openBooks } from "../../../issuer/books/book-file.ts";
import type { LogSource, RawLog } from "../../../issuer/books/source.ts";
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

/** Brings the books in a file up to date. @param deadly - The event whose entering ends the process. */
export async function readInto(file: string, deadly = -1): Promise<number> {
  const identity = { network: "s", chainId: 1n, genesis: "0x", token: SYNTHETIC_TOKEN, firstBlock: 1 };
  const db = openBooks(file, { coin: "test", environment: "synthetic", tokenId: "0x", decimals: 6 });
  const chain = enterChain(db, { ...identity, attestations: SYNTHETIC_ATTESTATIONS });
  const source = await openSynthetic();
  const armed = async (from: number, to: number): Promise<readonly RawLog[]> =>
    (await source.logs(from, to)).map((log) =>
      10 * (log.blockNumber - 1) + log.index === deadly ? new DeadlyLog(log) : log,
    );
  const options = { blocks: 50, mostBlocks: 50 };
  const { entered } = await new Reader(db, chain, 1n, { ...source, logs: armed }, options, 500).catchUp();
  db.close();
  return entered;
}

/** A log whose hash kills the process when it is written. */
class DeadlyLog implements RawLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: number;
  readonly index: number;
  readonly transactionHash: string;

  constructor(log: RawLog) {
    [this.address, this.topics, this.data] = [log.address, log.topics, log.data];
    [this.blockNumber, this.index] = [log.blockNumber, log.index];
    const deadly = { slice: () => process.kill(process.pid, "SIGKILL") };
    this.transactionHash = deadly as unknown as string;
  }
}

if (import.meta.main) {
  const [file = "", deadly] = process.argv.slice(2);
  await readInto(file, deadly === undefined ? -1 : Number(deadly));
}
