import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { storeFor } from "../deploy-coin.ts";
import { EXIT, runTask } from "../lib/cli/task.ts";
import { loadCoin } from "../lib/config/load.ts";
import { resolveCoin } from "../lib/config/resolve.ts";
import { publishSources } from "../lib/deployment/publish-sources.ts";
import { loadBuild } from "../lib/engine/build.ts";

interface VerifySourcesArguments {
  readonly coin: string;
  readonly json: boolean;
}

const verifySources: NewTaskActionFunction<VerifySourcesArguments> = ({ coin, json }, hre) =>
  runTask(json, async () => {
    await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
    const connection = await hre.network.create();
    const desired = resolveCoin(coin, await loadCoin(coin), connection.networkName);
    const record = storeFor(connection, coin).readRecord();
    const build = await loadBuild(hre.artifacts);
    const published = await publishSources(connection.verification.etherscan, desired, record, build, (line) => {
      if (!json) console.log(line);
    });
    return { json: { published }, exitCode: EXIT.done };
  });

export default verifySources;
