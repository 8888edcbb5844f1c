import type { AdapterFact, ChainFacts, ChainStatus, CoverageFact } from "./read.ts";

/** A coin over all its chains; amounts in smallest units. */
export interface Totals {
  /** Chains that have answered, of how many. */
  readonly answered: number;
  readonly chains: number;
  /** Chains that are left out of all sums, since they have not answered. */
  readonly missing: readonly string[];
  /** What is on the chains that have answered. */
  readonly supply: bigint;
  /** What has left one chain through the coin's adapters and has not arrived on another; null while a chain is missing. */
  readonly inFlight: bigint | null;
  /** What the adapters hold for receivers that cannot be credited. */
  readonly held: bigint;
  /** All of these together. */
  readonly outstanding: bigint;
  /** What can still be issued on them now. */
  readonly headroom: bigint;
  /** The latest report that any of them has; null before the first. */
  readonly latest: CoverageFact | null;
  /** Chains that have not got that report yet. */
  readonly behind: readonly string[];
  /** What the reserves exceed what is outstanding by; negative if they do not. Null before the first report, and while a chain is missing. */
  readonly surplus: bigint | null;
}

/** Adds the chains up. Pure. */
export function totalsOf(statuses: readonly ChainStatus[]): Totals {
  const answered = statuses.flatMap(({ desired, facts }) => (facts === null ? [] : [{ desired, facts }]));
  const sum = (part: (facts: ChainFacts) => bigint): bigint =>
    answered.reduce((total, { facts }) => total + part(facts), 0n);
  const supply = sum((facts) => facts.supply);
  const adapters = answered.flatMap(({ facts }) => facts.adapter ?? []);
  const isWhole = answered.length === statuses.length;
  const held = sum((facts) => facts.adapter?.held ?? 0n);
  const inFlight = isWhole || adapters.length === 0 ? inFlightOf(adapters) : null;
  const outstanding = supply + held + (inFlight ?? 0n);
  const sequences = answered.map(({ facts }) => facts.coverage?.sequence ?? 0n);
  const newest = sequences.reduce((most, sequence) => (sequence > most ? sequence : most), 0n);
  const latest = answered.find(({ facts }) => facts.coverage?.sequence === newest)?.facts.coverage ?? null;
  return {
    answered: answered.length,
    chains: statuses.length,
    missing: statuses.flatMap(({ desired, facts }) => (facts === null ? [desired.network.name] : [])),
    ...{ supply, inFlight, held, outstanding },
    headroom: sum((facts) => facts.window?.headroom ?? 0n),
    latest,
    behind: answered.flatMap(({ desired }, index) => (sequences[index] === newest ? [] : [desired.network.name])),
    surplus: latest === null || !isWhole ? null : latest.reserves - outstanding,
  };
}

/** Each chain was read at a moment of its own: what arrived in between was not in flight at either. */
function inFlightOf(adapters: readonly AdapterFact[]): bigint {
  const open = adapters.reduce((total, { burned, minted, held }) => total + burned - minted - held, 0n);
  return open > 0n ? open : 0n;
}
