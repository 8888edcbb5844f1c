import type { BaseContract, DeferredTopicFilter, EventLog } from "ethers";
import { OperatorError, type Problem } from "../errors.ts";
import type { Context } from "./context.ts";
import { findEvents } from "../engine/events.ts";
import type { LedgerEntry, LedgerState } from "./ledger.ts";

/** Something that must be done once and never again, such as the mint of a deposit. */
export interface Once {
  /** Its subject's key. */
  readonly key: string;
  /** What it is, for people: `deposit "2026-11-22/17"`. */
  readonly what: string;
  /** What is asked for now, as the ledger keeps it; anything else under the same key is another job. */
  readonly details: Readonly<Record<string, string>>;
}

/** What is known of it: to be done, done as asked for, or taken by another job. */
export type Known =
  | { readonly state: "undone" }
  | { readonly state: "done"; readonly note: string }
  | { readonly state: "taken"; readonly problem: Problem };

const OVER: ReadonlySet<LedgerState> = new Set(["done", "observed"]);
const PENDING: ReadonlySet<LedgerState> = new Set(["open", "waiting"]);

/** What this machine's ledger says. Something that was signed and is not final counts as done: the run follows it up. */
export function knownHere(context: Context, { key, what, details }: Once): Known {
  const entry = context.ledger().get(key);
  if (entry === undefined) return { state: "undone" };
  const { state, subject } = entry;
  if (!OVER.has(state) && !PENDING.has(state)) return { state: "undone" };
  const differs = Object.entries(details).some(([name, value]) => subject[name] !== value);
  if (differs) {
    const message = `${what} was used for something else: ${context.text(entry.description)} (${whereabouts(entry)}).`;
    return { state: "taken", problem: { code: "REFERENCE_USED", message } };
  }
  if (state === "waiting") return { state: "undone" };
  const when = state === "open" ? "was signed before" : "is done already";
  return { state: "done", note: `${context.text(entry.description)}: ${when}, ${whereabouts(entry)}.` };
}

/**
 * Events of the chain that speak of it, since the coin was deployed.
 * @throws OperatorError `EVENTS_MISSING` if the node does not serve them.
 */
export async function eventsOnChain(
  { coin }: Context,
  contract: BaseContract,
  filter: DeferredTopicFilter,
  since = coin.record.contracts.token?.block ?? 0,
): Promise<EventLog[]> {
  return findEvents(contract, filter, since, await coin.chain.provider.getBlockNumber());
}

/** As {@link eventsOnChain}, for whoever can do without: null if the node does not serve them. */
export async function eventsIfServed(...asked: Parameters<typeof eventsOnChain>): Promise<EventLog[] | null> {
  try {
    return await eventsOnChain(...asked);
  } catch (error) {
    if (error instanceof OperatorError && error.code === "EVENTS_MISSING") return null;
    throw error;
  }
}

function whereabouts({ transaction, block, state, at }: LedgerEntry): string {
  if (state === "waiting") return `waiting for a signature since ${at}`;
  const where = transaction === null ? "sent by somebody else" : `transaction ${transaction}`;
  return `${where}${block === null ? "" : `, block ${block}`}, ${at}`;
}
