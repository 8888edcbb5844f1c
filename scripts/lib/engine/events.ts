import type { BaseContract, DeferredTopicFilter, EventLog } from "ethers";

/** Blocks asked for at once; halved when a node refuses, and given up below the least. */
const MOST_BLOCKS = 50_000;
const LEAST_BLOCKS = 500;
const MOST_REQUESTS = 200;

/**
 * Events of a contract in a range of blocks.
 * @returns Oldest first, or null if the node does not serve them.
 */
export async function findEvents(
  contract: BaseContract,
  filter: DeferredTopicFilter,
  from: number,
  until: number,
): Promise<EventLog[] | null> {
  const found: EventLog[] = [];
  let size = MOST_BLOCKS;
  let requests = 0;
  for (let begin = from; begin <= until;) {
    if (++requests > MOST_REQUESTS) return null;
    const end = Math.min(begin + size - 1, until);
    try {
      const events = await contract.queryFilter(filter, begin, end);
      found.push(...events.filter((event): event is EventLog => "args" in event));
      begin = end + 1;
    } catch {
      size = Math.floor(size / 2);
      if (size < LEAST_BLOCKS) return null;
    }
  }
  return found;
}
