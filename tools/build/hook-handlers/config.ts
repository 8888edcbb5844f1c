import { globSync } from "node:fs";
import type { SolidityBuildProfileConfig } from "hardhat/types/config";
import type { ConfigHooks } from "hardhat/types/hooks";

/** Solidity tests and their helpers. Mocks are not among them: they stand in for deployable code. */
const TEST_SOURCES = "test/solidity/{**/*.t,helpers/*,invariants/**/*}.sol";

/** Gives the Solidity tests settings of their own. */
export default (): Promise<Partial<ConfigHooks>> =>
  Promise.resolve({
    resolveUserConfig: async (userConfig, resolveConfigurationVariable, next) => {
      const config = await next(userConfig, resolveConfigurationVariable);
      const sources = globSync(TEST_SOURCES, { cwd: config.paths.root });
      for (const profile of Object.values(config.solidity.profiles)) overrideSources(profile, sources);
      return config;
    },
  });

function overrideSources(profile: SolidityBuildProfileConfig, sources: string[]): void {
  const [compiler] = profile.compilers;
  if (compiler === undefined) return;
  const settings = { ...(compiler.settings as object), viaIR: false, optimizer: { enabled: false } };
  const quick = { ...compiler, settings };
  for (const source of sources) profile.overrides[source.replaceAll("\\", "/")] = quick;
}
