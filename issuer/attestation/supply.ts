import { canBePosted } from "./begun.ts";
import type { AssumedChain, BridgeBooks, KnownReport, Observation, ObservedChain } from "./observation.ts";

/** What one chain can still mint under one report. */
export interface OpenWindow {
  readonly sequence: bigint;
  readonly validUntil: bigint;
  readonly allocation: bigint;
  readonly minted: bigint;
  readonly left: bigint;
  /** `accepted`: the chain has the report. `postable`: anyone can still post it. `assumed`: the chain cannot be read. */
  readonly state: "accepted" | "postable" | "assumed";
}

/** What one chain adds to the supply that a report must cover. */
export interface ChainShare {
  readonly network: string;
  readonly chainId: bigint;
  readonly supply: bigint;
  /** Redeemed since the reserves were counted: outstanding when they were. */
  readonly redeemed: bigint;
  /** Minted under the report in question itself: its allocation covers that, not its supply. */
  readonly ownMints: bigint;
  readonly windows: readonly OpenWindow[];
}

/** One bridge system over all chains. */
export interface Crossing {
  readonly bridges: readonly string[];
  readonly burned: bigint;
  readonly minted: bigint;
  /** Burned on one chain and not minted on another yet, held or not; never below zero. */
  readonly inFlight: bigint;
  /** The part of it that adapters hold for receivers that cannot be credited. */
  readonly held: bigint;
}

/** The supply that a report must state at least, and how it comes about. */
export interface SupplyNeeded {
  readonly chains: readonly ChainShare[];
  readonly crossings: readonly Crossing[];
  readonly outstanding: bigint;
  readonly redeemed: bigint;
  readonly stillMintable: bigint;
  readonly inFlight: bigint;
  readonly total: bigint;
}

/** Returns every report that is known, once each, by rising window. */
export function knownReports({ chains, signed }: Pick<Observation, "chains" | "signed">): KnownReport[] {
  const all = [...chains.flatMap(({ seen }) => seen), ...signed];
  const byDigest = new Map(all.map(({ report, digest }) => [digest, { report, digest }]));
  return [...byDigest.values()].sort((a, b) => compare(a.report.validFrom, b.report.validFrom));
}

/**
 * Returns the supply that a report must cover: what was outstanding when the reserves were counted, what can still be
 * minted under other reports before its window begins, and what is between two chains.
 *
 * A mint moves an amount from "left of the window" to "supply", a redemption from "supply" to "redeemed", a bridge from
 * "supply" to "in flight" and back. So the sum is the same at whatever moments the chains were read, except that a
 * window which ends or is closed lowers it. `headroom()` would not do: it is zero while minting is paused.
 * @param observation - All chains.
 * @param own - The report in question, if it, or a revision that it lowers, may have been accepted somewhere already: what
 * was minted under it up to its own shares is covered by them.
 */
export function supplyNeeded(observation: Observation, own: Own | null = null): SupplyNeeded {
  const known = knownReports(observation).filter(({ report }) => report.sequence !== own?.sequence);
  const chains = [
    ...observation.chains.map((chain) => shareOf(chain, known, own)),
    ...observation.assumed.map((chain) => assumedShare(chain, known, observation)),
  ];
  const crossings = crossingsOf(observation);
  const outstanding = sum(chains.map(({ supply, ownMints }) => supply - ownMints));
  const redeemed = sum(chains.map((chain) => chain.redeemed));
  const stillMintable = sum(chains.flatMap(({ windows }) => windows.map(({ left }) => left)));
  const inFlight = sum(crossings.map((crossing) => crossing.inFlight));
  const total = outstanding + redeemed + stillMintable + inFlight;
  return { chains, crossings, outstanding, redeemed, stillMintable, inFlight, total };
}

/** Of a report, what tells which mints it covers itself. */
export type Own = Pick<KnownReport["report"], "sequence" | "allocations">;

function shareOf(chain: ObservedChain, known: readonly KnownReport[], own: Own | null): ChainShare {
  const { network, chainId, supply, redeemed } = chain;
  const isOwn = own !== null && own.sequence === chain.minted.sequence;
  const share = own === null ? 0n : allocationOf(own, chainId);
  const minted = isOwn ? chain.minted.amount : 0n;
  const ownMints = minted < share ? minted : share;
  const windows = greatestOfEach(known.flatMap((entry) => openWindow(chain, entry)));
  return { network, chainId, supply, redeemed, ownMints, windows };
}

/** Of several revisions of one report that may be posted, a chain takes one: the greatest counts. */
function greatestOfEach(windows: readonly OpenWindow[]): OpenWindow[] {
  return windows.filter(
    (window, index) =>
      !windows.some(
        (other, place) =>
          other.sequence === window.sequence &&
          (other.left > window.left || (other.left === window.left && place < index)),
      ),
  );
}

function openWindow(chain: ObservedChain, { report, digest }: KnownReport): OpenWindow[] {
  const { sequence, validUntil } = report;
  if (validUntil <= chain.block.timestamp) return [];
  const allocation = allocationOf(report, chain.chainId);
  const seen = chain.seen.find((entry) => entry.digest === digest);
  if (seen === undefined) {
    // A revision of a report that the chain has lets it mint no more than that.
    if (!canBePosted(report, chain) || chain.seen.some((entry) => entry.report.sequence === sequence)) return [];
    return [{ sequence, validUntil, allocation, minted: 0n, left: allocation, state: "postable" }];
  }
  const minted = chain.minted.sequence === sequence ? chain.minted.amount : 0n;
  const over = seen.closed || chain.minted.sequence > sequence;
  // A revision may have lowered the share below what was minted before.
  const left = over || minted > allocation ? 0n : allocation - minted;
  return [{ sequence, validUntil, allocation, minted, left, state: "accepted" }];
}

/** Of a chain that cannot be read, nothing that it was ever given counts as used up. */
function assumedShare(chain: AssumedChain, known: readonly KnownReport[], { chains }: Observation): ChainShare {
  const clock = chains
    .map(({ block }) => block.timestamp)
    .reduce((least, time) => (time < least ? time : least), NEVER);
  const windows = known
    .filter(({ report }) => report.validUntil > clock)
    .map(({ report }): OpenWindow => {
      const { sequence, validUntil } = report;
      const allocation = allocationOf(report, chain.chainId);
      return { sequence, validUntil, allocation, minted: 0n, left: allocation, state: "assumed" };
    });
  const { network, chainId, supply } = chain;
  return { network, chainId, supply, redeemed: 0n, ownMints: 0n, windows: greatestOfEach(windows) };
}

function crossingsOf({ chains, sameBridges }: Observation): Crossing[] {
  const systems = new Map<string, BridgeBooks[]>();
  for (const books of chains.flatMap(({ bridges }) => bridges)) {
    const system = sameBridges.find((names) => names.includes(books.bridge))?.join(" ") ?? books.bridge;
    systems.set(system, [...(systems.get(system) ?? []), books]);
  }
  return [...systems.values()].map((entries) => {
    const burned = sum(entries.map((entry) => entry.burned));
    const minted = sum(entries.map((entry) => entry.minted));
    const bridges = [...new Set(entries.map(({ bridge }) => bridge))];
    const open = burned > minted ? burned - minted : 0n;
    return { bridges, burned, minted, inFlight: open, held: sum(entries.map(({ held = 0n }) => held)) };
  });
}

/** Returns what a report allows one chain. */
export function allocationOf(report: Pick<KnownReport["report"], "allocations">, chainId: bigint): bigint {
  return report.allocations.find((entry) => entry.chainId === chainId)?.mintable ?? 0n;
}

/** Returns the sum of amounts. */
export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

const NEVER = 2n ** 64n;

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}
