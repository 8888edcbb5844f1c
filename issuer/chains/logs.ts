import type { Filter, Log, Provider } from "ethers";
import { type ReadOptions, readLogs } from "../nodes/read-logs.ts";

/**
 * Logs of a range of blocks, in the chain's order.
 * @param filter - Addresses and topics.
 * @param from - First block, included.
 * @param to - Last block, included; nothing is asked if it is lower.
 * @throws OperatorError `EVENTS_MISSING` if the node does not serve them; others as the reader of logs does.
 */
export function logsOf(
  provider: Pick<Provider, "getLogs">,
  filter: Pick<Filter, "address" | "topics">,
  from: number,
  to: number,
  options: ReadOptions = {},
): Promise<Log[]> {
  const ask = (fromBlock: number, toBlock: number): Promise<Log[]> =>
    provider.getLogs({ ...filter, fromBlock, toBlock });
  return readLogs(ask, from, to, { of: provider, ...options });
}
