import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatKeystore from "@nomicfoundation/hardhat-keystore";
import hardhatVerify from "@nomicfoundation/hardhat-verify";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { realNodes } from "../issuer/nodes/hardhat.ts";
import hardhatTron from "../packages/hardhat-tron/index.ts";
import { orderedHelp } from "./help/plugin.ts";
import { rehearsedFinality } from "./rehearsal/plugin.ts";
import { attestTasks } from "./tasks/attest/plugin.ts";
import { monitorTasks } from "./tasks/monitor/plugin.ts";
import { moveTasks } from "./tasks/moves/plugin.ts";
import { issuerTasks } from "./tasks/plugin.ts";
import { secretSources } from "./tasks/secrets/plugin.ts";

/** What an issuer works with. */
export const issuerPlugins: HardhatPlugin[] = [
  hardhatEthers,
  hardhatKeystore,
  secretSources, // behind the keystore: Hardhat asks the last one first
  hardhatVerify,
  issuerTasks,
  attestTasks,
  monitorTasks,
  moveTasks,
  realNodes,
  rehearsedFinality,
  hardhatTron,
  orderedHelp,
];
