import type { SolidityTestProfileUserConfig } from "hardhat/types/test";

/** The test profile of `npm run fuzz:deep`, which passes its choices on in the environment. */
export function deepFuzzing(): SolidityTestProfileUserConfig {
  const { FUZZ_SEED = "0", FUZZ_RUNS = "256", FUZZ_DEPTH = "64" } = process.env;
  return {
    fuzz: { seed: `0x${BigInt(FUZZ_SEED).toString(16)}` },
    invariant: { runs: Number(FUZZ_RUNS), depth: Number(FUZZ_DEPTH), failOnRevert: true },
    fsPermissions: { dangerouslyReadWriteDirectory: ["cache/fuzz-records"] },
  };
}
