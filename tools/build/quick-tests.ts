import type { HardhatPlugin } from "hardhat/types/plugins";

/**
 * Compiles the Solidity tests without optimizer, all in one job. They deploy the contracts from the build's artifacts, so
 * what they test is what is deployed. In the same job as the contracts, with the IR pipeline, they would take minutes.
 *
 * Hardhat puts sources into one job only if they share one configuration object, which `overrides` in the user's
 * configuration cannot express.
 */
export const quickTests: HardhatPlugin = {
  id: "quick-tests",
  hookHandlers: { config: () => import("./hook-handlers/config.ts") },
};
