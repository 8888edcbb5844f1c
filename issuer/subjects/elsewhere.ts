import type { OpenCoin } from "../coin/open.ts";
import { loadCoin } from "../coin-file/load.ts";
import { resolveCoin } from "../coin-file/resolve.ts";
import { recordedNetworks } from "../journal/store.ts";
import type { HistoryEntry } from "../journal/history.ts";
import type { Journal } from "../journal/journal.ts";
import { operationStore, operationsFolder } from "./operation-history.ts";

/** What this machine knows of one subject of the same operation on another network. */
export interface ElsewhereEntry {
  /** Hardhat's name of the network. */
  readonly network: string;
  readonly entry: HistoryEntry;
}

/** What this machine knows of references on other networks. */
export interface Elsewhere {
  /** Returns what is known under references that look like one, of each network oldest first. */
  alike(reference: string): readonly ElsewhereEntry[];
}

/** There are no other networks. */
export const NOWHERE: Elsewhere = { alike: () => [] };

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

/**
 * Opens the journals of an operation on other networks: each is read once, and from then on what was added to it.
 * @param root - Folder of the journals.
 * @returns Looks at what they say now.
 */
export function journalsElsewhere(
  networks: readonly string[],
  coin: string,
  operation: string,
  root = operationsFolder(),
): () => Elsewhere {
  const opened = new Map<string, Journal>();
  return () => {
    for (const network of networks) {
      const known = opened.get(network);
      if (known === undefined) opened.set(network, operationStore(network, coin, operation, { root }).openJournal());
      else known.refresh();
    }
    return {
      alike: (reference) =>
        [...opened].flatMap(([network, { history }]) => history.alike(reference).map((entry) => ({ network, entry }))),
    };
  };
}
