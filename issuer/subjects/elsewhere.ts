import type { OpenCoin } from "../coin/open.ts";
import { loadCoin } from "../coin-file/load.ts";
import { resolveCoin } from "../coin-file/resolve.ts";
import { recordedNetworks } from "../journal/store.ts";
import { type HistoryEntry, historyOf, operationStore, operationsFolder } from "./operation-history.ts";

/** What this machine knows of one subject of the same operation on another network. */
export interface ElsewhereEntry {
  /** Hardhat's name of the network. */
  readonly network: string;
  readonly entry: HistoryEntry;
}

/**
 * Other networks of a coin that are of the same environment: a bank payment is issued, or paid out, on one of them.
 * @returns Their names, those without a record left out.
 */
export async function otherNetworks({ desired, hre }: Pick<OpenCoin, "desired" | "hre">): Promise<string[]> {
  const config = await loadCoin(desired.coin);
  return recordedNetworks(desired.coin).filter((name) => {
    if (name === desired.network.name || !(name in hre.config.networks)) return false;
    return resolveCoin(desired.coin, config, name).network.environment === desired.network.environment;
  });
}

/** Reads what the journals of an operation say on other networks. @param root - Folder of the journals. */
export function readElsewhere(
  networks: readonly string[],
  coin: string,
  operation: string,
  root = operationsFolder(),
): ElsewhereEntry[] {
  return networks.flatMap((network) => {
    const { records } = operationStore(network, coin, operation, { root }).openJournal();
    return [...historyOf(records).values()].map((entry) => ({ network, entry }));
  });
}
