import type { ReserveReport } from "../reports/reserve-report.ts";
import type { ObservedChain } from "./observation.ts";

/** Number of the report whose window has begun last; no lower one can be posted any more. */
export function begunOf({ seen, latest, block }: Pick<ObservedChain, "seen" | "latest" | "block">): bigint {
  const waits = seen.filter(({ report }) => report.validFrom > block.timestamp);
  if (!waits.some(({ report }) => report.sequence === latest.sequence)) return latest.sequence;
  return seen.findLast((entry) => !waits.includes(entry))?.report.sequence ?? 0n;
}

/**
 * Returns whether a chain could still take a report that it has not, or a later revision of one that it has: neither passed
 * over, nor settled, nor signed by another attestor set than the one that signs there now. Times are not asked.
 */
export function canBePosted(
  { sequence, epoch, revision }: Pick<ReserveReport, "sequence" | "epoch" | "revision">,
  chain: Pick<ObservedChain, "seen" | "latest" | "block" | "resolvedThrough" | "terms">,
): boolean {
  const same = chain.seen.find(({ report }) => report.sequence === sequence)?.report;
  const placed = same === undefined ? sequence > begunOf(chain) : revision > same.revision;
  return placed && sequence > chain.resolvedThrough && epoch === chain.terms.epoch;
}
