/**
 * Disturbs everything that an issuer does in every way that a node, a network, a chain, a disk or a machine can fail, on both
 * embedded chains, runs the same command again each time, and counts on the chain what came of it: `npm run faults`. Fails
 * unless everything was done exactly once. `-- --update` writes docs/audit/faults.md.
 */
import { writeFileSync } from "node:fs";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { buildContracts } from "../../issuer/coin/build.ts";
import { NETWORKS, type Part, runPart } from "./campaign.ts";
import { runChain } from "./process.ts";
import { putBack } from "./put-back.ts";
import { type PutBack, type Row, renderReport, sum } from "./report.ts";
import { SCENARIOS, nameOf } from "./scenarios.ts";
import { say, sayAside } from "../../issuer/output/say.ts";

const REPORT = "docs/audit/faults.md";

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
  const rows = given.putBack && !update ? [] : await runAll(only, act);
  const returned: PutBack[] = given.putBack || update ? await putBack() : [];
  for (const { name, wanted, lost, twice } of returned) {
    say(`put back: ${name}: of ${wanted} things ${lost} lost, ${twice} done twice`);
  }
  if (update) writeFileSync(REPORT, renderReport(rows, returned));

  const seconds = Math.round((Date.now() - started) / 1000);
  say(
    `faults: ${sum(rows, "disturbed")} disturbed runs, ${sum(rows, "interrupted")} interrupted, ${sum(rows, "wanted")} things to do, ` +
      `${sum(rows, "lost")} lost, ${sum(rows, "twice")} done twice, ${seconds} s`,
  );
  const unnoticed = returned.filter(({ lost, twice }) => lost + twice === 0);
  for (const { name } of unnoticed) sayAside(`Nothing was lost or done twice although ${name}.`);
  process.exitCode = sum(rows, "lost") + sum(rows, "twice") + unnoticed.length === 0 ? 0 : 1;
}

/** Processes at one time: their runs wait for blocks and for nodes more than they compute. */
const AT_ONCE = 4;

/** Runs each scenario on each chain in a process of its own, several at a time. @returns Rows in the order of the scenarios. */
async function runAll(only: string, act: string): Promise<Row[]> {
  const names = SCENARIOS.map(nameOf).filter((name) => name.includes(only));
  const parts = names.flatMap((name) => NETWORKS.map((network): Part => ({ network, only: name, act })));
  const results: Row[][] = parts.map(() => []);
  const queue = [...parts.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, part] = next;
      results[index] = await runChain(part);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results.flat();
}
