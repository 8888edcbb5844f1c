import { overrideTask } from "hardhat/config";
import type { HardhatPlugin } from "hardhat/types/plugins";

/** Runs files of Mocha tests side by side, and never leaves a terminal silent. List it behind `hardhatMocha`. */
export const parallelTests: HardhatPlugin = {
  id: "parallel-tests",
  dependencies: () => [import("@nomicfoundation/hardhat-mocha")],
  tasks: [
    overrideTask("test")
      .setAction(() => import("./all.ts"))
      .build(),
    overrideTask(["test", "mocha"])
      .setAction(() => import("./run.ts"))
      .build(),
    overrideTask(["test", "solidity"])
      .setAction(() => import("./solidity.ts"))
      .build(),
  ],
};
