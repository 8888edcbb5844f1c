import { fileURLToPath } from "node:url";
import { LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import { finalTag } from "../chains/final-state.ts";
import type { OpenCoin } from "../coin/open.ts";
import type { AdapterIdentity, BookIdentity } from "./book-file.ts";
import { ChainLogs, ChainState, type Moment } from "./chain-source.ts";
import type { ReconciledChain } from "./reconcile.ts";

/** What is needed of an open coin to keep its books. */
export type BookedCoin = Pick<OpenCoin, "desired" | "chain" | "record" | "addresses" | "contracts">;

/** Returns where the books of a coin are by default: one file for all chains of an environment. */
export function defaultBooksFile({ desired }: Pick<BookedCoin, "desired">): string {
  const name = `books/${desired.coin}-${desired.network.environment}.sqlite`;
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}

/** Which coin the books are of. */
export function bookIdentity({ desired }: Pick<BookedCoin, "desired">): BookIdentity {
  const { coin, network, tokenId, decimals } = desired;
  return { coin, environment: network.environment, tokenId, decimals };
}

/**
 * Returns a coin on one chain as `reconcile` takes it: events from the first contract's block on, state where it is
 * final.
 */
export function reconciledChain(coin: BookedCoin): ReconciledChain {
  const { desired, chain, record, addresses, contracts } = coin;
  const { name, chainId } = desired.network;
  const blocks = Object.values(record.contracts).map(({ block }) => block);
  const { token, attestations } = addresses;
  const adapter = adapterIdentity(coin);
  const firstBlock = Math.min(...blocks);
  const former = adapter === undefined ? [] : (desired.layerzero?.formerAdapters ?? []);
  const adapters = adapter === undefined ? [] : [adapter.address, ...former];
  return {
    identity: {
      ...{ network: name, chainId, genesis: record.genesis, token, attestations, firstBlock },
      ...(adapter === undefined ? {} : { adapter }),
      ...(former.length === 0 ? {} : { formerAdapters: former }),
    },
    logs: new ChainLogs(chain, [token, attestations], adapters),
    state: new ChainState(chain, momentOf({ desired })),
    token: contracts.token,
    attestations: contracts.attestations,
    adapters: adapters.map((address) => LayerZeroAdapter__factory.connect(address, chain.provider)),
  };
}

function adapterIdentity({ desired, record, addresses }: BookedCoin): AdapterIdentity | undefined {
  const { adapter: address } = addresses;
  const { adapter: recorded } = record.contracts;
  if (address === undefined || recorded === undefined || desired.layerzero == null) return undefined;
  return { address, firstBlock: recorded.block, endpointId: desired.layerzero.endpointId };
}

function momentOf({ desired }: Pick<BookedCoin, "desired">): Moment {
  return desired.network.platform === "evm" ? { kind: "block" } : { kind: "tag", tag: finalTag(desired.network) };
}
