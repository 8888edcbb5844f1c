import type { BridgeLimit, Desired, Limit } from "../issuer/coin-file/resolve.ts";
import { type CallAction, NOTHING, addressOf } from "../issuer/model/plan.ts";
import type { Step } from "../issuer/engine/step.ts";
import { findVanished } from "../issuer/engine/vanished.ts";
import type { Problem } from "../issuer/errors.ts";
import { formatAccounts, formatDuration } from "../issuer/text/units.ts";
import { formatAmount } from "../packages/integration/reading/format.ts";
import { IStablecoin__factory } from "../typechain-types/index.js";

/** Limits as the chain has them, by account. */
export interface LimitState {
  readonly minters: ReadonlyMap<string, Limit>;
  readonly guardians: ReadonlyMap<string, Limit>;
  readonly bridges: ReadonlyMap<string, BridgeLimit>;
  /** Transactions that set a limit and are not on the chain any more, as after a deep re-organisation. */
  readonly lost: readonly string[];
}

const CLOSED: Limit = { capacity: 0n, window: 0n };
const SHUT: BridgeLimit = { inbound: CLOSED, outbound: CLOSED, netInflowCap: 0n };

/** One limit that shall be set, beside the one that the chain has. */
interface Setting {
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

/**
 * The first limits of minters, guardians and bridges, set by the LIMITER. A limit that was set once is left alone: from
 * then on it is an operation, and a second run must not undo what the LIMITER or the council did in an incident.
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
    const guardians = new Map<string, Limit>();
    for (const { guardian } of desired.guardianLimits) {
      const [capacity, window] = await token.guardianLimit(guardian);
      guardians.set(guardian, { capacity, window });
    }
    const bridges = new Map<string, BridgeLimit>();
    for (const { bridge } of desired.bridgeLimits) {
      const [set] = await token.bridgeLimits(bridge);
      bridges.set(bridge, {
        inbound: { capacity: set.inboundCapacity, window: set.inboundWindow },
        outbound: { capacity: set.outboundCapacity, window: set.outboundWindow },
        netInflowCap: set.netInflowCap,
      });
    }
    const vanished = await findVanished(chain, journal, limits.id);
    return { minters, guardians, bridges, lost: vanished.map(({ hash }) => hash) };
  },
  plan(desired, { addresses, done, state }) {
    if (state !== undefined && state.lost.length > 0) return { ...NOTHING, lost: state.lost };
    const actions: CallAction[] = [];
    const problems: Problem[] = [];
    for (const { key, method, args, description, now, wanted, closed } of settings(desired, state)) {
      if (done.has(key) || now === wanted) continue;
      if (!closed) {
        problems.push({ code: "LIMIT_ALREADY_SET", message: `Planned: ${description}. The chain has ${now}.` });
        continue;
      }
      const to = addressOf(addresses, "token");
      actions.push({
        kind: "call",
        to,
        artifact: "IStablecoin",
        by: desired.roles.LIMITER,
        key,
        method,
        args,
        description,
      });
    }
    return { actions, problems };
  },
};

function settings(desired: Desired, state: LimitState | undefined): Setting[] {
  const { decimals, symbol, minterLimits, guardianLimits, bridgeLimits } = desired;
  const coins = (amount: bigint): string => `${formatAmount(amount, decimals)} ${symbol}`;
  const show = ({ capacity, window }: Limit): string => `${coins(capacity)} per ${formatDuration(window)}`;
  const showFreezes = ({ capacity, window }: Limit): string =>
    `${formatAccounts(capacity)} per ${formatDuration(window)}`;
  const showBridge = ({ inbound, outbound, netInflowCap }: BridgeLimit): string =>
    `in ${show(inbound)}, out ${show(outbound)}, at most ${coins(netInflowCap)} in net`;
  const simple = (
    now: Limit,
    wanted: Limit,
    text: (limit: Limit) => string,
  ): Pick<Setting, "now" | "wanted" | "closed"> => ({
    now: text(now),
    wanted: text(wanted),
    closed: text(now) === text(CLOSED),
  });
  return [
    ...minterLimits.map(({ minter, ...limit }): Setting => ({
      key: `limit:minter:${minter}`,
      method: "setMinterLimit",
      args: [minter, limit.capacity, limit.window],
      description: `let ${minter} mint ${show(limit)}`,
      ...simple(state?.minters.get(minter) ?? CLOSED, limit, show),
    })),
    ...guardianLimits.map(({ guardian, ...limit }): Setting => ({
      key: `limit:guardian:${guardian}`,
      method: "setGuardianLimit",
      args: [guardian, limit.capacity, limit.window],
      description: `let ${guardian} freeze ${showFreezes(limit)}`,
      ...simple(state?.guardians.get(guardian) ?? CLOSED, limit, showFreezes),
    })),
    ...bridgeLimits.map(({ bridge, ...limit }): Setting => {
      const now = state?.bridges.get(bridge) ?? SHUT;
      return {
        key: `limit:bridge:${bridge}`,
        method: "setBridgeLimits",
        args: [bridge, toBridgeLimits(limit)],
        description: `let ${bridge} move ${showBridge(limit)}`,
        now: showBridge(now),
        wanted: showBridge(limit),
        closed: showBridge(now) === showBridge(SHUT),
      };
    }),
  ];
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
