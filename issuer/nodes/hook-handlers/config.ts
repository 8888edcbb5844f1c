import type { ConfigHooks } from "hardhat/types/hooks";
import { withLists } from "../hardhat-config.ts";

/** Lets a network's URL be a list of URLs. */
export default (): Promise<Partial<ConfigHooks>> =>
  Promise.resolve({
    resolveUserConfig: async (userConfig, resolveVariable, next) => withLists(await next(userConfig, resolveVariable)),
  });
