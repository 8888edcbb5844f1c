import type { Interface, LogDescription } from "ethers";
import { IStablecoin__factory, ReserveAttestations__factory, Timelock__factory } from "../../typechain-types/index.js";
import type { Finding } from "./alert.ts";
import type { Telling, WatchedContract } from "./calls.ts";

/** The events of each contract that is watched. */
export const EVENT_INTERFACES: Readonly<Record<WatchedContract, Interface>> = {
  token: IStablecoin__factory.createInterface(),
  attestations: ReserveAttestations__factory.createInterface(),
  timelock: Timelock__factory.createInterface(),
};

/** A log that was read, with the time of its block. */
export interface WatchedLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly transactionHash: string;
  /** Its place among the watched logs of its transaction. */
  readonly ordinal: number;
  /** Unix seconds. */
  readonly time: bigint;
}

/** What events are read with. */
export interface Reading extends Telling {
  readonly mintAbove: bigint;
  /** Accounts whose freeze compliance has lifted, and that no guardian has frozen since. */
  readonly lifted?: readonly string[];
}

/** Returns a log with its event, or null if it is of no contract that is watched. */
export function decode(
  log: WatchedLog,
  { addresses }: Pick<Reading, "addresses">,
): [WatchedContract, LogDescription] | null {
  const found = (Object.keys(addresses) as WatchedContract[]).find((key) => addresses[key] === log.address);
  const event = found === undefined ? null : EVENT_INTERFACES[found].parseLog(log);
  return found === undefined || event === null ? null : [found, event];
}

/** Tells an event from every other, also from itself in another block after a reorganisation. */
export function keyOf({ transactionHash, blockHash, ordinal }: WatchedLog, event: string): string {
  return `${transactionHash}/${blockHash.slice(-8)}/${ordinal}/${event}`;
}

/** Where and when a log was. */
export function placeOf({
  blockNumber,
  transactionHash,
  time,
}: WatchedLog): Pick<Finding, "block" | "transaction" | "time"> {
  return { block: blockNumber, transaction: transactionHash, time };
}
