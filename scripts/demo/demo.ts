import { Listr } from "listr2";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { exampleSettings } from "./example-settings.ts";
import { buildContracts } from "../../issuer/coin/build.ts";
import { readWrittenReport } from "../../issuer/reports/report-file.ts";
import type { Cast } from "./cast.ts";
import { handOver } from "./hand-over.ts";
import { REPORT_FILE, SCENES } from "./scenes.ts";
import { showStatus } from "./status.ts";
import { World } from "./world.ts";
import { style } from "../../issuer/output/style.ts";
import { say } from "../../issuer/output/say.ts";

/** Arguments of `npx hardhat demo`. */
export interface DemoArguments {
  /** Leaves the chains running for a wallet or a script. */
  readonly keep: boolean;
}

/** Milliseconds between the blocks of chains that stay: without any their clocks would stand, and jump with the next transaction. */
const BLOCK_TIME = 3_000;

/** Something that is shown while it runs. */
interface Shown {
  readonly title: string;
  run(say: (line: string) => void): Promise<unknown>;
}

/**
 * The main job on embedded chains: deploys the coin from its file on both, then issues, moves, freezes and redeems it.
 * Every act is checked on the chain, and every refusal by the name of its error; the first that is not as it says throws.
 */
export default async function demo({ keep }: DemoArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const started = Date.now();
  await buildContracts(hre);
  const { validFrom } = readWrittenReport(REPORT_FILE);
  const world = await World.open(hre, validFrom, keep);
  try {
    say(style.bold("KGST on two embedded chains, with LayerZero between them, from the artifacts of one compiler run"));
    const cast = await world.deploy(play, ({ title, url, network }) => {
      say("", `${style.bold(`Deploy to ${title}`)} (${network === "tronEmbedded" ? "TVM" : "EVM"} at ${url})`);
    });
    say("", "The timelocks' days pass: the adapters hold BRIDGE, and each knows the other as its peer.");

    say("", style.bold("The coin at work"));
    await play(SCENES.map(({ title, play: act }) => ({ title, run: (say) => act(cast, say) })));
    say("", ...(await showStatus(cast)));
    const took = Math.round((Date.now() - started) / 1_000);
    say("", `${SCENES.length} scenes on two chains, each act checked on the chain, in ${took} s.`);
    if (!keep) return;
    await handOver(cast);
    world.layerZero.start();
    await untilStopped(world, cast);
  } finally {
    await world.close();
  }
}

/** Shows every step while it runs, with all lines it says. */
async function play(steps: readonly Shown[]): Promise<void> {
  const tasks = steps.map((step) => ({
    title: step.title,
    rendererOptions: { persistentOutput: true, outputBar: Number.POSITIVE_INFINITY },
    task: async (_: unknown, task: { output: string }): Promise<void> => {
      await step.run((line) => {
        task.output = line;
      });
    },
  }));
  await new Listr(tasks, { concurrent: false, exitOnError: true, fallbackRenderer: "simple" }).run();
}

async function untilStopped(world: World, cast: Cast): Promise<void> {
  const { bnb, tron } = world;
  say("", "Both chains stay until you press Ctrl+C. In another terminal, for example:");
  const networks = [bnb, tron].map(({ network }) => network).join(",");
  for (const name of ["status", "reconcile"]) say(`  npx hardhat ${name} --networks ${networks}`);
  for (const { network } of [bnb, tron]) say(`  npx hardhat verify-deployment --network ${network}`);
  say(
    "",
    "For the examples (examples/README.md), public development accounts; the payee is unfrozen again, and a new report is posted:",
  );
  for (const [name, value] of Object.entries(await exampleSettings(world, cast))) say(`  export ${name}=${value}`);
  const blocks = setInterval(() => void Promise.allSettled([bnb.mine(), tron.mine()]), BLOCK_TIME);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  clearInterval(blocks);
}
