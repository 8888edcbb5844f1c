import type { ReserveReport } from "../reports/reserve-report.ts";
import { formatDuration } from "../text/units.ts";
import type { CommonTerms, ObservedChain } from "./observation.ts";

/**
 * Returns whether two different reports cannot both be honest: one number, or windows that overlap. Two quorums under
 * them halt issuance.
 */
export function contradicts(first: ReserveReport, second: ReserveReport): boolean {
  const overlap = first.validFrom < second.validUntil && second.validFrom < first.validUntil;
  return first.sequence === second.sequence || overlap;
}

const LINES: readonly [string, (terms: CommonTerms) => string][] = [
  ["the attestors", ({ attestors }) => attestors.join(" ")],
  ["the threshold", ({ threshold }) => `${threshold}`],
  ["the signing domain's name", ({ domain }) => domain.name ?? ""],
  ["the signing domain's version", ({ domain }) => domain.version ?? ""],
  ["the token id", ({ domain }) => String(domain.salt ?? "")],
  ["the decimals", ({ decimals }) => `${decimals}`],
  ["the longest window", ({ maximumWindow }) => formatDuration(maximumWindow)],
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
