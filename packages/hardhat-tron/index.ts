/**
 * The Hardhat plugin for TRON: a network with a `tron` section is an ordinary Hardhat network, and `tron-node` starts an
 * embedded node.
 * @packageDocumentation
 */
import type { HardhatPlugin } from "hardhat/types/plugins";
import { tronNodeTask } from "./devnet/task.ts";
import { PLUGIN_ID } from "./refusals.ts";

export type { TronNetworkConfig, TronNetworkUserConfig } from "./type-extensions.ts";

/**
 * Makes a network with a `tron` section an ordinary Hardhat network: tasks, hardhat-ethers and its signers, typechain
 * factories and event queries work on it as on any other.
 * @example
 * networks: {
 *   nile: { type: "http", chainType: "generic", chainId: 3448148188, url: "https://nile.trongrid.io", tron: {} },
 * }
 */
const hardhatTron: HardhatPlugin = {
  id: PLUGIN_ID,
  npmPackage: "@kgst/hardhat-tron",
  dependencies: () => [import("@nomicfoundation/hardhat-ethers")],
  hookHandlers: {
    config: () => import("./hook-handlers/config.ts"),
    network: () => import("./hook-handlers/network.ts"),
  },
  tasks: [tronNodeTask],
};

export default hardhatTron;
