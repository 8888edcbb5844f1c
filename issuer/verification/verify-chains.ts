import { combinedReads } from "../chains/combined-reads.ts";
import { readThrough } from "../coin/connect.ts";
import { type Opened, type NetworkRefusal, networkRefusal } from "../coin/open-each.ts";
import { type VerifiedChain, compareChains, readOutstanding } from "./cross-chain-comparison.ts";
import type { Drift } from "./state-comparison.ts";
import { verifyDeployment } from "./verify.ts";

/** A difference on one network; `network` is null if it is one between networks. */
export type ChainDrift = Drift & { readonly network: string | null };

/** The result of comparing a coin on all its chains. */
export interface Verified {
  /** Number of lines that were compared. */
  readonly checked: number;
  readonly drifts: readonly ChainDrift[];
  /** What a node could not answer. */
  readonly notes: readonly { readonly network: string; readonly note: string }[];
}

interface OneChain extends Verified {
  readonly chain: VerifiedChain | null;
}

/**
 * Compares a coin with its file, its build and its records on each chain, and the chains with each other. A chain that
 * cannot be looked at is a difference, too: nobody knows what is there. Each chain is looked at as soon as it is open,
 * whatever the others do.
 * @param told - Called when a chain was compared, in whatever order they end.
 * @returns What was found, in the order of the chains.
 */
export async function verifyChains(
  opened: readonly (Opened | Promise<Opened>)[],
  told: (network: string, verified: Omit<Verified, "notes">) => void = () => undefined,
): Promise<Verified> {
  const each = await Promise.all(
    opened.map(async (one) => {
      const network = await one;
      const verified = await verifyOne(network);
      told(network.desired.network.name, verified);
      return verified;
    }),
  );
  const decimals = (await opened[0])?.desired.decimals ?? 0;
  const chains = each.flatMap(({ chain }) => (chain === null ? [] : [chain]));
  const across = chains.length < 2 ? { checked: 0, drifts: [] } : compareChains(chains, decimals);
  return {
    checked: each.reduce((sum, { checked }) => sum + checked, across.checked),
    drifts: [...each.flatMap(({ drifts }) => drifts), ...across.drifts.map((drift) => ({ network: null, ...drift }))],
    notes: each.flatMap(({ notes }) => notes),
  };
}

async function verifyOne({ desired, coin, refusal }: Opened): Promise<OneChain> {
  const network = desired.network.name;
  const gone = ({ code, message }: NetworkRefusal): OneChain => {
    const drift = { network, path: "node", expected: "an answer", actual: `${code}: ${message}` };
    return { checked: 1, drifts: [drift], notes: [], chain: null };
  };
  if (coin === null) return gone(refusal);
  try {
    const { chain, record, build, contracts } = coin;
    const { checked, drifts, notes, state } = await verifyDeployment(chain, coin.desired, record, build);
    const whole = ["attestations", "token"].every((name) => state.get(`${name}.answers`) === "yes");
    return {
      checked,
      drifts: drifts.map((drift) => ({ network, ...drift })),
      notes: notes.map((note) => ({ network, note })),
      chain: whole
        ? {
            network,
            state,
            layerzero: coin.desired.layerzero,
            outstanding: await readOutstanding(readThrough(contracts, combinedReads(chain.provider).session())),
          }
        : null,
    };
  } catch (error) {
    return gone(networkRefusal(error));
  }
}
