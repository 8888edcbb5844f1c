import type { ObservedChain } from "./observation.ts";

/** Number of the report whose window has begun last; no lower one can be posted any more. */
export function begunOf({ seen, latest, block }: Pick<ObservedChain, "seen" | "latest" | "block">): bigint {
  const waits = seen.filter(({ report }) => report.validFrom > block.timestamp);
  if (!waits.some(({ report }) => report.sequence === latest.sequence)) return latest.sequence;
  return seen.findLast((entry) => !waits.includes(entry))?.report.sequence ?? 0n;
}
