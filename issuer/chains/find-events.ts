import type { BaseContract, DeferredTopicFilter, EventLog } from "ethers";
import { showOnTerminal } from "../nodes/log-terminal.ts";
import { type ReadOptions, readLogs } from "../nodes/read-logs.ts";

/**
 * Events of a contract in a range of blocks, oldest first. Reads on until it has them all; a long search is reported on
 * stderr.
 * @throws OperatorError `EVENTS_MISSING` if the node does not serve them: that nothing was found is never concluded from
 * what a node did not say. Others as `readLogs` does.
 */
export async function findEvents(
  contract: BaseContract,
  filter: DeferredTopicFilter,
  from: number,
  until: number,
  options: ReadOptions = {},
): Promise<EventLog[]> {
  const of = contract.runner?.provider ?? contract;
  const { tell, end } = showOnTerminal("Searching events");
  try {
    const ask = (first: number, last: number): Promise<(EventLog | { args?: never })[]> =>
      contract.queryFilter(filter, first, last) as Promise<EventLog[]>;
    const logs = await readLogs(ask, from, until, { of, tell, ...options });
    return logs.filter((event): event is EventLog => "args" in event);
  } finally {
    end();
  }
}
