import type { HardhatPlugin } from "hardhat/types/plugins";

/** Finality that lags and blocks that are replaced, on Hardhat's own chain: `evm_setFinalityLag` and `evm_reorganise`. */
export const rehearsedFinality: HardhatPlugin = {
  id: "rehearsed-finality",
  hookHandlers: { network: () => import("./hook-handlers/network.ts") },
};
