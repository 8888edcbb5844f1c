import type { TaskArguments } from "hardhat/types/tasks";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

/** Options of Hardhat's tasks for tests. */
export interface TestArguments {
  readonly testFiles: readonly string[];
  readonly bail: boolean;
  readonly grep: string;
  readonly grepExclude: string;
  readonly noCompile: boolean;
}

/** Global options with which Hardhat measures the tests, or runs them in other surroundings than what is built and set up. */
const OF_HARDHAT = ["buildProfile", "coverage", "gasStats", "gasStatsJson", "network"] as const;

/** Returns whether all tests are to be run, and just run: everything else is left to Hardhat. */
export function isWholeRun(
  args: TaskArguments,
  { globalOptions }: Pick<HardhatRuntimeEnvironment, "globalOptions">,
): boolean {
  const { testFiles, bail, grep, grepExclude } = args as Partial<TestArguments>;
  const isChoice = testFiles?.length !== 0 || bail === true || grep !== undefined || grepExclude !== undefined;
  return !isChoice && OF_HARDHAT.every((name) => (globalOptions[name] ?? false) === false);
}
