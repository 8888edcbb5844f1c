import type { HardhatPlugin } from "hardhat/types/plugins";

/**
 * Compiles on all processors, Hardhat would leave one idle; and says that it goes on where Hardhat's own sign of it, which
 * turns on a terminal, cannot be seen.
 */
export const toldBuild: HardhatPlugin = {
  id: "told-build",
  hookHandlers: { solidity: () => import("./hook-handlers/told-solidity.ts") },
};
