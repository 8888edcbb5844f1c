import { isHexString } from "ethers";
import { findEvents } from "../chains/find-events.ts";
import { OperatorError } from "../errors.ts";
import { utcTime } from "../../packages/integration/reading/format.ts";
import type { Call } from "./calls.ts";
import { INTERFACES } from "./contract-errors.ts";
import type { Context } from "./context.ts";
import type { Given, Job, Prepare, Answer } from "./operation.ts";
import { stateJob } from "./state-job.ts";

const STATES = ["unknown", "waiting", "ready", "done"] as const;

/** What waits in the timelock, and a way to call it off. */
export const prepareTimelock: Prepare = (context, given) =>
  given.cancel ? Promise.resolve(toCancellation(context, given)) : toReport(context);

function toCancellation(context: Context, given: Given): Job {
  const { timelock } = context.coin.contracts;
  const id = (given.cancel ?? "").toLowerCase();
  if (!isHexString(id, 32)) throw new OperatorError("ARGUMENT_INVALID", "--cancel: give the id, 32 bytes in hex.");
  const key = `cancel:${id}`;
  return stateJob(context, {
    title: "Call a scheduled operation off",
    name: id.slice(2, 10),
    look: async () => {
      const state = STATES[Number(await timelock.getOperationState(id))];
      if (state === "unknown" || state === "done") {
        const why = state === "done" ? "was executed" : "is not in the timelock";
        return { calls: [], shown: [key], notes: [`Nothing to do: ${id} ${why}.`] };
      }
      const call: Call = {
        key,
        contract: "timelock",
        method: "cancel",
        args: [id],
        power: { at: "timelock", role: "CANCELLER" },
        description: `call off the scheduled operation ${id}`,
        emits: [{ event: "Cancelled", args: { id } }],
        about: [{ key, operation: "timelock", id }],
      };
      return { calls: [call] };
    },
  });
}

async function toReport(context: Context): Promise<Answer> {
  const { contracts, chain, record } = context.coin;
  const { timelock } = contracts;
  const from = record.contracts.timelock?.block ?? 0;
  const until = await chain.provider.getBlockNumber();
  const events = await findEvents(timelock, timelock.filters.CallScheduled(), from, until);
  const calls = new Map(events.map(({ args }) => [String(args.id), args]));
  const found: { id: string; call: string; target: string; state: string; from: string }[] = [];
  for (const [id, args] of calls) {
    const state = STATES[Number(await timelock.getOperationState(id))] ?? "unknown";
    if (state === "done" || state === "unknown") continue;
    const time = utcTime(await timelock.getTimestamp(id));
    found.push({ id, call: describe(String(args.data)), target: String(args.target), state, from: time });
  }
  return {
    title: "Scheduled in the timelock",
    head: ["id", "call", "contract", "state", "can be executed from"],
    rows: found.map(({ id, call, target, state, from: time }) => [id, call, context.text(target), state, time]),
    json: found,
  };
}

function describe(data: string): string {
  for (const abi of INTERFACES) {
    const parsed = abi.parseTransaction({ data });
    if (parsed !== null) return `${parsed.name}(${parsed.args.map(String).join(", ")})`;
  }
  return data;
}
