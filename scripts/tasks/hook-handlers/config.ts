import type { ConfigHooks } from "hardhat/types/hooks";
import { withCoinNetworks } from "../../../issuer/coin-file/hardhat-networks.ts";

/** Adds the networks that coins' files bring, and resolves the signers. */
export default (): Promise<Partial<ConfigHooks>> =>
  Promise.resolve({
    extendUserConfig: async (userConfig, next) => next(await withCoinNetworks(userConfig)),
    resolveUserConfig: async (userConfig, resolveVariable, next) => {
      const config = await next(userConfig, resolveVariable);
      const signers = Object.entries(userConfig.signers ?? {});
      const resolved = signers.map(([name, variable]) => [name, resolveVariable(variable)] as const);
      return { ...config, signers: Object.fromEntries(resolved) };
    },
  });
