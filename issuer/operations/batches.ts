import { id } from "ethers";
import { isRefusal } from "../errors.ts";
import { toRequest } from "../model/request.ts";
import { type Call, planCalls } from "./calls.ts";
import type { Context } from "./context.ts";

/** Most that one batch may take: a third of a BNB Chain block; on TRON far below the 80 ms that a transaction may run. */
const MOST_GAS = { evm: 10_000_000n, tron: 3_000_000n } as const;

/**
 * Groups accounts into transactions, each within the chain's limits of gas or energy. In the same order each time, so
 * that a run that goes on makes the same groups of what is left.
 * @param rows - What has to be done.
 * @param size - Most rows in one transaction.
 * @param toCall - The transaction for some of them.
 */
export async function batched<Row>(
  context: Context,
  rows: readonly Row[],
  size: number,
  toCall: (rows: readonly Row[]) => Call,
): Promise<Call[]> {
  const calls: Call[] = [];
  for (let begin = 0; begin < rows.length;) {
    const group = await largestGroup(context, rows.slice(begin, begin + size), toCall);
    calls.push(toCall(group));
    begin += group.length;
  }
  return calls;
}

/** Halves a group until it fits. What would be refused for another reason is left for the simulation to explain. */
async function largestGroup<Row>(
  context: Context,
  rows: readonly Row[],
  toCall: (rows: readonly Row[]) => Call,
): Promise<readonly Row[]> {
  if (rows.length === 1 || (await fits(context, toCall(rows)))) return rows;
  return largestGroup(context, rows.slice(0, Math.ceil(rows.length / 2)), toCall);
}

async function fits(context: Context, call: Call): Promise<boolean> {
  const { chain, build, desired } = context.coin;
  const [action] = (await planCalls(context, [call])).actions;
  if (action?.kind !== "call") return true;
  try {
    const { gas } = await chain.simulate(toRequest(action, action.by[0] ?? "", build));
    return gas <= MOST_GAS[desired.network.platform];
  } catch (error) {
    return !isRefusal(error, "FEE_LIMIT_TOO_LOW");
  }
}

/** Returns the key of a transaction about several subjects. */
export function batchKey(operation: string, keys: readonly string[]): string {
  return keys.length === 1 ? (keys[0] ?? operation) : `${operation}:${id(keys.join())}`;
}
