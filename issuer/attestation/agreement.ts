import type { ReserveReport } from "../reports/reserve-report.ts";
import { formatDuration } from "../text/units.ts";
import type { CommonTerms, ObservedChain } from "./observation.ts";

/** What a report promises, and when. */
export type Promised = Omit<ReserveReport, "supply" | "evidence">;

/**
 * Returns whether two different reports cannot both be honest: one number, or windows that overlap, unless one is a
 * revision that only lowers the other. Two quorums of one attestor set under them halt issuance; reports of different
 * sets do not contradict each other.
 */
export function contradicts(first: Promised, second: Promised): boolean {
  const overlap = first.validFrom < second.validUntil && second.validFrom < first.validUntil;
  const clash = first.epoch === second.epoch && (first.sequence === second.sequence || overlap);
  return clash && !lowers(first, second) && !lowers(second, first);
}

/** Returns whether the second report is a later revision of the first one that raises nothing on any chain. */
export function lowers(first: Promised, second: Promised): boolean {
  const same = (["epoch", "sequence", "asOf", "validFrom", "validUntil"] as const).every(
    (field) => first[field] === second[field],
  );
  const given = new Map(first.allocations.map(({ chainId, mintable }) => [chainId, mintable]));
  const shares = second.allocations.every(({ chainId, mintable }) => mintable <= (given.get(chainId) ?? -1n));
  return same && second.revision > first.revision && second.reserves <= first.reserves && shares;
}

const LINES: readonly [string, (terms: CommonTerms) => string][] = [
  ["the epoch of the attestors", ({ epoch }) => `${epoch}`],
  ["the attestors", ({ attestors }) => attestors.join(" ")],
  ["the threshold", ({ threshold }) => `${threshold}`],
  ["the signing domain's name", ({ domain }) => domain.name ?? ""],
  ["the signing domain's version", ({ domain }) => domain.version ?? ""],
  ["the token id", ({ domain }) => String(domain.salt ?? "")],
  ["the decimals", ({ decimals }) => `${decimals}`],
  ["the longest window", ({ maximumWindow }) => formatDuration(maximumWindow)],
  ["the greatest age of a count", ({ maximumAge }) => formatDuration(maximumAge)],
];

/** Returns what differs between chains that must not, one sentence each. */
export function disagreements(chains: readonly Pick<ObservedChain, "network" | "terms">[]): string[] {
  const [first, ...others] = chains;
  if (first === undefined) return [];
  return LINES.flatMap(([what, read]) =>
    others
      .filter(({ terms }) => read(terms) !== read(first.terms))
      .map((other) => `${what}: ${read(first.terms)} on ${first.network}, ${read(other.terms)} on ${other.network}`),
  );
}
