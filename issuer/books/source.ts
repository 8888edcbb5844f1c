import type { Overrides } from "ethers";

/** A block, as far as the books need it. */
export interface BlockPoint {
  readonly number: number;
  readonly hash: string;
  /** Unix seconds. */
  readonly time: number;
}

/** One log, as `eth_getLogs` answers it. */
export interface RawLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: number;
  readonly transactionHash: string;
  readonly index: number;
  /** Unix seconds of the block, where the source says it. */
  readonly time?: number | null;
}

/** Where the events of a coin on one chain are read. */
export interface LogSource {
  /** Number of the latest block that counts as final. */
  finalBlock(): Promise<number>;
  /** A block by its number; null if the chain does not have it. */
  block(number: number): Promise<BlockPoint | null>;
  /** The coin's logs in a range of blocks, both ends included. A node may refuse a range as too wide. */
  logs(from: number, to: number): Promise<readonly RawLog[]>;
  /** Whether each block is a request of its own, since the node lacks the service that reads ranges. */
  blockByBlock?(): Promise<boolean>;
}

/** Asks a contract, with ethers' overrides that name the block. */
export type Ask = (at: Overrides) => Promise<unknown>;

/** Answers, and the first and the last block whose state they may be of. */
export interface Answers {
  readonly from: number;
  readonly to: number;
  readonly values: readonly unknown[];
}

/** Where the state of a coin on one chain is read. */
export interface StateSource {
  /** Asks all at once, about final state. */
  read(asks: readonly Ask[]): Promise<Answers>;
}
