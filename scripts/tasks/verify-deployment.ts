import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { showDrifts } from "../lib/cli/show.ts";
import { EXIT, runTask } from "../lib/cli/task.ts";
import { openCoin } from "../lib/coin/open.ts";
import { verifyDeployment } from "../lib/deployment/verify.ts";
import { REMEDIES } from "../lib/errors.ts";

interface VerifyArguments {
  readonly coin: string;
  readonly json: boolean;
}

const verify: NewTaskActionFunction<VerifyArguments> = ({ coin, json }, hre) =>
  runTask(json, async () => {
    const { chain, desired, record, build } = await openCoin(hre, { coin });
    const { checked, drifts, notes } = await verifyDeployment(chain, desired, record, build);
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
