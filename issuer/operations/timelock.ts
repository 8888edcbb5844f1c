import { type TimelockCall, findTimelockCall, planTimelockCall } from "../engine/timelock-call.ts";
import { toRequest } from "../model/request.ts";
import type { CallAction, Plan } from "../model/plan.ts";
import type { Context } from "./context.ts";
import { executorsOf, sendersOf } from "./senders.ts";
import { simulated } from "./simulation.ts";

/**
 * Brings a call about through the timelock: schedules it, waits, executes it. The same call made a second time gets the next
 * free salt.
 * @param inner - The call as the timelock makes it.
 * @param later - Whether it needs contracts that do not exist yet, so that it cannot be simulated.
 */
export async function planThroughTimelock(context: Context, inner: CallAction, later = false): Promise<Plan> {
  const { timelock } = context.coin.contracts;
  const { data } = toRequest(inner, inner.to, context.coin.build);
  const call = await findTimelockCall(timelock, inner.to, data);
  const to = context.address("timelock");
  if (call.state !== "waiting" && !later) await simulated(context, { from: to, to: inner.to, data }, inner.description);
  return planTimelockCall(inner, call, { to, ...(await signersOf(context, call)) }, call.id);
}

/** Only those are looked for who are needed next: nobody may hold the other role. */
async function signersOf(
  context: Context,
  { state }: TimelockCall,
): Promise<{ readonly proposers: readonly string[]; readonly executors: readonly string[] }> {
  if (state === "unset")
    return { proposers: await sendersOf(context, { at: "timelock", role: "PROPOSER" }), executors: [] };
  return { proposers: [], executors: state === "ready" ? await executorsOf(context) : [] };
}
