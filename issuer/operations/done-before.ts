import type { BaseContract, DeferredTopicFilter, EventLog } from "ethers";
import { logsOf } from "../chains/logs.ts";
import { findEffect } from "../engine/effects.ts";
import { type Problem, isRefusal } from "../errors.ts";
import type { Context } from "./context.ts";
import { findEvents } from "../chains/find-events.ts";
import { toPlain } from "../model/request.ts";
import type { HistoryEntry, HistoryState } from "../subjects/operation-history.ts";

/** Something that must be done once and never again, such as the mint of a deposit. */
export interface Once {
  /** Its subject's key. */
  readonly key: string;
  /** What it is, for people: `deposit "2026-11-22/17"`. */
  readonly what: string;
  /** What is asked for now, as the history keeps it; anything else under the same key is another job. */
  readonly details: Readonly<Record<string, string>>;
  /** Whether the chain shows it. */
  readonly holds: () => Promise<boolean>;
}

/**
 * What is known of it: to be done; done as asked for; taken by another job; or lost: it was done, and the chain does not
 * show it any more.
 */
export type Before =
  | { readonly state: "undone" }
  | { readonly state: "done"; readonly note: string }
  | { readonly state: "taken"; readonly problem: Problem }
  | { readonly state: "lost"; readonly transaction: string };

const OVER: ReadonlySet<HistoryState> = new Set(["done", "observed"]);
const PENDING: ReadonlySet<HistoryState> = new Set(["open", "waiting"]);
/** States after which somebody may have done it all the same, so that the chain is searched first. */
const UNCERTAIN: ReadonlySet<HistoryState> = new Set(["waiting", "dropped", "reverted", "observed"]);

/**
 * Returns what this machine's history says, compared with the chain. Something that was signed and is not final counts
 * as done: the run follows it up.
 */
export async function doneBefore(context: Context, { key, what, details, holds }: Once): Promise<Before> {
  const entry = context.history().get(key);
  if (entry === undefined) return { state: "undone" };
  const { state, subject, transaction } = entry;
  if (!OVER.has(state) && !PENDING.has(state)) return { state: "undone" };
  const differs = Object.entries(details).some(([name, value]) => subject[name] !== value);
  if (differs) {
    const message = `${what} was used for something else: ${context.text(entry.description)} (${whereabouts(entry)}).`;
    return { state: "taken", problem: { code: "REFERENCE_USED", message } };
  }
  if (state === "waiting") return { state: "undone" };
  if (OVER.has(state) && !(await holds()))
    return transaction === null ? { state: "undone" } : { state: "lost", transaction };
  const when = state === "open" ? "was signed before" : "is done already";
  return { state: "done", note: `${context.text(entry.description)}: ${when}, ${whereabouts(entry)}.` };
}

/**
 * Returns whether a transaction that was final is still in the chain: by its receipt or, where old receipts are gone,
 * by its block, whose hash holds all that is in it.
 */
export async function isStillThere({ coin }: Context, entry: HistoryEntry | undefined): Promise<boolean> {
  const { provider } = coin.chain;
  const { transaction = null, block = null, blockHash } = entry ?? {};
  if (transaction === null) return false;
  if ((await provider.getTransactionReceipt(transaction)) !== null) return true;
  // A node that has not come to its block may lag: its transaction is followed up again, which signs nothing.
  if (block === null || (await provider.getBlockNumber()) < block) return false;
  const found = await provider.getBlock(block);
  if (found?.hash == null) return true; // a node that keeps no old blocks says nothing against the journal
  if (blockHash !== undefined) return found.hash === blockHash;
  try {
    const logs = await logsOf(provider, { address: coin.addresses.token }, block, block);
    return logs.some(({ transactionHash }) => transactionHash === transaction);
  } catch (error) {
    // A node that keeps neither old receipts nor old events says nothing against the journal.
    if (isRefusal(error, "EVENTS_MISSING", "HISTORY_MISSING")) return true;
    throw error;
  }
}

/**
 * What has done it after all, although it is not done by this machine's history: after it was given up here, or asked of
 * somebody else. Searched from the block on in which it was signed or asked for.
 * @param emits - What it emits.
 * @throws OperatorError `EVENTS_MISSING` if the node does not serve the events: it may have happened.
 */
export async function doneAfterAll(
  context: Context,
  key: string,
  emits: { readonly event: string; readonly args: Readonly<Record<string, unknown>> },
): Promise<EventLog | null> {
  const entry = context.history().get(key);
  if (entry === undefined || !UNCERTAIN.has(entry.state)) return null;
  const { chain, build } = context.coin;
  const until = Math.max(await chain.provider.getBlockNumber(), await chain.finalBlock());
  const expected = {
    ...({ address: context.address("token"), artifact: "IStablecoin", event: emits.event } as const),
    args: toPlain(emits.args) as Record<string, string>,
  };
  const [event] = await findEffect(chain, build, expected, { from: entry.since + 1, until });
  return event ?? null;
}

/**
 * Looks for the event of something that the chain shows to be done, since the coin was deployed.
 * @param what - What it is, for people.
 * @param filter - The events that only it emits.
 * @returns The event, or a problem: what was done cannot be compared with what is asked for where no node shows it.
 */
export async function eventOfUse(
  { coin }: Context,
  what: string,
  contract: BaseContract,
  filter: DeferredTopicFilter,
): Promise<{ readonly event: EventLog } | { readonly problem: Problem }> {
  const { chain, record } = coin;
  const since = record.contracts.token?.block ?? 0;
  const untold = (why: string): { readonly problem: Problem } => ({
    problem: { code: "REFERENCE_USED", message: `${what} was used on this chain before, and ${why}.` },
  });
  try {
    const [event] = await findEvents(contract, filter, since, await chain.provider.getBlockNumber());
    return event === undefined ? untold("the node leaves out the event that says for what") : { event };
  } catch (error) {
    if (isRefusal(error, "EVENTS_MISSING")) return untold("neither this machine nor the node says for what");
    throw error;
  }
}

function whereabouts({ transaction, block, state, at }: HistoryEntry): string {
  if (state === "waiting") return `waiting for a signature since ${at}`;
  const where = transaction === null ? "sent by somebody else" : `transaction ${transaction}`;
  return `${where}${block === null ? "" : `, block ${block}`}, ${at}`;
}
