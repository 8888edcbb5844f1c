import type { ConfigHooks } from "hardhat/types/hooks";
import { resolve, validate } from "../config.ts";

/** Checks and completes the `tron` sections of the networks. */
export default (): Promise<Partial<ConfigHooks>> =>
  Promise.resolve({
    validateUserConfig: (config) => Promise.resolve(validate(config)),
    resolveUserConfig: async (userConfig, resolveVariable, next) =>
      resolve(userConfig, resolveVariable, await next(userConfig, resolveVariable)),
  });
