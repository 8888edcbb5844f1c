import { join } from "node:path";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { runTask } from "../../issuer/terminal/task.ts";
import { buildContracts } from "../../issuer/coin/build.ts";
import { exportForTronBox } from "../tronbox-export.ts";
import { say } from "../../issuer/output/say.ts";

interface ExportArguments {
  readonly folder: string;
}

/** Builds, and writes the build's artifacts as TronBox reads them. */
const exportTask: NewTaskActionFunction<ExportArguments> = ({ folder }, hre) =>
  runTask(false, async () => {
    await buildContracts(hre);
    const names = await exportForTronBox(hre.artifacts, join(hre.config.paths.root, folder), new Date());
    say(`${names.length} contracts written to ${folder}: ${names.join(", ")}`);
    return { json: null, exitCode: EXIT.done };
  });

export default exportTask;
