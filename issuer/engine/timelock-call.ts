import { ZeroHash, toBeHex } from "ethers";
import type { Timelock } from "../../typechain-types/index.js";
import { utcTime } from "../../packages/integration/reading/format.ts";
import type { CallAction, Plan } from "../model/plan.ts";
import { formatDuration } from "../text/units.ts";

/** What the timelock says of an operation. */
const STATE = { unset: 0n, waiting: 1n, ready: 2n, done: 3n } as const;

/** A call of the timelock, and how far it is. */
export interface TimelockCall {
  readonly target: string;
  readonly data: string;
  readonly salt: string;
  /** The timelock's id of it. */
  readonly id: string;
  readonly state: "unset" | "waiting" | "ready";
  /** Unix time in seconds from which it can be executed; 0 unless it waits. */
  readonly readyAt: bigint;
  /** Seconds that it has to wait. */
  readonly delay: bigint;
  /** How often the very same call was made before. */
  readonly before: number;
}

/** Finds the first operation of a call that is not done yet: the same call made once more gets the next free salt. */
export async function findTimelockCall(timelock: Timelock, target: string, data: string): Promise<TimelockCall> {
  for (let before = 0; ; before++) {
    const salt = toBeHex(before, 32);
    const id = await timelock.hashOperation(target, 0n, data, ZeroHash, salt);
    const state = await timelock.getOperationState(id);
    if (state === STATE.done) continue;
    const waits = state === STATE.waiting;
    const [readyAt, delay] = await Promise.all([
      waits ? timelock.getTimestamp(id) : 0n,
      timelock.delayOf(target, data),
    ]);
    const named = state === STATE.ready ? "ready" : "unset";
    return { target, data, salt, id, state: waits ? "waiting" : named, readyAt, delay, before };
  }
}

/** Where a call of the timelock is made, and who may bring it about. */
export interface TimelockUse {
  /** The timelock. */
  readonly to: string;
  readonly proposers: readonly string[];
  readonly executors: readonly string[];
}

/**
 * Returns what is next for a call of the timelock: schedule it, wait, or execute it. Nothing is remembered here: the timelock
 * itself says how far it is, so any machine can go on. Pure.
 * @param inner - The call as the timelock makes it.
 * @param mark - Tells this call from the same one made before, in the action's key.
 */
export function planTimelockCall(inner: CallAction, call: TimelockCall, use: TimelockUse, mark: string): Plan {
  const { id, target, data, salt, state, readyAt, delay } = call;
  const { to } = use;
  const common = { kind: "call", to, artifact: "Timelock", about: inner.about ?? [] } as const;
  const words = (about: (what: string) => string): Pick<CallAction, "description" | "outward"> => {
    return { description: about(inner.description), outward: about(inner.outward ?? inner.description) };
  };
  if (state === "waiting") {
    const notes = [`Scheduled: ${inner.description}. It can be executed from ${utcTime(readyAt)}; run again then.`];
    return { actions: [], problems: [], notBefore: readyAt, notes };
  }
  const operation = { id, index: "0", target, value: "0", data };
  if (state === "ready") {
    const execute: CallAction = {
      ...common,
      key: `${inner.key}:execute:${mark}`,
      method: "execute",
      args: [target, 0n, data, ZeroHash, salt],
      by: use.executors,
      ...words((what) => `execute what waited in the timelock: ${what}`),
      emits: [{ address: to, artifact: "Timelock", event: "CallExecuted", args: operation }, ...(inner.emits ?? [])],
    };
    return { actions: [execute], problems: [] };
  }
  const scheduled = { ...operation, predecessor: ZeroHash, delay: `${delay}` };
  const schedule: CallAction = {
    ...common,
    key: `${inner.key}:schedule:${mark}`,
    method: "schedule",
    args: [target, 0n, data, ZeroHash, salt, delay],
    by: use.proposers,
    ...words((what) => `schedule in the timelock for ${formatDuration(delay)}: ${what}`),
    emits: [{ address: to, artifact: "Timelock", event: "CallScheduled", args: scheduled }],
    about: [],
  };
  return { actions: [schedule], problems: [] };
}
