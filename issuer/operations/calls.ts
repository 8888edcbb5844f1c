import { toPlain } from "../model/request.ts";
import type { CallAction, ExpectedEvent, Plan, Subject } from "../model/plan.ts";
import type { Context, GovernedContract, Power } from "./context.ts";
import { sendersOf } from "./senders.ts";
import { planThroughTimelock } from "./timelock.ts";

/** The ABI that each contract is called with. */
const ARTIFACT = {
  token: "IStablecoin",
  attestations: "ReserveAttestations",
  timelock: "Timelock",
  adapter: "LayerZeroAdapter",
} as const;

/** A call that an operation wants made, whoever has the power to. */
export interface Call {
  readonly key: string;
  readonly contract: GovernedContract | "adapter";
  readonly method: string;
  readonly args: readonly unknown[];
  /** Who may make it; null for anyone in `by`. */
  readonly power: Power | null;
  /** Instead of the holders of a role. */
  readonly by?: readonly string[];
  readonly description: string;
  /** The same for others than the owner of the bank's references; see `described`. */
  readonly outward?: string;
  /** What the contract emits when it has worked: event name to arguments. */
  readonly emits: readonly { readonly event: string; readonly args: Readonly<Record<string, unknown>> }[];
  readonly about?: readonly Subject[];
  /** Whether it works without the calls before it, so that it need not wait until they are final. */
  readonly independent?: boolean;
}

/**
 * Returns the calls as transactions: straight from who may make them, or scheduled and executed through the timelock.
 * @param later - Whether they need contracts that do not exist yet, so that they cannot be simulated.
 */
export async function planCalls(context: Context, calls: readonly Call[], later = false): Promise<Plan> {
  const plans: Plan[] = [];
  for (const call of calls) {
    if (call.power === null) {
      plans.push({ actions: [toAction(context, call, call.by ?? [])], problems: [] });
      continue;
    }
    const senders = await sendersOf(context, call.power);
    const timelock = context.address("timelock");
    const throughTimelock = senders.includes(timelock);
    plans.push(
      throughTimelock
        ? await planThroughTimelock(context, toAction(context, call, [timelock]), later)
        : { actions: [toAction(context, call, senders)], problems: [] },
    );
  }
  return joinPlans(plans);
}

/** Several plans as one. */
export function joinPlans(plans: readonly Plan[]): Plan {
  const times = plans.flatMap(({ notBefore }) => (notBefore === undefined ? [] : [notBefore]));
  const latest = times.reduce((most, time) => (time > most ? time : most), 0n);
  const shown = plans.flatMap((plan) => [...(plan.shown ?? [])]);
  return {
    actions: plans.flatMap(({ actions }) => actions),
    problems: plans.flatMap(({ problems }) => problems),
    notes: plans.flatMap(({ notes }) => notes ?? []),
    shown: new Set(shown),
    ...(times.length === 0 ? {} : { notBefore: latest }),
  };
}

function toAction(context: Context, call: Call, by: readonly string[]): CallAction {
  const { key, contract, method, args, description, outward, about, independent = false } = call;
  const to = context.address(contract);
  const artifact = ARTIFACT[contract];
  const emits = call.emits.map((entry): ExpectedEvent => {
    return { address: to, artifact, event: entry.event, args: toPlain(entry.args) as Record<string, string> };
  });
  return {
    kind: "call",
    key,
    to,
    artifact,
    method,
    args,
    by,
    description,
    independent,
    emits,
    ...(outward === undefined ? {} : { outward }),
    ...(about === undefined ? {} : { about }),
  };
}
