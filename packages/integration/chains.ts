import { naturalOf } from "./given.ts";

/** A chain that the coin is made for. */
export interface ChainFacts {
  /** What people call it. */
  readonly title: string;
  readonly platform: "evm" | "tron";
  /** `block.chainid`; on TRON the last four bytes of the genesis block's id, as TIP-712 signs it. */
  readonly chainId: bigint;
  /** The chain's id among all chains (CAIP-2). */
  readonly caip2: `${"eip155" | "tron"}:${string}`;
  /** Where people look transactions up. */
  readonly explorer: string;
  /** How a deposit is known to be final. */
  readonly finality: "block tag `finalized`" | "solidified: the node's /walletsolidity API";
  readonly testnet: boolean;
}

const FINALIZED = "block tag `finalized`";
const SOLIDIFIED = "solidified: the node's /walletsolidity API";

/** The public chains, by the name that the coin's deployments give them. */
export const CHAINS = {
  bsc: {
    title: "BNB Chain",
    platform: "evm",
    chainId: 56n,
    caip2: "eip155:56",
    explorer: "https://bscscan.com",
    finality: FINALIZED,
    testnet: false,
  },
  bscTestnet: {
    title: "BNB Chain Testnet",
    platform: "evm",
    chainId: 97n,
    caip2: "eip155:97",
    explorer: "https://testnet.bscscan.com",
    finality: FINALIZED,
    testnet: true,
  },
  tron: {
    title: "TRON",
    platform: "tron",
    chainId: 728_126_428n,
    caip2: "tron:0x2b6653dc",
    explorer: "https://tronscan.org/#",
    finality: SOLIDIFIED,
    testnet: false,
  },
  nile: {
    title: "TRON Nile",
    platform: "tron",
    chainId: 3_448_148_188n,
    caip2: "tron:0xcd8690dc",
    explorer: "https://nile.tronscan.org/#",
    finality: SOLIDIFIED,
    testnet: true,
  },
  shasta: {
    title: "TRON Shasta",
    platform: "tron",
    chainId: 2_494_104_990n,
    caip2: "tron:0x94a9059e",
    explorer: "https://shasta.tronscan.org/#",
    finality: SOLIDIFIED,
    testnet: true,
  },
} as const satisfies Record<string, ChainFacts>;

/** Name of a public chain. */
export type ChainName = keyof typeof CHAINS;

/** Returns the public chain with this id, or undefined. @throws IntegrationError `INPUT_INVALID` for what is no number */
export function chainOf(chainId: bigint | number): (ChainFacts & { readonly name: ChainName }) | undefined {
  const wanted = naturalOf("The chain id", chainId);
  const found = Object.entries(CHAINS).find(([, facts]) => facts.chainId === wanted);
  return found === undefined ? undefined : { name: found[0] as ChainName, ...found[1] };
}

/**
 * Returns the chain id that TIP-712 signs: the lower four bytes, which on every TRON network are all that
 * `block.chainid` has.
 * @param id - a chain id, or the whole id of a genesis block as older nodes give it
 * @example tip712ChainId("0x00000000000000001ebf88508a03865c71d452e25f4d51194196a1d22b6653dc") // 728126428n
 * @throws IntegrationError `INPUT_INVALID` for what is no number
 */
export function tip712ChainId(id: bigint | number | string): bigint {
  return naturalOf("The chain id", id) & 0xffff_ffffn;
}
