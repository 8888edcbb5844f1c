import type { ConfigHooks } from "hardhat/types/hooks";

/** Resolves where alerts are posted, and what they are signed with. */
export default (): Promise<Partial<ConfigHooks>> =>
  Promise.resolve({
    resolveUserConfig: async (userConfig, resolveVariable, next) => {
      const config = await next(userConfig, resolveVariable);
      const { webhook = "", secret = "" } = userConfig.monitor ?? {};
      return { ...config, monitor: { webhook: resolveVariable(webhook), secret: resolveVariable(secret) } };
    },
  });
