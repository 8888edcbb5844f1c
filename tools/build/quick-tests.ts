import { globSync } from "node:fs";
import type { SolidityBuildProfileConfig } from "hardhat/types/config";
import type { HardhatPlugin } from "hardhat/types/plugins";

/** Solidity tests and their helpers. Mocks are not among them: they stand in for deployable code. */
const TEST_SOURCES = "test/solidity/{**/*.t,helpers/*,invariants/**/*}.sol";

/**
 * Compiles the Solidity tests without optimizer, all in one job. They deploy the contracts from the build's artifacts, so
 * what they test is what is deployed. In the same job as the contracts, with the IR pipeline, they would take minutes.
 *
 * Hardhat puts sources into one job only if they share one configuration object, which `overrides` in the user's
 * configuration cannot express.
 */
export const quickTests: HardhatPlugin = {
  id: "quick-tests",
  hookHandlers: {
    config: () =>
      Promise.resolve({
        default: () =>
          Promise.resolve({
            resolveUserConfig: async (userConfig, resolveConfigurationVariable, next) => {
              const config = await next(userConfig, resolveConfigurationVariable);
              const sources = globSync(TEST_SOURCES, { cwd: config.paths.root });
              for (const profile of Object.values(config.solidity.profiles)) overrideSources(profile, sources);
              return config;
            },
          }),
      }),
  },
};

function overrideSources(profile: SolidityBuildProfileConfig, sources: string[]): void {
  const [compiler] = profile.compilers;
  if (compiler === undefined) return;
  const settings = { ...(compiler.settings as object), viaIR: false, optimizer: { enabled: false } };
  const quick = { ...compiler, settings };
  for (const source of sources) profile.overrides[source.replaceAll("\\", "/")] = quick;
}
