import type { OpenCoin } from "../coin/open.ts";
import type { MoveFee } from "../moves/fees.ts";
import { formatNative } from "../text/units.ts";
import type { MoveFinding } from "./moves.ts";

/** Seconds after which a fee that stays is the usual one, and between two steps on that way. */
const TIMES = { day: 86_400, step: 3_600 } as const;

/** What LayerZero usually asks for on a route: the mean of about a day. */
export interface UsualFee {
  /** In the smallest unit of the native coin where a move leaves, as text. */
  readonly usual: string;
  /** When it was reckoned, Unix seconds. */
  readonly at: number;
}

/** What usual fees are known, by the networks of a route with a space between them. */
export type UsualFees = Readonly<Record<string, UsualFee>>;

/** A look at the fees of all routes. */
export interface FeesLook {
  readonly findings: readonly MoveFinding[];
  /** Names of what is so now. */
  readonly active: readonly string[];
  readonly usual: UsualFees;
}

/**
 * Compares what LayerZero asks for with what it usually does, and brings what is usual up to date. Pure.
 * @param before - What was usual, and which routes were told of.
 * @param feeAbove - Percent of the usual fee above which a route is told of.
 * @param now - Unix seconds.
 */
export function lookAtFees(
  fees: readonly MoveFee<OpenCoin>[],
  before: { readonly usual: UsualFees; readonly active: ReadonlySet<string> },
  feeAbove: number,
  now: number,
): FeesLook {
  const findings: MoveFinding[] = [];
  const active: string[] = [];
  const usual: Record<string, UsualFee> = { ...before.usual };
  for (const one of fees) {
    const route = `${one.source.desired.network.name} ${one.destination}`;
    const known = before.usual[route];
    const mean = BigInt(known?.usual ?? one.fee);
    usual[route] = known === undefined ? { usual: `${one.fee}`, at: now } : towards(known, one.fee, now);
    if (one.fee * 100n <= mean * BigInt(feeAbove)) continue;
    const name = `fee-jumped ${route}`;
    active.push(name);
    if (!before.active.has(name)) findings.push(jumped(one, mean, now));
  }
  return { findings, active, usual };
}

/** Goes from the usual fee towards the one of now, as far as the time since allows. */
function towards(known: UsualFee, fee: bigint, now: number): UsualFee {
  const passed = Math.min(now - known.at, TIMES.day);
  if (passed < TIMES.step) return known;
  const mean = BigInt(known.usual);
  return { usual: `${mean + ((fee - mean) * BigInt(passed)) / BigInt(TIMES.day)}`, at: now };
}

function jumped({ source, destination, fee }: MoveFee<OpenCoin>, usual: bigint, now: number): MoveFinding {
  const { name: from, nativeCoin } = source.desired.network;
  const show = (amount: bigint): string => `${formatNative(amount, source.chain.nativeDecimals)} ${nativeCoin}`;
  return {
    coin: source,
    finding: {
      ...{ kind: "fee-jumped", key: `fee-jumped/${from}/${destination}/${now}` },
      message: `LayerZero asks for ${show(fee)} for a move from ${from} to ${destination}; ${show(usual)} is usual.`,
      details: { source: from, destination, fee, usual },
      ...{ block: null, transaction: null, time: BigInt(now) },
    },
  };
}
