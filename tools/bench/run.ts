import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { HardhatPluginError } from "hardhat/plugins";
import { Listr } from "listr2";
import pc from "picocolors";
import { buildContracts } from "../../issuer/coin/build.ts";
import type { TestChain } from "../../test/support/chain.ts";
import { CHAINS, CHAIN_KEYS, type ChainKey } from "./chains.ts";
import type { Compiled } from "./compile.ts";
import type { DeploymentCosts } from "./deployments.ts";
import type { GuardsByOperation } from "./parts.ts";
import type { MoveCosts } from "./movers.ts";
import type { Costs, CostsByToken } from "./operations.ts";
import {
  type ReportInput,
  legend,
  regulatedPeers,
  render,
  renderDeployments,
  renderGuards,
  renderMoves,
} from "./report.ts";
import { type Budgets, OURS, costsOf, driftFrom, missedBudgets } from "./verdict.ts";

interface BenchArguments {
  readonly json: string | undefined;
  readonly check: boolean;
  readonly update: boolean;
}

/** Costs of the operations by chain, of their parts, of the deployments, and of moves between the chains: what `--json` and the snapshot hold. */
interface Snapshot extends Readonly<Record<ChainKey, CostsByToken>> {
  readonly deployments: Readonly<Record<ChainKey, DeploymentCosts>>;
  readonly guards: GuardsByOperation;
  readonly moves: MoveCosts;
}

/** Builds, measures, reports, and judges by the exit code. */
const run: NewTaskActionFunction<BenchArguments> = async ({ json, check, update }, hre) => {
  if (check && update)
    throw new HardhatPluginError("bench", "Use either --check, to compare, or --update, to accept; not both.");
  const root = hre.config.paths.root;
  const snapshotFile = resolve(root, "tools/bench/snapshot.json");
  await buildContracts(hre);
  const { snapshot, floor } = await measureAll(hre);

  const budgets = readJson(resolve(root, "tools/bench/budgets.json")) as Record<ChainKey, Budgets>;
  const published = readJson(resolve(root, "tools/bench/published.json")) as Record<ChainKey, ReportInput["published"]>;
  const reports = CHAIN_KEYS.map((key): ReportInput => {
    return { chain: CHAINS[key], measured: snapshot[key], floor, published: published[key], budgets: budgets[key] };
  });
  for (const report of reports) console.log(`${render(report)}\n`);
  console.log(`${legend()}\n\n${renderDeployments(snapshot.deployments)}\n${renderGuards(snapshot.guards)}`);
  console.log(renderMoves(snapshot.moves));

  if (json !== undefined) writeJson(resolve(json), snapshot);
  if (update) {
    writeJson(snapshotFile, snapshot);
    console.log("\ntools/bench/snapshot.json is up to date.");
  }
  const drift = check ? driftOf(readJson(snapshotFile) as Partial<Snapshot>, snapshot) : [];
  for (const sentence of drift) console.error(pc.red(sentence));
  if (drift.length !== 0)
    console.error("If that is meant, run `npm run bench -- --update` and commit tools/bench/snapshot.json.");

  const missed = CHAIN_KEYS.flatMap((key, index) => {
    const report = reports[index];
    if (report === undefined) throw new Error(`No report on ${key}`);
    const peers = regulatedPeers(report);
    return missedBudgets(costsOf(snapshot[key], OURS), budgets[key], peers, CHAINS[key].contested).map(
      (sentence) => `${CHAINS[key].name}: ${sentence}`,
    );
  });
  for (const sentence of missed) console.error(pc.red(sentence));
  console.log(missed.length === 0 ? pc.green("\nEvery budget is met.") : pc.red("\nNot every budget is met."));
  if (drift.length !== 0 || missed.length !== 0) process.exitCode = 1;
};

export default run;

/** One sentence for each figure that differs, with its chain. */
function driftOf(before: Partial<Snapshot>, now: Snapshot): string[] {
  const guards = driftFrom(before.guards ?? {}, now.guards).map((sentence) => `part of ${sentence}`);
  const onChains = CHAIN_KEYS.flatMap((key) => {
    const deployments = driftFrom(before.deployments?.[key] ?? {}, now.deployments[key]);
    const moves = driftFrom(before.moves?.[key] ?? {}, now.moves[key]);
    return [
      ...driftFrom(before[key] ?? {}, now[key]),
      ...moves.map((sentence) => `move of ${sentence}`),
      ...deployments.map((sentence) => `deployment of ${sentence}`),
    ].map((sentence) => `${CHAINS[key].name}: ${sentence}`);
  });
  return [...onChains, ...guards];
}

/** Measures each token on a fresh chain; what needs the typings is imported only after the build. */
async function measureAll(
  hre: Parameters<typeof run>[1],
): Promise<{ readonly snapshot: Snapshot; readonly floor: string[] }> {
  const { compilePeers } = await import("./compile.ts");
  const { measureDeployments } = await import("./deployments.ts");
  const { measure } = await import("./measure.ts");
  const { KGST } = await import("./tokens/kgst.ts");
  const { peers } = await import("./tokens/peers.ts");
  const costs: Record<ChainKey, Record<string, Costs>> = { evm: {}, tvm: {} };
  const deployments: Record<ChainKey, DeploymentCosts> = { evm: {}, tvm: {} };
  const others: { guards?: GuardsByOperation; moves?: MoveCosts } = {};
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
      ...CHAIN_KEYS.flatMap((key) => [
        ...candidates.map((candidate) => ({
          title: `Measure ${candidate.name} on the ${CHAINS[key].name}`,
          task: async () => {
            costs[key][candidate.name] = await onFreshChain(key, (chain) => measure(chain, candidate));
          },
        })),
        {
          title: `Measure deployments on the ${CHAINS[key].name}`,
          task: async () => {
            deployments[key] = await onFreshChain(key, measureDeployments);
          },
        },
      ]),
      ...(await otherTasks(others)),
    ],
    { fallbackRenderer: "simple" },
  ).run();
  const { guards, moves } = others;
  if (guards === undefined || moves === undefined) throw new Error("Not all was measured.");
  const floor = candidates.filter(({ regulated }) => !regulated).map(({ name }) => name);
  return { snapshot: { ...costs, deployments, guards, moves }, floor };
}

/** What is measured of our own token only. */
async function otherTasks(found: {
  guards?: GuardsByOperation;
  moves?: MoveCosts;
}): Promise<readonly { readonly title: string; readonly task: () => Promise<void> }[]> {
  const { measureGuards } = await import("./guards.ts");
  const { measureMoves } = await import("./moves.ts");
  return [
    {
      title: "Take a mint and a burn apart",
      task: async () => {
        found.guards = await onFreshChain("evm", measureGuards);
      },
    },
    {
      title: "Move between the chains through LayerZero",
      task: async () => {
        found.moves = await measureMoves();
      },
    },
  ];
}

/** Does some work on a fresh chain. */
async function onFreshChain<T>(key: ChainKey, work: (chain: TestChain) => Promise<T>): Promise<T> {
  const chain = await CHAINS[key].open();
  try {
    return await work(chain);
  } finally {
    await chain.close();
  }
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
