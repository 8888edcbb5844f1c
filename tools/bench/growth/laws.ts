import type { Law } from "./law.ts";

/**
 * What a coin's years could make slower, each with a function in `measures/`:
 * `export async function measureX(size: number): Promise<Measurement>`. It makes what it needs, counts the work itself and not
 * the making, and deletes what it has written. Each size runs in a process of its own.
 */
export const LAWS: readonly Law[] = [
  {
    name: "freezes that lapse at once on two chains are told",
    of: "freezes",
    sizes: [60, 250, 1_000],
    power: { seconds: 1, bytes: 1, requests: 0 },
    measure: ["monitor", "measureLapsingFreezes"],
  },
  {
    name: "a look of the monitor at two chains",
    of: "mints",
    sizes: [10, 40, 160],
    power: { requests: 0 },
    measure: ["monitor", "measureMints"],
  },
];
