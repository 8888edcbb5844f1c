import type { ConfigurationVariableHooks } from "hardhat/types/hooks";
import { credential } from "../../../issuer/secrets/sources.ts";

/** Answers from the service's credentials; the environment comes before them, the keystore after them. */
const hooks = (): Promise<Partial<ConfigurationVariableHooks>> =>
  Promise.resolve({
    fetchValue: async (context, variable, next) => credential(variable.name) ?? (await next(context, variable)),
  });

export default hooks;
