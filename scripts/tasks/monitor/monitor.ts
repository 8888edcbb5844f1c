import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { untilStopped } from "../../../issuer/terminal/guard.ts";
import { runTask } from "../../../issuer/terminal/task.ts";
import { buildContracts } from "../../../issuer/coin/build.ts";
import { chosenCoin } from "../../../issuer/coin/chosen-coin.ts";
import { chooseNetworks } from "../../../issuer/coin/networks.ts";
import { connectCoin } from "../../../issuer/coin/open.ts";
import { loadCoin } from "../../../issuer/coin-file/load.ts";
import { resolveCoin } from "../../../issuer/coin-file/resolve.ts";
import { loadBuild } from "../../../issuer/model/build.ts";
import { deploymentsFolder } from "../../../issuer/files/deployments-folder.ts";
import { acquireLock } from "../../../issuer/journal/lock.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { readSeconds } from "../../../issuer/text/read-seconds.ts";
import { thresholdsOf } from "../../../issuer/monitor/thresholds.ts";
import { Watch, type WatchOptions } from "../../../issuer/monitor/watch.ts";
import { sayAside, sayJson } from "../../../issuer/output/say.ts";

interface MonitorArguments {
  readonly coin: string;
  readonly networks: string;
  readonly once: boolean;
  readonly head: boolean;
  readonly since: string;
  readonly state: string;
  readonly interval: number;
  readonly mintAbove: string;
  readonly windowSpent: string;
  readonly bridgeSpent: string;
  readonly reportExpires: string;
  readonly freezeLapses: string;
  readonly lag: string;
  readonly unreachable: string;
  readonly moveLate: string;
  readonly verifierSilent: string;
  readonly feeAbove: string;
}

/** Attempts for one alert, and milliseconds before the second: 15 s in all, while the chains are followed. */
const WEBHOOK = { attempts: 5, pause: 1_000 } as const;

const monitor: NewTaskActionFunction<MonitorArguments> = (given, hre) =>
  // Lines of JSON are all that goes to stdout: `runTask` keeps the rest away from it, and prints refusals to stderr.
  runTask(false, async () => {
    const pause = readSeconds("--interval", given.interval);
    const options = await optionsOf(hre, given);
    const lock = acquireLock(`${options.stateFile}.lock`);
    const watch = new Watch(options);
    try {
      if (given.once) return { json: null, exitCode: await lookOnce(watch) };
      await untilStopped((signal) => watch.run(signal, pause)); // a look that has begun is finished
      return { json: null, exitCode: EXIT.done };
    } finally {
      await watch.close();
      lock.release();
    }
  });

async function lookOnce(watch: Watch): Promise<number> {
  const silent = await watch.look();
  return silent.length === 0 && watch.waiting === 0 ? EXIT.done : EXIT.failed;
}

async function optionsOf(hre: HardhatRuntimeEnvironment, given: MonitorArguments): Promise<WatchOptions> {
  const { head, since, state } = given;
  if (since !== "now" && since !== "deployment") {
    throw new OperatorError("ARGUMENT_INVALID", `--since "${since}" is neither now nor deployment.`);
  }
  const coin = await chosenCoin(hre, given.coin);
  const config = await loadCoin(coin);
  const [url, secret] = [await hre.config.monitor.webhook.get(), await hre.config.monitor.secret.get()];
  const clock = (): number => Math.floor(Date.now() / 1_000);
  await buildContracts(hre);
  const build = await loadBuild(hre.artifacts);
  return {
    coin,
    chains: chooseNetworks(hre, coin, config, given.networks).map((network) => ({
      network,
      chainId: resolveCoin(coin, config, network).network.chainId,
      open: () => connectCoin(hre, { coin, network }, build),
    })),
    thresholds: thresholdsOf(config, given),
    depth: head ? "head" : "final",
    since,
    stateFile: state === "" ? join(deploymentsFolder(), `${coin}.monitor.json`) : state,
    clock,
    print: (alert) => {
      sayJson(alert, 0);
    },
    warn: sayAside,
    webhook: url === "" ? null : { url, secret, ...WEBHOOK, clock },
  };
}

export default monitor;
