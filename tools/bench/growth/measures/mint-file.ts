/**
 * Mint files: what a row costs, and what the journal adds to it. Both chains run in this process, so that their work is
 * counted as well; it is the same at every size.
 */
import type { Measurement } from "../law.ts";
import { openMintSite } from "../mint-site.ts";
import { putBefore } from "../synthetic-journal.ts";
import { timed } from "../timed.ts";

/** Rows of a file where the journal grows and not the file, and of a large one. */
const ROWS = 250;
const LARGE = 5_000;

/** A file of so many single mints, over an empty journal on the EVM chain. */
export function measureSinglesEvm(rows: number): Promise<Measurement> {
  return measureRows("localhost", rows, 1);
}

/** A file of so many single mints, over an empty journal on TRON. */
export function measureSinglesTron(rows: number): Promise<Measurement> {
  return measureRows("tronEmbedded", rows, 1);
}

/** A file of so many rows in transactions of up to 100, over an empty journal on the EVM chain. */
export function measureBatches(rows: number): Promise<Measurement> {
  return measureRows("localhost", rows, 100);
}

/** A file of single mints over a journal of so many records. */
export function measureOverJournal(entries: number): Promise<Measurement> {
  return measureOver(entries, ROWS, 1);
}

/** A large file in transactions of up to 100, over a journal of so many records. */
export function measureLargeOverJournal(entries: number): Promise<Measurement> {
  return measureOver(entries, LARGE, 100);
}

async function measureOver(entries: number, rows: number, batch: number): Promise<Measurement> {
  const site = await openMintSite("localhost");
  try {
    await site.mint(1, 1);
    putBefore(site.journal, { entries, minter: site.coin.desired.roles.MINTER[0] ?? "" });
    return await measured(() => site.mint(rows, batch), site);
  } finally {
    await site.close();
  }
}

async function measureRows(network: "localhost" | "tronEmbedded", rows: number, batch: number): Promise<Measurement> {
  const site = await openMintSite(network);
  try {
    return await measured(() => site.mint(rows, batch), site);
  } finally {
    await site.close();
  }
}

async function measured(
  run: () => Promise<{ readonly state: string }>,
  site: { requests(): number },
): Promise<Measurement> {
  const before = site.requests();
  const { seconds, value } = await timed(run);
  if (value.state !== "finished") throw new Error(`The file has not ended: ${value.state}.`);
  return { seconds, requests: site.requests() - before };
}
