import type { TaskOverrideActionFunction } from "hardhat/types/tasks";
import { telling } from "../lib/telling.ts";

/** Runs the Solidity tests as Hardhat does, and says that they go on: a campaign takes longer than one likes to wonder. */
const runSolidity: TaskOverrideActionFunction = (args, _, runSuper) =>
  telling("Solidity tests", () => runSuper(args) as Promise<unknown>);

export default runSolidity;
