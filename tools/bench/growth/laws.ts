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
  {
    name: "a file of 250 single mints over a journal",
    of: "records of the journal",
    sizes: [4_000, 28_000, 200_000],
    power: { seconds: 0, requests: 0 },
    measure: ["mint-file", "measureOverJournal"],
  },
  {
    name: "a file of single mints on BNB Chain",
    of: "rows",
    sizes: [32, 128, 512],
    power: { seconds: 1, requests: 1 },
    measure: ["mint-file", "measureSinglesEvm"],
  },
  {
    name: "a file of single mints on TRON",
    of: "rows",
    sizes: [32, 128, 512],
    power: { seconds: 1, requests: 1 },
    measure: ["mint-file", "measureSinglesTron"],
  },
  {
    name: "a file of mints in batches",
    of: "rows",
    sizes: [100, 400, 1_600],
    power: { seconds: 1, requests: 1 },
    measure: ["mint-file", "measureBatches"],
  },
  {
    // Fails where what the largest journal adds is as much as the file itself takes.
    name: "a file of 5,000 mints in batches over a journal",
    of: "records of the journal",
    sizes: [20_000, 63_000, 200_000],
    power: { seconds: 0, requests: 0 },
    measure: ["mint-file", "measureLargeOverJournal"],
  },
  {
    name: "opening a journal of one file, the largest of 600 MB",
    of: "records",
    sizes: [75_000, 300_000, 1_200_000],
    power: { seconds: 1, bytes: 1 },
    measure: ["journal", "measureOpening"],
  },
  {
    name: "opening a journal and looking for 1,000 references in its sealed years",
    of: "years",
    sizes: [1, 4, 16],
    power: { seconds: 1 },
    measure: ["journal", "measureSealedYears"],
  },
  {
    name: "replaying, decoding and storing events",
    of: "events",
    sizes: [10_000, 40_000, 160_000],
    power: { seconds: 1 },
    measure: ["books", "measureReplay"],
  },
  {
    name: "auditing books in full",
    of: "events",
    sizes: [10_000, 40_000, 160_000],
    power: { seconds: 1 },
    measure: ["books", "measureFullAudit"],
  },
  {
    name: "auditing sealed books of 10,000 accounts, as each day",
    of: "events of the years before",
    sizes: [30_000, 120_000, 480_000],
    power: { seconds: 0 },
    measure: ["books", "measureSealedAudit"],
  },
];
