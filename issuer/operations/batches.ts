import { dataLength, id } from "ethers";
import { asOperatorError, isRefusal } from "../errors.ts";
import type { TransactionLimits } from "../chains/chain.ts";
import { toRequest } from "../model/request.ts";
import { type Call, planCalls } from "./calls.ts";
import type { Context } from "./context.ts";
import { sendersOf } from "./senders.ts";

/** Rows whose cost stands for that of all. */
const SAMPLE = 16;
/** Percent of what a transaction may take that an even group is expected to: rows differ. */
const EXPECTED = 90;

/** What a group takes; `gas` is null where the chain does not say, since it refuses for another reason. */
type Cost = { readonly gas: bigint | null; readonly bytes: number } | "too-much" | "failed";

/** What is done with some rows. */
type ToCall<Row> = (rows: readonly Row[]) => Call;

/**
 * Groups rows into transactions of even size, each within the chain's limits of gas or energy, of a fee and of bytes. What a
 * row costs is found out from some of them; a group that costs more than expected, for whatever row of it, becomes
 * smaller by itself. In the same order each time, so that a run that goes on makes the same groups of what is left.
 * @param rows - What has to be done.
 * @param most - Most rows in one transaction, however many would fit.
 * @param toCall - The transaction for some of them.
 */
export async function batched<Row>(
  context: Context,
  rows: readonly Row[],
  most: number,
  toCall: ToCall<Row>,
): Promise<Call[]> {
  if (rows.length <= 1 || most === 1) return inGroups(rows, 1, toCall); // nothing smaller could be made of them
  const limits = await context.coin.chain.transactionLimits();
  const cost = (group: readonly Row[]): Promise<Cost> => costOf(context, toCall(group));
  if (rows.length <= most && rows.length <= SAMPLE && isWithin(await cost(rows), limits)) return [toCall(rows)];
  const even = Math.min(most, await expectedToFit(rows, limits, cost));
  const calls: Call[] = [];
  for (let begin = 0; begin < rows.length;) {
    const left = rows.slice(begin);
    const size = evenSize(left.length, even);
    const count = await fitting(left.slice(0, size), limits, cost);
    // One row that fails by itself: the simulation explains why, and nothing is sent.
    if (count === null)
      return [...calls, ...inGroups(left.slice(0, 1), 1, toCall), ...inGroups(left.slice(1), size, toCall)];
    calls.push(toCall(left.slice(0, count)));
    begin += count;
  }
  return calls;
}

/** Returns how many rows the first of as few groups as possible has, none of them larger than another by more than one. */
export function evenSize(rows: number, most: number): number {
  return Math.ceil(rows / Math.ceil(rows / most));
}

function inGroups<Row>(rows: readonly Row[], size: number, toCall: ToCall<Row>): Call[] {
  const count = Math.ceil(rows.length / size);
  return Array.from({ length: count }, (_, index) => toCall(rows.slice(index * size, (index + 1) * size)));
}

/** Returns how many rows are expected to fit, by what one and several of them cost; all if the chain does not say. */
async function expectedToFit<Row>(
  rows: readonly Row[],
  { gas, bytes }: TransactionLimits,
  cost: (group: readonly Row[]) => Promise<Cost>,
): Promise<number> {
  const count = Math.min(SAMPLE, rows.length);
  const sample = Array.from({ length: count }, (_, index) => rows[Math.floor((index * rows.length) / count)] as Row);
  const [one, many] = [await cost(sample.slice(0, 1)), await cost(sample)];
  if (typeof one === "string" || typeof many === "string") return rows.length;
  const forBytes = fitsWithin(bytes, one.bytes, many.bytes, count);
  if (one.gas === null || many.gas === null) return Math.min(rows.length, forBytes);
  return Math.min(rows.length, forBytes, fitsWithin(Number(gas), Number(one.gas), Number(many.gas), count));
}

/** Returns how many rows are within a limit of which one row takes one share and several another. */
function fitsWithin(limit: number, one: number, many: number, count: number): number {
  const each = (many - one) / (count - 1);
  if (each <= 0) return Infinity;
  return Math.max(1, Math.floor(((limit * EXPECTED) / 100 - one) / each) + 1);
}

/** Returns how many of the first rows fit into one transaction, at least one; null if the first fails by itself. */
async function fitting<Row>(
  group: readonly Row[],
  limits: TransactionLimits,
  cost: (group: readonly Row[]) => Promise<Cost>,
): Promise<number | null> {
  for (let size = group.length; ;) {
    const found = await cost(group.slice(0, size));
    if (isWithin(found, limits)) return size;
    if (size === 1) return found === "failed" ? null : 1;
    size = Math.min(size - 1, Math.max(1, smaller(size, found, limits)));
  }
}

/** Where it is known by how much a group is too large, it becomes smaller by that; otherwise half. */
function smaller(size: number, cost: Cost, limits: TransactionLimits): number {
  if (typeof cost === "string" || cost.gas === null) return Math.ceil(size / 2);
  const share = Math.min(Number(limits.gas) / Number(cost.gas), limits.bytes / cost.bytes);
  return Math.floor((size * share * EXPECTED) / 100);
}

function isWithin(cost: Cost, { gas, bytes }: TransactionLimits): boolean {
  return typeof cost !== "string" && (cost.gas === null || cost.gas <= gas) && cost.bytes <= bytes;
}

/**
 * Returns what a call takes where it is executed, by whoever may: also for what waits in the timelock first. A failure may
 * be for want of gas, whatever a node calls it; one that the chain itself does not speak of is left for later.
 */
async function costOf(context: Context, call: Call): Promise<Cost> {
  const { chain, build } = context.coin;
  const by = call.power === null ? (call.by ?? []) : await sendersOf(context, call.power);
  const [action] = (await planCalls(context, [{ ...call, power: null, by }])).actions;
  if (action?.kind !== "call") return { gas: null, bytes: 0 };
  const request = toRequest(action, by[0] ?? "", build);
  const bytes = dataLength(request.data);
  try {
    return { gas: (await chain.simulate(request)).gas, bytes };
  } catch (error) {
    if (isRefusal(error, "FEE_LIMIT_TOO_LOW")) return "too-much";
    return asOperatorError(error) === null ? "failed" : { gas: null, bytes };
  }
}

/** Returns the key of a transaction about several subjects. */
export function batchKey(operation: string, keys: readonly string[]): string {
  return keys.length === 1 ? (keys[0] ?? operation) : `${operation}:${id(keys.join())}`;
}
