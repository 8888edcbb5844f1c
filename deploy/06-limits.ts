import type { BridgeLimit, Desired, Limit } from "../issuer/coin-file/resolve.ts";
import { readBridgeLimit } from "../issuer/chains/bridge-limits.ts";
import { type CallAction, NOTHING, addressOf } from "../issuer/model/plan.ts";
import type { Step } from "../issuer/engine/step.ts";
import { findVanished } from "../issuer/engine/vanished.ts";
import type { Problem } from "../issuer/errors.ts";
import { formatAccounts, formatDuration } from "../issuer/text/units.ts";
import { IStablecoin__factory } from "../typechain-types/index.js";
import { CLOSED, type Setting, bridgeSetting, showCoins } from "./bridge-setting.ts";

/** Limits as the chain has them, by account. */
export interface LimitState {
  readonly minters: ReadonlyMap<string, Limit>;
  readonly guardians: ReadonlyMap<string, Limit>;
  readonly bridges: ReadonlyMap<string, BridgeLimit>;
  /** Transactions that set a limit and are not on the chain any more, as after a deep re-organisation. */
  readonly lost: readonly string[];
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
      bridges.set(bridge, await readBridgeLimit(token, bridge));
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
  const { minterLimits, guardianLimits, bridgeLimits } = desired;
  const show = (limit: Limit): string => showCoins(limit, desired);
  const showFreezes = ({ capacity, window }: Limit): string =>
    `${formatAccounts(capacity)} per ${formatDuration(window)}`;
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
    ...bridgeLimits.map(({ bridge, ...limit }) => bridgeSetting(desired, bridge, limit, state?.bridges.get(bridge))),
  ];
}
