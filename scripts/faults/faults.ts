/**
 * Disturbs everything that an issuer does in every way that a node, a network, a chain, a disk or a machine can fail, on both
 * embedded chains, runs the same command again each time, and counts on the chain what came of it: `npm run faults`. Fails
 * unless everything was done exactly once. `-- --update` writes docs/FAULTS.md.
 */
import { writeFileSync } from "node:fs";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { buildContracts } from "../lib/coin/build.ts";
import { type Part, runPart } from "./campaign.ts";
import { runChain } from "./process.ts";
import { putBack } from "./put-back.ts";
import { type PutBack, renderReport, sum } from "./report.ts";

const REPORT = "docs/FAULTS.md";

/** What was typed. */
interface FaultArguments {
  readonly update: boolean;
  readonly putBack: boolean;
  readonly only: string;
  readonly act: string;
  /** One chain by its network, for a process that another one has started. */
  readonly chain: string;
  /** Where such a process writes its rows. */
  readonly rows: string;
}

/** Runs every scenario on both chains, or those of one. */
export default async function faults(given: FaultArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const { update, only, act, chain, rows: file } = given;
  if (chain !== "") {
    const rows = await runPart(hre, { network: chain as Part["network"], only, act });
    if (file !== "") writeFileSync(file, JSON.stringify(rows));
    return;
  }
  await buildContracts(hre);
  const started = Date.now();
  const networks = given.putBack && !update ? [] : (["localhost", "tronEmbedded"] as const);
  const rows = (await Promise.all(networks.map((network) => runChain({ network, only, act })))).flat();
  const returned: PutBack[] = given.putBack || update ? await putBack() : [];
  for (const { name, wanted, lost, twice } of returned) {
    console.log(`put back: ${name}: of ${wanted} things ${lost} lost, ${twice} done twice`);
  }
  if (update) writeFileSync(REPORT, renderReport(rows, returned));

  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `faults: ${sum(rows, "disturbed")} disturbed runs, ${sum(rows, "interrupted")} interrupted, ${sum(rows, "wanted")} things to do, ` +
      `${sum(rows, "lost")} lost, ${sum(rows, "twice")} done twice, ${seconds} s`,
  );
  const unnoticed = returned.filter(({ lost, twice }) => lost + twice === 0);
  for (const { name } of unnoticed) console.error(`Nothing was lost or done twice although ${name}.`);
  process.exitCode = sum(rows, "lost") + sum(rows, "twice") + unnoticed.length === 0 ? 0 : 1;
}
