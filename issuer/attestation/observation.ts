import type { TypedDataDomain } from "ethers";
import type { ReserveReport } from "../reports/reserve-report.ts";

/** A block that was looked at. */
export interface ObservedBlock {
  readonly number: number;
  readonly hash: string;
  /** Unix seconds. */
  readonly timestamp: bigint;
}

/** A report with what the attestors sign for it. */
export interface KnownReport {
  readonly report: ReserveReport;
  readonly digest: string;
}

/** A report that a chain has accepted. */
export interface SeenReport extends KnownReport {
  /** Closed for good before its end: nothing can be minted under it on this chain. */
  readonly closed: boolean;
}

/** What a bridge has minted and burned on one chain since its deployment. */
export interface BridgeBooks {
  readonly bridge: string;
  readonly minted: bigint;
  readonly burned: bigint;
  /** What it holds for receivers that cannot be credited, burned on another chain: the coin's adapter alone does. */
  readonly held?: bigint;
}

/** What must be the same on every chain, or the sum over the chains is not bounded by one report. */
export interface CommonTerms {
  readonly domain: TypedDataDomain;
  readonly decimals: number;
  /** Number of the attestor set. */
  readonly epoch: bigint;
  /** By rising address. */
  readonly attestors: readonly string[];
  readonly threshold: number;
  /** Seconds. */
  readonly maximumWindow: bigint;
  /** The most seconds from the count of the reserves to the end of the window. */
  readonly maximumAge: bigint;
}

/** One chain of a coin at one final block. Amounts in smallest units. */
export interface ObservedChain {
  /** Hardhat's name of the network. */
  readonly network: string;
  readonly chainId: bigint;
  readonly block: ObservedBlock;
  readonly terms: CommonTerms;
  readonly halted: boolean;
  /** Reports up to this sequence are void, and contradict nothing. */
  readonly resolvedThrough: bigint;
  /** Whether the token asks the attestations that the deployment's record names; false if it asks nobody at all. */
  readonly gateIsOurs: boolean;
  readonly supply: bigint;
  /** What the token has counted under the latest report that was minted under. */
  readonly minted: { readonly sequence: bigint; readonly amount: bigint };
  /** Sequence and end of the last accepted report, also of a contract that this one replaced; zero before the first. */
  readonly latest: { readonly sequence: bigint; readonly validUntil: bigint };
  /** Reports accepted here whose windows may still matter, by rising number, each in its latest revision. */
  readonly seen: readonly SeenReport[];
  readonly bridges: readonly BridgeBooks[];
  /** Redeemed or wiped since the reserves were counted, up to the block. */
  readonly redeemed: bigint;
}

/** A chain that cannot be read, for which somebody answers. */
export interface AssumedChain {
  readonly network: string;
  readonly chainId: bigint;
  /** The most that can be outstanding there, smallest units. */
  readonly supply: bigint;
}

/** All chains of a coin. */
export interface Observation {
  readonly chains: readonly ObservedChain[];
  readonly assumed: readonly AssumedChain[];
  /** Reports that attestors have signed, as far as the desk keeps them; accepted somewhere or not. */
  readonly signed: readonly KnownReport[];
  /** Bridges that are one system under several addresses; each other address is a bridge of its own. */
  readonly sameBridges: readonly (readonly string[])[];
}
