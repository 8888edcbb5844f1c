import type { HardhatPlugin } from "hardhat/types/plugins";

/**
 * Two corrections to the build, each asked for by a check of this repository. List it after `hardhatIgnoreWarnings` and
 * before `hardhatTypechain`.
 *
 * - A compiler warning that `hardhat-ignore-warnings` promotes to an error stops the build. Hardhat also looks at the
 *   type, which the promotion leaves at "Warning". Not so under coverage: instrumented code draws warnings of its own.
 * - The plugins after it get the artifacts in a fixed order. Hardhat collects them as the disk answers, and TypeChain
 *   writes its indexes as they come: without this the committed typings differ from build to build. All handlers of the
 *   hook share one list, so it is sorted in place.
 */
export const strictBuild: HardhatPlugin = {
  id: "strict-build",
  hookHandlers: { solidity: () => import("./hook-handlers/solidity.ts") },
};
