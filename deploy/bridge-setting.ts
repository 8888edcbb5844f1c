import type { BridgeLimit, Desired, Limit } from "../issuer/coin-file/resolve.ts";
import { formatDuration } from "../issuer/text/units.ts";
import { formatAmount } from "../packages/integration/reading/format.ts";

/** One limit that shall be set, beside the one that the chain has. */
export interface Setting {
  readonly key: string;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly description: string;
  /** Both for people. */
  readonly now: string;
  readonly wanted: string;
  /** Whether it was never set. */
  readonly closed: boolean;
}

/** A limit that nobody has set. */
export const CLOSED: Limit = { capacity: 0n, window: 0n };

/** A bridge's limits that nobody has set. */
export const SHUT: BridgeLimit = { inbound: CLOSED, outbound: CLOSED, netInflowCap: 0n };

/** Returns a limit for people, in the coin's own unit. */
export function showCoins(
  { capacity, window }: Limit,
  { decimals, symbol }: Pick<Desired, "decimals" | "symbol">,
): string {
  return `${formatAmount(capacity, decimals)} ${symbol} per ${formatDuration(window)}`;
}

/**
 * Returns what sets a bridge's limits.
 * @param now - What the chain has.
 * @param name - What people call the bridge, if not by its address.
 */
export function bridgeSetting(
  desired: Desired,
  bridge: string,
  limit: BridgeLimit,
  now = SHUT,
  name = bridge,
): Setting {
  const { decimals, symbol } = desired;
  const show = ({ inbound, outbound, netInflowCap }: BridgeLimit): string =>
    `in ${showCoins(inbound, desired)}, out ${showCoins(outbound, desired)}, at most ${formatAmount(netInflowCap, decimals)} ${symbol} in net`;
  return {
    key: `limit:bridge:${name.replace("the ", "")}`,
    method: "setBridgeLimits",
    args: [bridge, toBridgeLimits(limit)],
    description: `let ${name} move ${show(limit)}`,
    now: show(now),
    wanted: show(limit),
    closed: show(now) === show(SHUT),
  };
}

/** A bridge's limits as the contract takes them. */
function toBridgeLimits({ inbound, outbound, netInflowCap }: BridgeLimit): Readonly<Record<string, bigint>> {
  return {
    inboundCapacity: inbound.capacity,
    inboundWindow: inbound.window,
    outboundCapacity: outbound.capacity,
    outboundWindow: outbound.window,
    netInflowCap,
  };
}
