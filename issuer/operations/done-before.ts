import type { BaseContract, DeferredTopicFilter, EventLog } from "ethers";
import { type Problem, isRefusal } from "../errors.ts";
import type { Context } from "./context.ts";
import { findEvents } from "../chains/find-events.ts";
import type { HistoryEntry, HistoryState } from "../journal/history.ts";

/** Something that must be done once and never again, such as the mint of a deposit. */
export interface Once {
  /** Its subject's key. */
  readonly key: string;
  /** What it is, for people: `deposit "2026-11-22/17"`. */
  readonly what: string;
  /** What is asked for now, as the history keeps it; anything else under the same key is another job. */
  readonly details: Readonly<Record<string, string>>;
  /** Whether the chain shows it. */
  readonly holds: () => boolean | Promise<boolean>;
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
 * Looks for the event of something that the chain shows to be done, since the coin was deployed.
 * @param what - What it is, for people.
 * @param filters - The events of which it emits one, and nothing else does.
 * @returns The event, or a problem: what was done cannot be compared with what is asked for where no node shows it.
 */
export async function eventOfUse(
  { coin }: Context,
  what: string,
  contract: BaseContract,
  ...filters: readonly DeferredTopicFilter[]
): Promise<{ readonly event: EventLog } | { readonly problem: Problem }> {
  const { chain, record } = coin;
  const since = record.contracts.token?.block ?? 0;
  const untold = (why: string): { readonly problem: Problem } => ({
    problem: { code: "REFERENCE_USED", message: `${what} was used on this chain before, and ${why}.` },
  });
  try {
    const latest = await chain.provider.getBlockNumber();
    for (const filter of filters) {
      const [event] = await findEvents(contract, filter, since, latest);
      if (event !== undefined) return { event };
    }
    return untold("the node leaves out the event that says for what");
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
