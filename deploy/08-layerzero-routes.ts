import { ZeroHash } from "ethers";
import { IStablecoin__factory, Timelock__factory } from "../typechain-types/index.js";
import type { BridgeLimit, Desired, LayerZeroTarget } from "../issuer/coin-file/resolve.ts";
import { readBridgeLimit } from "../issuer/chains/bridge-limits.ts";
import type { Route } from "../issuer/coin-file/layerzero.ts";
import type { Known, Step } from "../issuer/engine/step.ts";
import { type TimelockCall, findTimelockCall, planTimelockCall } from "../issuer/engine/timelock-call.ts";
import { findVanished } from "../issuer/engine/vanished.ts";
import type { Problem } from "../issuer/errors.ts";
import { receiveOption } from "../issuer/layerzero/options.ts";
import { SEND, peerOf, receiveSettings, sendSettings } from "../issuer/model/layerzero-routes.ts";
import { type Addresses, type CallAction, NOTHING, type Plan, addressOf } from "../issuer/model/plan.ts";
import { toRequest } from "../issuer/model/request.ts";
import { roleIdOf } from "../issuer/text/roles.ts";
import { type Verification, verifyLayerZero } from "../issuer/verification/verify.ts";
import { bridgeSetting } from "./bridge-setting.ts";

/** What the chain says of the routes, and of what waits for them in the timelock. */
export interface RouteState {
  readonly found: Verification;
  readonly limit: BridgeLimit;
  /** How far each call of the timelock is, by its key. */
  readonly calls: ReadonlyMap<string, TimelockCall>;
  /** Transactions of this step that are not on the chain any more. */
  readonly lost: readonly string[];
}

/** A call, and the line of the verification that shows its effect. */
interface Wanted {
  readonly path: string;
  readonly action: CallAction;
}

const ID = "08-layerzero-3-routes";
const ROLE_KEY = "layerzero:role";
const VERIFIER = "layerzero.verifier";
const LIMITS = "layerzero.adapter.limits.";
const SET_BY_ADMINS = new Set([`${VERIFIER}.feeLibrary`, `${VERIFIER}.priceFeed`]);

/**
 * What the constructors could not do: what the verifier charges, a peer that became known later, the adapter's role and its
 * limits. Whatever else the adapter or its routes say otherwise than the coin's file goes through the timelock as well.
 */
export const routes: Step<RouteState> = {
  id: ID,
  title: "LayerZero: routes, role and limits",
  refusal: "HANDOVER_INCOMPLETE",
  needs: ["token", "timelock", "adapter"],
  async observe(view) {
    const { chain, desired, addresses, build, record } = view;
    const timelock = Timelock__factory.connect(addressOf(addresses, "timelock"), chain.provider);
    const found = await verifyLayerZero(chain, desired, record, build);
    const calls = new Map<string, TimelockCall>();
    for (const { path, action } of governed(desired, addresses)) {
      if (!found.drifts.some((drift) => drift.path === path)) continue;
      const { data } = toRequest(action, action.to, build);
      calls.set(action.key, await findTimelockCall(timelock, action.to, data));
    }
    const lost = (await findVanished(chain, view.journal, ID)).map(({ hash }) => hash);
    const token = IStablecoin__factory.connect(addressOf(addresses, "token"), chain.provider);
    const limit = await readBridgeLimit(token, addressOf(addresses, "adapter"));
    return { found, limit, calls, lost };
  },
  plan(desired, known) {
    const { state } = known;
    if (desired.layerzero === null) return NOTHING;
    if (state !== undefined && state.lost.length > 0) return { ...NOTHING, lost: state.lost };
    const [governance, limits] = [planGovernance(desired, known), planLimits(desired, known)];
    const calls = [...governance.actions, ...charges(desired, known), ...limits.actions] as CallAction[];
    const { now, later } = bySigners(calls);
    const problems = [...governance.problems, ...limits.problems, ...remaining(desired, known)];
    const { notBefore, notes = [] } = governance;
    return { actions: now, problems, later, notes, ...(notBefore === undefined ? {} : { notBefore }) };
  },
};

/** Everything that only the timelock can set, in the order in which it is set. */
function governed(desired: Desired, addresses: Addresses): Wanted[] {
  const { layerzero } = desired;
  if (layerzero === null) return [];
  const role: Wanted = {
    path: "layerzero.adapter.holdsBridge",
    action: {
      kind: "call",
      key: ROLE_KEY,
      to: addressOf(addresses, "token"),
      artifact: "IStablecoin",
      method: "grantRole",
      args: [roleIdOf("BRIDGE"), addressOf(addresses, "adapter")],
      by: [],
      description: "grant BRIDGE to the adapter",
    },
  };
  return [
    ...(layerzero.isBridge ? [role] : []),
    ...layerzero.routes.flatMap((route) => routeCalls(layerzero, route, addresses)),
  ];
}

function routeCalls(target: LayerZeroTarget, route: Route, addresses: Addresses): Wanted[] {
  const { network, endpointId: eid, peer, receiveGas } = route;
  const own = addressOf(addresses, "adapter");
  const call = (path: string, method: string, args: readonly unknown[], what: string): Wanted => ({
    path: `layerzero.${network}.${path}`,
    action: {
      ...{ kind: "call", key: `layerzero:${network}:${path}`, to: own, artifact: "LayerZeroAdapter" },
      ...{ method, args, by: [], description: `${what} for moves to and from ${network}` },
    },
  });
  const options = [{ eid, msgType: SEND, options: receiveOption(receiveGas) }];
  return [
    // A machine without the other chain's record does not take away what is there.
    ...(peer === null ? [] : [call("peer", "setPeer", [eid, peerOf(route)], `set the peer ${peer}`)]),
    ...endpointCalls(target, route, addresses),
    call("options", "setEnforcedOptions", [options], "set what is bought of the executor"),
  ];
}

/** What is set at LayerZero's endpoint, which takes it from the adapter's delegate. */
function endpointCalls(target: LayerZeroTarget, route: Route, addresses: Addresses): Wanted[] {
  const { network, endpointId: eid } = route;
  const { endpoint, sendLibrary, receiveLibrary } = target.places;
  const own = addressOf(addresses, "adapter");
  const issuer = target.issuer === null ? "" : addressOf(addresses, "verifier");
  const call = (path: string, method: string, args: readonly unknown[], what: string): Wanted => ({
    path: `layerzero.${network}.${path}`,
    action: {
      ...{ kind: "call", key: `layerzero:${network}:${path}`, to: endpoint, artifact: "EndpointV2" },
      ...{ method, args: [own, ...args], by: [], description: `${what} for moves to and from ${network}` },
    },
  });
  const [executor, verifiers] = sendSettings(target, route, issuer);
  const incoming = receiveSettings(target, route, issuer);
  const grace = "end the former library's time of grace";
  return [
    call("sendLibrary", "setSendLibrary", [eid, sendLibrary], `send through ${sendLibrary}`),
    call("receiveLibrary", "setReceiveLibrary", [eid, receiveLibrary, 0n], `receive through ${receiveLibrary}`),
    call("receiveGrace", "setReceiveLibraryTimeout", [eid, receiveLibrary, 0n], grace),
    call("executor", "setConfig", [sendLibrary, [executor]], "set the executor"),
    call("verifiersOut", "setConfig", [sendLibrary, [verifiers]], "set who verifies what goes out"),
    call("verifiersIn", "setConfig", [receiveLibrary, incoming], "set who verifies what comes in"),
  ];
}

/** Schedules, waits for or executes what differs. Before the adapter stands, only its role is known to be missing. */
function planGovernance(desired: Desired, { addresses, deployer, state }: Known<RouteState>): Plan {
  const { proposers, executors, delays } = desired.timelock;
  const anyone = executors.length === 0 ? [deployer] : executors;
  const use = { to: addressOf(addresses, "timelock"), proposers, executors: anyone };
  const plans = governed(desired, addresses).flatMap(({ action }): Plan[] => {
    const found = state === undefined ? firstCall(action, delays.roles) : state.calls.get(action.key);
    if (found === undefined) return [];
    if (action.key === ROLE_KEY && found.before > 0) {
      const message = "The adapter was granted BRIDGE before, and does not hold it any more.";
      return [{ actions: [], problems: [{ code: "HANDOVER_INCOMPLETE", message }] }];
    }
    return [planTimelockCall(action, found, use, `${found.before}`)];
  });
  const times = plans.flatMap(({ notBefore }) => (notBefore === undefined ? [] : [notBefore]));
  const first = times.reduce<bigint | null>((least, time) => (least === null || time < least ? time : least), null);
  return {
    actions: plans.flatMap(({ actions }) => actions),
    problems: plans.flatMap(({ problems }) => problems),
    notes: plans.flatMap(({ notes = [] }) => notes),
    ...(first === null ? {} : { notBefore: first }),
  };
}

/** What is known of a call before the contracts stand: that the role has to be scheduled. */
function firstCall({ key, to, args }: CallAction, delay: bigint): TimelockCall | undefined {
  if (key !== ROLE_KEY) return undefined;
  const [role, account] = args as [string, string];
  const data = IStablecoin__factory.createInterface().encodeFunctionData("grantRole", [role, account]);
  return { target: to, data, salt: ZeroHash, id: ZeroHash, state: "unset", readyAt: 0n, delay, before: 0 };
}

/** What the issuer's verifier asks for its work, and where it looks prices up: without these nothing can be sent. */
function charges(desired: Desired, { addresses, state }: Known<RouteState>): CallAction[] {
  const { layerzero } = desired;
  if (layerzero?.issuer == null) return [];
  const { places, issuer } = layerzero;
  const differs = (path: string): boolean => state === undefined || state.found.drifts.some((one) => one.path === path);
  const call = (path: string, method: string, args: readonly unknown[], description: string): CallAction[] =>
    differs(`${VERIFIER}.${path}`)
      ? [
          {
            ...{
              kind: "call",
              key: `layerzero:verifier:${path}`,
              to: addressOf(addresses, "verifier"),
              artifact: "DVN",
            },
            ...{ method, args, by: issuer.admins, description },
          },
        ]
      : [];
  return [
    ...call(
      "feeLibrary",
      "setWorkerFeeLib",
      [places.verifierFees],
      `have the verifier reckon its fee by ${places.verifierFees}`,
    ),
    ...(state === undefined
      ? []
      : call(
          "priceFeed",
          "setPriceFeed",
          [places.priceFeed],
          `have the verifier look prices up at ${places.priceFeed}`,
        )),
    ...layerzero.routes.flatMap(({ network, endpointId: dstEid, verifyGas: gas }) =>
      call(
        `charges.${network}`,
        "setDstConfig",
        [[{ dstEid, gas, multiplierBps: 0, floorMarginUSD: 0n }]],
        `have the verifier ask for ${gas} of gas or energy on ${network}`,
      ),
    ),
  ];
}

/** The adapter's first limits. One that was set once is left alone, as those of other bridges are. */
function planLimits(desired: Desired, { addresses, done, state }: Known<RouteState>): Plan {
  const { layerzero } = desired;
  if (layerzero?.limit == null) return NOTHING;
  const own = addressOf(addresses, "adapter");
  const { key, method, args, description, now, wanted, closed } = bridgeSetting(
    ...([desired, own, layerzero.limit, state?.limit, "the adapter"] as const),
  );
  if (done.has(key) || now === wanted) return NOTHING;
  if (!closed) {
    const message = `Planned: ${description}. The chain has ${now}.`;
    return { actions: [], problems: [{ code: "LIMIT_ALREADY_SET", message }] };
  }
  const to = addressOf(addresses, "token");
  const by = desired.roles.LIMITER;
  const action = { kind: "call", to, artifact: "IStablecoin", by, key, method, args, description } as const;
  return { actions: [action], problems: [] };
}

/** What differs and cannot be set right from here. */
function remaining(desired: Desired, { addresses, state }: Known<RouteState>): Problem[] {
  const paths = new Set(governed(desired, addresses).map(({ path }) => path));
  const isPlanned = (path: string): boolean =>
    paths.has(path) || path.startsWith(LIMITS) || path.startsWith(`${VERIFIER}.charges.`) || SET_BY_ADMINS.has(path);
  const drifts = (state?.found.drifts ?? []).filter(({ path }) => !isPlanned(path));
  return drifts.map(({ path, expected, actual }) => ({
    code: "HANDOVER_INCOMPLETE",
    message: `${path}: expected ${expected}, the chain has ${actual}`,
  }));
}

/** Returns actions that the same accounts make, the first of them first; those of others come in later. */
function bySigners(actions: readonly CallAction[]): {
  readonly now: readonly CallAction[];
  readonly later: readonly CallAction[];
} {
  const first = actions[0]?.by.join();
  const isFirst = ({ by }: CallAction): boolean => by.join() === first;
  return { now: actions.filter(isFirst), later: actions.filter((action) => !isFirst(action)) };
}
