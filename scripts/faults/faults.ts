/**
 * Disturbs issuance in every way that a node, a network, a chain or a machine can fail, on both embedded chains, runs the
 * same command again each time, and counts on the chain what became of each deposit: `npm run faults`. Fails unless each
 * was issued exactly once. `-- --update` writes docs/FAULTS.md.
 */
import { writeFileSync } from "node:fs";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { buildContracts } from "../lib/coin/build.ts";
import { type Row, renderReport } from "./report.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";
import { type Site, openSites } from "./site.ts";
import { Trial } from "./trial.ts";

const REPORT = "docs/FAULTS.md";

/** Deposits of one command: one by itself, and a file whose transactions are on the way together. */
const TOGETHER = [1, 3] as const;

/** Runs every scenario on both chains. */
export default async function faults(
  { update }: { readonly update: boolean },
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await buildContracts(hre);
  const started = Date.now();
  const rows: Row[] = [];
  const sites = await openSites(hre);
  try {
    for (const scenario of SCENARIOS) {
      for (const site of sites.filter((candidate) => scenario.on?.(candidate) ?? true)) {
        for (const together of TOGETHER) {
          const row = await play(scenario, site, together);
          rows.push(row);
          const what = `${site.title}: ${scenario.fault}, ${together} at once`;
          console.log(`${what}: ${row.deposits} deposits, ${row.lost} lost, ${row.twice} twice`);
        }
      }
    }
  } finally {
    for (const site of sites) await site.close();
  }
  if (update) writeFileSync(REPORT, renderReport(rows));

  const sum = (of: "deposits" | "interrupted" | "lost" | "twice"): number =>
    rows.reduce((total, row) => total + row[of], 0);
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `faults: ${sum("deposits")} deposits, ${sum("interrupted")} interrupted runs, ` +
      `${sum("lost")} lost, ${sum("twice")} issued twice, ${seconds} s`,
  );
  process.exitCode = sum("lost") + sum("twice") === 0 ? 0 : 1;
}

async function play(scenario: Scenario, site: Site, together: number): Promise<Row> {
  const trials: Trial[] = [];
  await scenario.play(site, () => {
    const name = `${scenario.fault} ${trials.length + 1}`;
    const references = Array.from({ length: together }, (_, index) => `${name}: ${index + 1} of ${together}`);
    const trial = new Trial(site, references);
    trials.push(trial);
    return trial;
  });
  const effects = (await Promise.all(trials.map((trial) => trial.effects()))).flat();
  const row = {
    ...{ chain: site.title, fault: scenario.fault, where: scenario.where, together, deposits: effects.length },
    interrupted: trials.reduce((total, { interrupted }) => total + interrupted, 0),
    signed: trials.reduce((total, trial) => total + trial.signed(), 0),
    issued: effects.reduce((total, count) => total + count, 0),
    lost: effects.filter((count) => count === 0).length,
    twice: effects.filter((count) => count > 1).length,
  };
  for (const trial of trials) trial.close();
  return row;
}
