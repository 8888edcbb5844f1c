import type { ChainEvent } from "../chains/chain-events.ts";
import { blockAt } from "../chains/final-state.ts";
import type { OpenCoin } from "../coin/open.ts";
import { askEach } from "../nodes/ask-each.ts";
import { readLogs } from "../nodes/read-logs.ts";
import type { Finding } from "./alert.ts";
import { TRANSFER, WATCHED_TOPICS, ZERO_TOPIC } from "./events.ts";
import type { WatchedLog } from "./watched-log.ts";

/** Blocks whose time is asked for at the same time. */
const AT_ONCE = 16;

/**
 * Reads everything that is followed in a range of blocks, in the chain's order, without the time of its block. Plain
 * transfers are left out.
 */
export async function readWatched(
  { chain, addresses }: Pick<OpenCoin, "chain" | "addresses">,
  from: number,
  to: number,
): Promise<WatchedLog[]> {
  const { token, attestations, timelock } = addresses;
  const ask = (address: string[], topics: (string | readonly string[] | null)[]): Promise<ChainEvent[]> =>
    readLogs((first, last) => chain.eventsOnce({ address, topics }, first, last), from, to, { of: chain.provider });
  const found = await Promise.all([
    ask([token, attestations, timelock], [WATCHED_TOPICS]),
    ask([token], [TRANSFER, ZERO_TOPIC]),
    ask([token], [TRANSFER, null, ZERO_TOPIC]),
  ]);
  const sorted = [...new Map(found.flat().map((log) => [`${log.blockNumber} ${log.index}`, log])).values()].sort(
    (a, b) => a.blockNumber - b.blockNumber || a.index - b.index,
  );
  const ordinals = new Map<string, number>();
  return sorted.map(({ address, topics, data, blockNumber, blockHash, transactionHash }) => {
    const ordinal = ordinals.get(transactionHash) ?? 0;
    ordinals.set(transactionHash, ordinal + 1);
    return { address, topics, data, blockNumber, blockHash, transactionHash, ordinal, time: 0n };
  });
}

/** Adds the time to the logs of those blocks of which something is told: of most mints nothing is. */
export async function withTimes(
  { chain }: Pick<OpenCoin, "chain">,
  logs: readonly WatchedLog[],
  told: readonly Pick<Finding, "block">[],
): Promise<WatchedLog[]> {
  const numbers = [...new Set(told.flatMap(({ block }) => block ?? []))];
  const blocks = await askEach(numbers, AT_ONCE, (number) => blockAt(chain, number));
  const times = new Map(blocks.map(({ number, timestamp }) => [number, timestamp]));
  return logs.map((log) => ({ ...log, time: times.get(log.blockNumber) ?? log.time }));
}
