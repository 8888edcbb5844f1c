import type { ChainFacts, ChainStatus, CoverageFact } from "./read.ts";

/** A coin over all its chains; amounts in smallest units. */
export interface Totals {
  /** Chains that have answered, of how many. */
  readonly answered: number;
  readonly chains: number;
  /** Chains that are left out of all sums, since they have not answered. */
  readonly missing: readonly string[];
  /** What is outstanding on the chains that have answered. */
  readonly supply: bigint;
  /** What can still be issued on them now. */
  readonly headroom: bigint;
  /** The latest report that any of them has; null before the first. */
  readonly latest: CoverageFact | null;
  /** Chains that have not got that report yet. */
  readonly behind: readonly string[];
  /** What the reserves exceed the supply by; negative if they do not. Null before the first report, and while a chain is missing. */
  readonly surplus: bigint | null;
}

/** Adds the chains up. Pure. */
export function totalsOf(statuses: readonly ChainStatus[]): Totals {
  const answered = statuses.flatMap(({ desired, facts }) => (facts === null ? [] : [{ desired, facts }]));
  const sum = (part: (facts: ChainFacts) => bigint): bigint =>
    answered.reduce((total, { facts }) => total + part(facts), 0n);
  const supply = sum((facts) => facts.supply);
  const sequences = answered.map(({ facts }) => facts.coverage?.sequence ?? 0n);
  const newest = sequences.reduce((most, sequence) => (sequence > most ? sequence : most), 0n);
  const latest = answered.find(({ facts }) => facts.coverage?.sequence === newest)?.facts.coverage ?? null;
  return {
    answered: answered.length,
    chains: statuses.length,
    missing: statuses.flatMap(({ desired, facts }) => (facts === null ? [desired.network.name] : [])),
    supply,
    headroom: sum((facts) => facts.window?.headroom ?? 0n),
    latest,
    behind: answered.flatMap(({ desired }, index) => (sequences[index] === newest ? [] : [desired.network.name])),
    surplus: latest === null || answered.length < statuses.length ? null : latest.reserves - supply,
  };
}
