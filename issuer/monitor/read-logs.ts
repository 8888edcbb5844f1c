import type { Log } from "ethers";
import { blockAt } from "../chains/final-state.ts";
import { logsOf } from "../chains/logs.ts";
import type { OpenCoin } from "../coin/open.ts";
import { TRANSFER, WATCHED_TOPICS, ZERO_TOPIC } from "./events.ts";
import type { WatchedLog } from "./watched-log.ts";

/** Reads everything that is followed in a range of blocks, in the chain's order. Plain transfers are left out. */
export async function readWatched(
  { chain, addresses }: Pick<OpenCoin, "chain" | "addresses">,
  from: number,
  to: number,
): Promise<WatchedLog[]> {
  const { token, attestations, timelock } = addresses;
  const ask = (address: string[], topics: (string | string[] | null)[]): Promise<Log[]> =>
    logsOf(chain.provider, { address, topics }, from, to);
  const found = [
    ...(await ask([token, attestations, timelock], [[...WATCHED_TOPICS]])),
    ...(await ask([token], [TRANSFER, ZERO_TOPIC])),
    ...(await ask([token], [TRANSFER, null, ZERO_TOPIC])),
  ];
  const sorted = [...new Map(found.map((log) => [`${log.blockNumber} ${log.index}`, log])).values()].sort(
    (a, b) => a.blockNumber - b.blockNumber || a.index - b.index,
  );
  const times = new Map<number, bigint>();
  const ordinals = new Map<string, number>();
  const watched: WatchedLog[] = [];
  for (const { address, topics, data, blockNumber, blockHash, transactionHash } of sorted) {
    const time = times.get(blockNumber) ?? (await blockAt(chain, blockNumber)).timestamp;
    times.set(blockNumber, time);
    const ordinal = ordinals.get(transactionHash) ?? 0;
    ordinals.set(transactionHash, ordinal + 1);
    watched.push({ address, topics, data, blockNumber, blockHash, transactionHash, ordinal, time });
  }
  return watched;
}
