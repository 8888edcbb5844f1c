import type { Filter, Log, Provider } from "ethers";
import { OperatorError } from "../errors.ts";

/** Blocks asked for at once; halved when a node refuses, and given up below the least. java-tron answers 5,000. */
const MOST_BLOCKS = 5_000;
const LEAST_BLOCKS = 20;

/**
 * Reads logs of a range of blocks, in pieces that nodes answer.
 * @param filter Addresses and topics.
 * @param from First block, included.
 * @param to Last block, included; nothing is asked if it is lower.
 * @throws OperatorError `EVENTS_MISSING` if the node refuses even small pieces.
 */
export async function readLogs(
  provider: Pick<Provider, "getLogs">,
  filter: Pick<Filter, "address" | "topics">,
  from: number,
  to: number,
): Promise<Log[]> {
  const found: Log[] = [];
  let size = MOST_BLOCKS;
  for (let begin = from; begin <= to;) {
    const end = Math.min(begin + size - 1, to);
    try {
      found.push(...(await provider.getLogs({ ...filter, fromBlock: begin, toBlock: end })));
      begin = end + 1;
    } catch (cause) {
      if (end - begin < LEAST_BLOCKS) {
        const message = `The node refuses the events of blocks ${begin} to ${end}.`;
        throw new OperatorError("EVENTS_MISSING", message, { cause });
      }
      size = Math.max(LEAST_BLOCKS, Math.floor((end - begin) / 2));
    }
  }
  return found;
}
