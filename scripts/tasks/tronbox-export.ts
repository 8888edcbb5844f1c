import { join } from "node:path";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { exportForTronBox } from "../lib/tronbox/export.ts";

interface ExportArguments {
  readonly folder: string;
}

/** Builds, and writes the build's artifacts as TronBox reads them. */
const exportTask: NewTaskActionFunction<ExportArguments> = async ({ folder }, hre) => {
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  const names = await exportForTronBox(hre.artifacts, join(hre.config.paths.root, folder), new Date());
  console.log(`${names.length} contracts written to ${folder}: ${names.join(", ")}`);
};

export default exportTask;
