import type { Finding } from "./alert.ts";
import type { Reading, WatchedLog } from "./watched-log.ts";
import { type Unannounced, unannounced } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Mark } from "./state.ts";
import { supplyChange } from "./supply.ts";

/** Whether the events since a mark account for what the contracts say at a block. */
export interface Reckoning {
  /** What the token's events add up to, smallest units. */
  readonly supply: bigint;
  /** By how much the token's own supply is more than that. */
  readonly drift: bigint;
  /** Settings that have changed without an event. */
  readonly unannounced: readonly Unannounced[];
  /** Whether events are left out that were there at the look before. */
  readonly forgot: boolean;
  /** Whether nothing is missing that was not missing at the mark already. */
  readonly accounted: boolean;
}

/**
 * Adds the events since a mark to what was known there, late ones included, and compares the sum with the contracts' own
 * state. Pure.
 * @param read - Events from `again` of the mark to the block of the snapshot.
 */
export function reckon(
  base: Mark,
  { block, supply: said, settings }: Snapshot,
  read: readonly WatchedLog[],
  on: Reading,
): Reckoning {
  const { again: known, settings: before } = base;
  if (block.number === base.number) {
    const [supply, drift] = [BigInt(base.supply), BigInt(base.drift ?? 0)];
    return { supply, drift, unannounced: [], forgot: false, accounted: true };
  }
  const logs = read.filter(({ blockNumber }) => blockNumber > base.number);
  const again = read.filter(({ blockNumber }) => blockNumber <= base.number);
  const forgot = again.length < (known?.events ?? 0);
  const late = known === undefined || forgot ? 0n : supplyChange(again, on) - BigInt(known.supply);
  const supply = BigInt(base.supply) + late + supplyChange(logs, on);
  const drift = said - supply;
  const changes = before === undefined ? [] : unannounced(before, settings, read, on);
  const same = drift === 0n || drift === BigInt(base.drift ?? 0);
  return { supply, drift, unannounced: changes, forgot, accounted: same && !forgot && changes.length === 0 };
}

/** What is not accounted for, in a sentence. */
export function sayMissing(
  { drift, unannounced: changes, forgot }: Reckoning,
  base: Mark,
  on: Pick<Reading, "showAmount">,
): string {
  const more = drift - BigInt(base.drift ?? 0);
  const parts = [
    ...(more === 0n ? [] : [`a change of the supply by ${on.showAmount(more)}`]),
    ...changes.map(({ what }) => `a change of the ${what}`),
  ];
  if (parts.length === 0 && forgot)
    return "The node leaves out events that it had: the blocks are read again before anything is concluded.";
  return `The node shows ${parts.join(", ")}, and no event that says so: the blocks are read again before anything is concluded.`;
}

/** Settings that have changed without an event, once that is no longer put down to a node that lags. */
export function tellUnannounced({ unannounced: changes }: Reckoning, { block }: Snapshot): Finding[] {
  return changes.map(({ what, before, now }) => ({
    kind: "missing-events",
    key: `missing-events/${what.replaceAll(" ", "/")}/${block.number}`,
    message: `The ${what} was ${before} and is ${now}, but no event says so.`,
    details: { what, before, now },
    ...{ block: block.number, transaction: null, time: block.timestamp },
  }));
}
