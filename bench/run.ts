import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { HardhatPluginError } from "hardhat/plugins";
import { Listr } from "listr2";
import pc from "picocolors";
import type { Compiled } from "./compile.ts";
import type { Costs, CostsByToken } from "./operations.ts";
import { type ReportInput, regulatedPeers, render } from "./report.ts";
import { type Budgets, OURS, costsOf, driftFrom, missedBudgets } from "./verdict.ts";

interface BenchArguments {
  readonly json: string | undefined;
  readonly check: boolean;
  readonly update: boolean;
}

/** Costs by chain: what `--json` and the snapshot hold. */
interface Snapshot {
  readonly evm?: CostsByToken;
}

/** Builds, measures, reports, and judges by the exit code. */
const run: NewTaskActionFunction<BenchArguments> = async ({ json, check, update }, hre) => {
  if (check && update)
    throw new HardhatPluginError("bench", "Use either --check, to compare, or --update, to accept; not both.");
  const root = hre.config.paths.root;
  const snapshotFile = resolve(root, "bench/snapshot.json");
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  const { measured, floor } = await measureAll(hre);

  const budgets = (readJson(resolve(root, "bench/budgets.json")) as { evm: Budgets }).evm;
  const published = readJson(resolve(root, "bench/published.json")) as ReportInput["published"];
  const input: ReportInput = { measured, floor, published, budgets };
  console.log(render(input));

  if (json !== undefined) writeJson(resolve(json), { evm: measured });
  if (update) {
    writeJson(snapshotFile, { ...(readJson(snapshotFile) as Snapshot), evm: measured });
    console.log("\nbench/snapshot.json is up to date.");
  }
  const drift = check ? driftFrom((readJson(snapshotFile) as Snapshot).evm ?? {}, measured) : [];
  for (const sentence of drift) console.error(pc.red(sentence));
  if (drift.length !== 0)
    console.error("If that is meant, run `npm run bench -- --update` and commit bench/snapshot.json.");

  const missed = missedBudgets(costsOf(measured, OURS), budgets, regulatedPeers(input));
  for (const sentence of missed) console.error(pc.red(sentence));
  console.log(missed.length === 0 ? pc.green("\nEvery budget is met.") : pc.red("\nNot every budget is met."));
  if (drift.length !== 0 || missed.length !== 0) process.exitCode = 1;
};

export default run;

/** Measures each token on a fresh chain; what needs the typings is imported only after the build. */
async function measureAll(
  hre: Parameters<typeof run>[1],
): Promise<{ readonly measured: CostsByToken; readonly floor: string[] }> {
  const { compilePeers } = await import("./compile.ts");
  const { measure } = await import("./measure.ts");
  const { KGST } = await import("./tokens/kgst.ts");
  const { peers } = await import("./tokens/peers.ts");
  const { openEvmChain } = await import("../test/support/evm.ts");
  const measured: Record<string, Costs> = {};
  let compiled: Compiled = () => {
    throw new Error("The peers are not compiled yet");
  };
  const candidates = [KGST, ...peers((name) => compiled(name))];
  await new Listr(
    [
      {
        title: "Compile the peers",
        task: async () => {
          compiled = await compilePeers(hre);
        },
      },
      ...candidates.map((candidate) => ({
        title: `Measure ${candidate.name}`,
        task: async () => {
          const chain = await openEvmChain();
          try {
            measured[candidate.name] = await measure(chain, candidate);
          } finally {
            await chain.close();
          }
        },
      })),
    ],
    { fallbackRenderer: "simple" },
  ).run();
  return { measured, floor: candidates.filter(({ regulated }) => !regulated).map(({ name }) => name) };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
