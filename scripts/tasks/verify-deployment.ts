import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { connectChain, storeFor } from "../deploy-coin.ts";
import { showDrifts } from "../lib/cli/show.ts";
import { EXIT, runTask } from "../lib/cli/task.ts";
import { loadCoin } from "../lib/config/load.ts";
import { resolveCoin } from "../lib/config/resolve.ts";
import { verifyDeployment } from "../lib/deployment/verify.ts";
import { loadBuild } from "../lib/engine/build.ts";
import { REMEDIES } from "../lib/errors.ts";

interface VerifyArguments {
  readonly coin: string;
  readonly json: boolean;
}

const verify: NewTaskActionFunction<VerifyArguments> = ({ coin, json }, hre) =>
  runTask(json, async () => {
    await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
    const connection = await hre.network.create();
    const desired = resolveCoin(coin, await loadCoin(coin), connection.networkName);
    const record = storeFor(connection, coin).readRecord();
    const build = await loadBuild(hre.artifacts);
    const { checked, drifts, notes } = await verifyDeployment(
      connectChain(connection, desired),
      desired,
      record,
      build,
    );
    const where = `${desired.symbol} on ${desired.network.name}`;
    if (!json) for (const note of notes) console.error(note);
    if (!json && drifts.length === 0) console.log(`${where}: ${checked} lines compared, no difference.`);
    if (!json && drifts.length > 0) {
      console.log(showDrifts(drifts, desired.network));
      console.error(`${where}: ${drifts.length} differences in ${checked} lines. ${REMEDIES.DRIFT}`);
    }
    return { json: { checked, drifts, notes }, exitCode: drifts.length === 0 ? EXIT.done : EXIT.failed };
  });

export default verify;
