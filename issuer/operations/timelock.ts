import { ZeroHash, toBeHex } from "ethers";
import { toRequest } from "../model/request.ts";
import type { CallAction, Plan } from "../model/plan.ts";
import { formatDuration } from "../text/units.ts";
import { utcTime } from "../../packages/integration/reading/format.ts";
import type { Context } from "./context.ts";
import { executorsOf, sendersOf } from "./senders.ts";
import { simulated } from "./simulation.ts";

/** What the timelock says of an operation. */
const STATE = { unset: 0n, waiting: 1n, ready: 2n, done: 3n } as const;

/** An operation as the timelock takes it. */
export interface Scheduled {
  readonly target: string;
  readonly data: string;
  readonly salt: string;
  /** The timelock's id of it. */
  readonly id: string;
  readonly state: bigint;
}

/**
 * Brings a call about through the timelock: schedules it, waits, executes it. Nothing is remembered here: the timelock
 * itself says how far it is, so any machine can go on. The same call made a second time gets the next free salt.
 * @param inner - The call as the timelock makes it.
 * @param later - Whether it needs contracts that do not exist yet, so that it cannot be simulated.
 */
export async function planThroughTimelock(context: Context, inner: CallAction, later = false): Promise<Plan> {
  const { timelock } = context.coin.contracts;
  const { id, target, data, salt, state } = await findOperation(context, inner);
  const to = context.address("timelock");
  const common = { kind: "call", to, artifact: "Timelock", about: inner.about ?? [] } as const;
  const words = (about: (what: string) => string): Pick<CallAction, "description" | "outward"> => {
    return { description: about(inner.description), outward: about(inner.outward ?? inner.description) };
  };
  if (state === STATE.waiting) {
    const ready = await timelock.getTimestamp(id);
    const notes = [`Scheduled: ${inner.description}. It can be executed from ${utcTime(ready)}; run again then.`];
    return { actions: [], problems: [], notBefore: ready, notes };
  }
  if (!later) await simulated(context, { from: to, to: target, data }, inner.description);
  if (state === STATE.ready) {
    const executed = { id, index: "0", target, value: "0", data };
    const execute: CallAction = {
      ...common,
      key: `${inner.key}:execute:${id}`,
      method: "execute",
      args: [target, 0n, data, ZeroHash, salt],
      by: await executorsOf(context),
      ...words((what) => `execute what waited in the timelock: ${what}`),
      emits: [{ address: to, artifact: "Timelock", event: "CallExecuted", args: executed }, ...(inner.emits ?? [])],
    };
    return { actions: [execute], problems: [] };
  }
  const delay = await timelock.delayOf(target, data);
  const scheduled = { id, index: "0", target, value: "0", data, predecessor: ZeroHash, delay: `${delay}` };
  const schedule: CallAction = {
    ...common,
    key: `${inner.key}:schedule:${id}`,
    method: "schedule",
    args: [target, 0n, data, ZeroHash, salt, delay],
    by: await sendersOf(context, { at: "timelock", role: "PROPOSER" }),
    ...words((what) => `schedule in the timelock for ${formatDuration(delay)}: ${what}`),
    emits: [{ address: to, artifact: "Timelock", event: "CallScheduled", args: scheduled }],
    about: [],
  };
  return { actions: [schedule], problems: [] };
}

/** Returns the first salt whose operation is not done yet: how often the very same call was made before. */
async function findOperation({ coin }: Context, inner: CallAction): Promise<Scheduled> {
  const { timelock } = coin.contracts;
  const { data } = toRequest(inner, inner.to, coin.build);
  for (let count = 0; ; count++) {
    const salt = toBeHex(count, 32);
    const id = await timelock.hashOperation(inner.to, 0n, data, ZeroHash, salt);
    const state = await timelock.getOperationState(id);
    if (state !== STATE.done) return { target: inner.to, data, salt, id, state };
  }
}
