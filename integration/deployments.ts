/**
 * Where the coin is, from the records of the deployments. Empty of a network means: not deployed there by this repository.
 * @packageDocumentation
 */
import { DEPLOYMENTS } from "./generated/deployments.ts";

export { DEPLOYMENTS } from "./generated/deployments.ts";

/** One coin on one public network. Addresses in the `0x` form; `toBase58` shows them as TRON does. */
export interface Deployment {
  readonly coin: string;
  /** Name of the network, such as `bsc`, `bscTestnet`, `tron`, `nile`, `shasta`. */
  readonly network: string;
  readonly chainId: bigint;
  readonly token: `0x${string}`;
  readonly reserveAttestations: `0x${string}`;
  readonly timelock: `0x${string}`;
  /** The token's first block: events begin here. */
  readonly fromBlock: number;
}

/**
 * Where a coin is on a chain.
 * @param chainId - `block.chainid`
 * @param coin - name of its file under `config/`
 * @returns undefined where it is not deployed
 */
export function findDeployment(chainId: bigint | number, coin = "kgst"): Deployment | undefined {
  return DEPLOYMENTS.find((deployment) => deployment.coin === coin && deployment.chainId === BigInt(chainId));
}
