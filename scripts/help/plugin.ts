import type { HardhatPlugin } from "hardhat/types/plugins";

/** `npx hardhat --help` with the issuer's tasks first. */
export const orderedHelp: HardhatPlugin = {
  id: "ordered-help",
  hookHandlers: { hre: () => import("./hook-handlers/hre.ts") },
};
