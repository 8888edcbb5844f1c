import type { ValidCoinConfig } from "../config/schema.ts";
import { parseAmount, parseDuration } from "../units.ts";

/** From when on something is told. Amounts in smallest units, times in seconds. */
export interface Thresholds {
  readonly mintAbove: bigint;
  /** Percent of a window's headroom. */
  readonly windowSpent: number;
  /** Percent of a bridge's capacity. */
  readonly bridgeSpent: number;
  /** Before the end of the last window. */
  readonly reportExpires: bigint;
  /** Before a freeze ends by itself. */
  readonly freezeLapses: bigint;
  /** Age of the newest block. */
  readonly lag: bigint;
  /** Without any answer. */
  readonly unreachable: bigint;
}

const DEFAULTS = {
  mintAbove: "100000",
  windowSpent: 80,
  bridgeSpent: 80,
  reportExpires: "2h",
  freezeLapses: "12h",
  lag: "5m",
  unreachable: "1m",
} as const;

/** The thresholds of a coin's file (its section `monitor`), defaults for the rest. */
export function thresholdsOf({ monitor = {}, decimals }: Pick<ValidCoinConfig, "monitor" | "decimals">): Thresholds {
  const {
    mintAbove = DEFAULTS.mintAbove,
    windowSpent = DEFAULTS.windowSpent,
    bridgeSpent = DEFAULTS.bridgeSpent,
    reportExpires = DEFAULTS.reportExpires,
    freezeLapses = DEFAULTS.freezeLapses,
    lag = DEFAULTS.lag,
    unreachable = DEFAULTS.unreachable,
  } = monitor;
  return {
    mintAbove: parseAmount(mintAbove, decimals),
    windowSpent,
    bridgeSpent,
    reportExpires: parseDuration(reportExpires),
    freezeLapses: parseDuration(freezeLapses),
    lag: parseDuration(lag),
    unreachable: parseDuration(unreachable),
  };
}
