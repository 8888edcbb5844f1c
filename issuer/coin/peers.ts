import { type Desired, networksOfSection } from "../coin-file/resolve.ts";
import type { DeploymentRecord } from "../journal/record.ts";
import { fileStore } from "../journal/store.ts";

/** Returns the record of a coin on a network by Hardhat's name; null if it was never deployed there. */
export type RecordOf = (network: string) => DeploymentRecord | null;

/** Returns the records that lie in the folder of records. */
export function recordsOf(coin: string): RecordOf {
  return (network) => fileStore(network, coin).readRecord();
}

/**
 * Returns a coin with the adapters at the other ends of its routes, as far as the records of the other networks have them.
 * @param recordOf - Where those are.
 */
export function withPeers(desired: Desired, recordOf: RecordOf): Desired {
  const { layerzero } = desired;
  if (layerzero === null) return desired;
  const routes = layerzero.routes.map((route) => {
    const records = networksOfSection(route.network).map((network) => recordOf(network));
    const known = records.flatMap((record) => record?.contracts.adapter?.address ?? []);
    return { ...route, peer: known[0] ?? null };
  });
  return { ...desired, layerzero: { ...layerzero, routes } };
}
