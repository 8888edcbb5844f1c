import type { SolidityTestProfileUserConfig } from "hardhat/types/test";

/** LayerZero's builds, which the Solidity tests deploy. */
export const LAYER_ZERO_BUILDS = "node_modules/@layerzerolabs/lz-evm-sdk-v2/artifacts";

/** The test profile of `npm run fuzz:deep`, which passes its choices on in the environment. */
export function deepFuzzing(): SolidityTestProfileUserConfig {
  const { FUZZ_SEED = "0", FUZZ_RUNS = "256", FUZZ_DEPTH = "64" } = process.env;
  return {
    fuzz: { seed: `0x${BigInt(FUZZ_SEED).toString(16)}` },
    invariant: { runs: Number(FUZZ_RUNS), depth: Number(FUZZ_DEPTH), failOnRevert: true },
    fsPermissions: {
      readDirectory: [LAYER_ZERO_BUILDS],
      dangerouslyReadWriteDirectory: ["cache/fuzz-records"],
    },
  };
}
