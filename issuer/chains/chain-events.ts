import { type Log, getAddress } from "ethers";

/** Addresses and topics of events, as `eth_getLogs` takes them. */
export interface EventFilter {
  readonly address: readonly string[];
  readonly topics: readonly (string | readonly string[] | null)[];
}

/** An event as a node tells it. */
export type ChainEvent = Pick<
  Log,
  "address" | "topics" | "data" | "blockNumber" | "blockHash" | "transactionHash" | "index"
>;

/** An event in the form of JSON-RPC. */
export interface WireEvent {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly transactionHash: string;
  readonly logIndex: string;
}

/** A range of blocks with a filter, in the form of JSON-RPC. */
export function toWireFilter({ address, topics }: EventFilter, from: number, to: number): Record<string, unknown> {
  const hex = (number: number): string => `0x${number.toString(16)}`;
  return { address: [...address], topics: [...topics], fromBlock: hex(from), toBlock: hex(to) };
}

/** Reads an event that was answered. */
export function fromWire({ logIndex, blockNumber, ...event }: WireEvent): ChainEvent {
  const { address, topics, data, blockHash, transactionHash } = event;
  return {
    ...{ address: getAddress(address), topics, data, blockHash, transactionHash },
    ...{ blockNumber: Number(blockNumber), index: Number(logIndex) },
  };
}
