import { rmSync } from "node:fs";
import { Listr } from "listr2";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import pc from "picocolors";
import { deployCoin } from "../deploy-coin.ts";
import { fileStore, memoryStore } from "../lib/engine/store.ts";
import { readReportFile } from "../lib/reports/reserve-report.ts";
import { REPORT_FILE, SCENES } from "./scenes.ts";
import { Stage } from "./stage.ts";
import { showStatus } from "./status.ts";

const NETWORK = "localhost";
const KEPT_PORT = 8545;

/** Arguments of `npx hardhat demo`. */
export interface DemoArguments {
  /** Leaves the chain running for a wallet or a script. */
  readonly keep: boolean;
}

/**
 * The main job on an embedded chain: deploys the coin from its file, then issues, moves, freezes and redeems it. Every act
 * is checked on the chain, and every refusal by the name of its error; the first that is not as it says throws.
 */
export default async function demo({ keep }: DemoArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const started = Date.now();
  await hre.tasks.getTask("build").run({ quiet: true });
  const { validFrom } = await readReportFile(REPORT_FILE);

  // The chain's clock begins with the example report's window, so that the report is the same in every run.
  const server = await hre.network.createServer(
    { network: "default", override: { initialDate: validFrom } },
    "127.0.0.1",
    keep ? KEPT_PORT : 0,
  );
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  try {
    if (keep) rmSync(`deployments/${NETWORK}`, { recursive: true, force: true });
    const connection = await hre.network.create({ network: NETWORK, override: { url } });
    const travel = async (seconds: number): Promise<void> => {
      await connection.provider.request({ method: "evm_increaseTime", params: [seconds] });
      await connection.provider.request({ method: "evm_mine" });
    };
    console.log(`${pc.bold("KGST on an embedded chain")} at ${url}, chain ${hre.config.networks.default?.chainId}\n`);

    const store = keep ? fileStore(NETWORK, "kgst") : memoryStore();
    const coin = await deployCoin({ connection, artifacts: hre.artifacts, store, track: playAll });
    const stage = new Stage(coin, travel);
    await playAll(
      SCENES.map((scene) => ({ title: scene.title, run: (say: (text: string) => void) => scene.play(stage, say) })),
    );
    console.log(`\n${await showStatus(stage)}`);
    console.log(`\n${SCENES.length} scenes, each act checked on the chain, in ${seconds(started)} s.`);
    if (keep) await untilStopped(server, url);
  } finally {
    await server.close();
  }
}

/** Shows every step while it runs, with all lines it says. */
async function playAll(
  steps: readonly { title: string; run(say: (text: string) => void): Promise<unknown> }[],
): Promise<void> {
  const tasks = steps.map((step) => ({
    title: step.title,
    rendererOptions: { persistentOutput: true, outputBar: Number.POSITIVE_INFINITY },
    task: async (_: unknown, task: { output: string }): Promise<void> => {
      await step.run((text) => {
        task.output = text;
      });
    },
  }));
  await new Listr(tasks, { concurrent: false, exitOnError: true, fallbackRenderer: "simple" }).run();
}

async function untilStopped(server: { afterClosed(): Promise<void> }, url: string): Promise<void> {
  console.log(`\nThe chain stays at ${url} until you press Ctrl+C. In another terminal, for example:`);
  console.log(`  npx hardhat verify-deployment --network ${NETWORK}`);
  await server.afterClosed();
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}
