import { rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { nextReport, submit } from "../../../../test/issuer/monitor/support.ts";
import type { Measurement } from "../law.ts";
import { WatchedPair } from "./watched-pair.ts";

/** So many freezes on each of two chains that are about to lapse at the same time: until the webhook has taken all alerts. */
export async function measureLapsingFreezes(size: number): Promise<Measurement> {
  const pair = await WatchedPair.open();
  try {
    await pair.freeze(size);
    await pair.watch.look();
    await pair.travel();
    pair.taken.length = 0;
    pair.requests();
    const [before, begun] = [statSync(pair.stateFile).size, performance.now()];
    await pair.watch.look();
    const seconds = (performance.now() - begun) / 1_000;
    if (pair.taken.length !== 2 * size) throw new Error(`${pair.taken.length} alerts were taken of ${2 * size}.`);
    const requests = pair.requests().reduce((sum, count) => sum + count, 0);
    return { seconds, bytes: Math.max(0, statSync(pair.stateFile).size - before), requests };
  } finally {
    await pair.close();
    rmSync(dirname(pair.stateFile), { recursive: true });
  }
}

/** One look at two chains on which so many mints that are not told of were made since the look before. */
export async function measureMints(size: number): Promise<Measurement> {
  const pair = await WatchedPair.open();
  try {
    const report = await nextReport(pair.world, 1n, 500_000);
    for (const side of pair.world.sides) await submit(pair.world, side, report);
    await pair.watch.look();
    await pair.watch.look();
    for (const side of pair.world.sides) {
      for (let mint = 0; mint < size; mint++) await pair.world.mint(side, 1);
    }
    pair.requests();
    const begun = performance.now();
    await pair.watch.look();
    const seconds = (performance.now() - begun) / 1_000;
    return { seconds, requests: pair.requests().reduce((sum, count) => sum + count, 0) };
  } finally {
    await pair.close();
    rmSync(dirname(pair.stateFile), { recursive: true });
  }
}
