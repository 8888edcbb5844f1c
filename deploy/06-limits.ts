import type { Limit } from "../issuer/coin-file/resolve.ts";
import { type CallAction, NOTHING, addressOf } from "../issuer/model/plan.ts";
import type { Step } from "../issuer/engine/step.ts";
import { findVanished } from "../issuer/engine/vanished.ts";
import type { Problem } from "../issuer/errors.ts";
import { formatDuration } from "../issuer/text/units.ts";
import { formatAmount } from "../packages/integration/reading/format.ts";
import { IStablecoin__factory } from "../typechain-types/index.js";

/** Limits as the chain has them, by account. */
export interface LimitState {
  readonly minters: ReadonlyMap<string, Limit>;
  readonly bridges: ReadonlyMap<string, { readonly inbound: Limit; readonly outbound: Limit }>;
  /** Transactions that set a limit and are not on the chain any more, as after a deep re-organisation. */
  readonly lost: readonly string[];
}

const CLOSED: Limit = { capacity: 0n, window: 0n };

/**
 * The first limits of minters and bridges, set by the LIMITER. A limit that was set once is left alone: from then on it
 * is an operation, and a second run must not undo what the LIMITER did in an incident.
 */
export const limits: Step<LimitState> = {
  id: "06-limits",
  title: "Limits",
  refusal: "LIMIT_ALREADY_SET",
  needs: ["token"],
  async observe({ chain, desired, addresses, journal }) {
    const token = IStablecoin__factory.connect(addressOf(addresses, "token"), chain.provider);
    const minters = new Map<string, Limit>();
    for (const { minter } of desired.minterLimits) {
      const [capacity, window] = await token.minterLimit(minter);
      minters.set(minter, { capacity, window });
    }
    const bridges = new Map<string, { inbound: Limit; outbound: Limit }>();
    for (const { bridge } of desired.bridgeLimits) {
      const [set] = await token.bridgeLimits(bridge);
      bridges.set(bridge, {
        inbound: { capacity: set.inboundCapacity, window: set.inboundWindow },
        outbound: { capacity: set.outboundCapacity, window: set.outboundWindow },
      });
    }
    const vanished = await findVanished(chain, journal, limits.id);
    return { minters, bridges, lost: vanished.map(({ hash }) => hash) };
  },
  plan(desired, { addresses, done, state }) {
    if (state !== undefined && state.lost.length > 0) return { ...NOTHING, lost: state.lost };
    const { decimals, symbol } = desired;
    const call = {
      kind: "call",
      to: addressOf(addresses, "token"),
      artifact: "IStablecoin",
      by: desired.roles.LIMITER,
    } as const;
    const show = ({ capacity, window }: Limit): string =>
      `${formatAmount(capacity, decimals)} ${symbol} per ${formatDuration(window)}`;
    const actions: CallAction[] = [];
    const problems: Problem[] = [];
    const compare = (action: CallAction, pairs: readonly [set: Limit, wanted: Limit][]): void => {
      if (done.has(action.key) || pairs.every(([set, wanted]) => equal(set, wanted))) return;
      if (pairs.every(([set]) => equal(set, CLOSED))) actions.push(action);
      else {
        const found = pairs.map(([set]) => show(set)).join(", ");
        problems.push({
          code: "LIMIT_ALREADY_SET",
          message: `Planned: ${action.description}. The chain has ${found}.`,
        });
      }
    };

    for (const { minter, capacity, window } of desired.minterLimits) {
      const key = `limit:minter:${minter}`;
      const description = `let ${minter} mint ${show({ capacity, window })}`;
      const action = { ...call, key, method: "setMinterLimit", args: [minter, capacity, window], description };
      compare(action, [[state?.minters.get(minter) ?? CLOSED, { capacity, window }]]);
    }
    for (const { bridge, inbound, outbound } of desired.bridgeLimits) {
      const key = `limit:bridge:${bridge}`;
      const description = `let ${bridge} bring in ${show(inbound)} and take out ${show(outbound)}`;
      const set = {
        inboundCapacity: inbound.capacity,
        inboundWindow: inbound.window,
        outboundCapacity: outbound.capacity,
        outboundWindow: outbound.window,
      };
      const action = { ...call, key, method: "setBridgeLimits", args: [bridge, set], description };
      const now = state?.bridges.get(bridge);
      compare(action, [
        [now?.inbound ?? CLOSED, inbound],
        [now?.outbound ?? CLOSED, outbound],
      ]);
    }
    return { actions, problems };
  },
};

function equal(a: Limit, b: Limit): boolean {
  return a.capacity === b.capacity && a.window === b.window;
}
