import type { ChainType } from "hardhat/types/network";
import type { HardhatPlugin } from "hardhat/types/plugins";
import type { EvmNodes } from "./evm-nodes.ts";

declare module "hardhat/types/network" {
  // The parameter is written as in the interface that this one is merged with.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-redundant-type-constituents
  interface NetworkConnection<ChainTypeT extends ChainType | string = DefaultChainType> {
    /** The nodes behind an EVM network that is reached over HTTP. Undefined on other networks. */
    nodes?: EvmNodes;
  }
}

/**
 * Lets every EVM network that is reached over HTTP be answered by one or more nodes as they really are: behind, limited,
 * forgetful, at times odd. List it before any plugin that answers requests by itself.
 * @example
 * networks: { bsc: { type: "http", url: configVariable("BSC_RPC_URL") } } // BSC_RPC_URL="https://a.example, https://b.example"
 */
export const realNodes: HardhatPlugin = {
  id: "real-nodes",
  hookHandlers: {
    config: () => import("./hook-handlers/config.ts"),
    network: () => import("./hook-handlers/network.ts"),
  },
};
