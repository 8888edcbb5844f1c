import hardhatEthersChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import hardhatIgnoreWarnings from "hardhat-ignore-warnings";
import { emptyTask } from "hardhat/config";
import type { HardhatPlugin } from "hardhat/types/plugins";
import compiler from "../config/compiler.json" with { type: "json" };
import { dayTask } from "../scripts/day/task.ts";
import { benchTask } from "./bench/task.ts";
import { browserTask } from "./browser/task.ts";
import { knownCompiler, onlyWhenChanged } from "./build/idle-build.ts";
import { quickTests } from "./build/quick-tests.ts";
import { strictBuild } from "./build/strict-build.ts";
import { toldBuild } from "./build/told-build.ts";
import { consumersTask } from "./consumers/task.ts";
import { faultsTask } from "./faults/task.ts";
import { movesTask } from "./moves/task.ts";
import { parallelTests } from "./test/plugin.ts";

const development = emptyTask("dev", "What developers of this repository run").build();

/** What developers of this repository build, test and measure with: `npx hardhat dev <task>`, mostly through npm scripts. */
export const developmentPlugins: HardhatPlugin[] = [
  hardhatEthersChaiMatchers,
  hardhatIgnoreWarnings,
  hardhatMocha,
  parallelTests,
  hardhatNetworkHelpers,
  quickTests,
  strictBuild,
  toldBuild,
  knownCompiler(compiler),
  onlyWhenChanged(hardhatTypechain),
  {
    id: "development-tasks",
    tasks: [development, benchTask, browserTask, consumersTask, dayTask, faultsTask, movesTask],
  },
];
