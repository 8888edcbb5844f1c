/**
 * Where the coin is, from the records of the deployments. Empty of a network means: not deployed there by this repository.
 * @packageDocumentation
 */
import type { Deployment } from "./deployment.ts";
import { naturalOf } from "./given.ts";
import { DEPLOYMENTS } from "./generated/deployments.ts";

export * from "./problem.ts";
export type { Deployment } from "./deployment.ts";
export { DEPLOYMENTS } from "./generated/deployments.ts";

/**
 * Returns where a coin is on a chain.
 * @param chainId - `block.chainid`
 * @param coin - name of its file under `config/`
 * @returns undefined where it is not deployed
 * @throws IntegrationError `INPUT_INVALID` for an id that is no number
 */
export function findDeployment(chainId: bigint | number, coin = "kgst"): Deployment | undefined {
  const wanted = naturalOf("The chain id", chainId);
  return DEPLOYMENTS.find((deployment) => deployment.coin === coin && deployment.chainId === wanted);
}
