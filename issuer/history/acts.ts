import type { IntentRecord, WaitingRecord } from "../journal/journal.ts";
import type { Subject } from "../model/plan.ts";
import { legacyCanonical } from "../references/canonical.ts";
import type { TaskJournal } from "./journals.ts";

/** What became of an act. `open`: signed, and not final yet. `observed`: somebody else has sent it. */
export type ActState = "open" | "done" | "reverted" | "dropped" | "waiting" | "observed";

/** One thing that was done, or asked for: a deposit minted, an account frozen, a contract deployed. */
export interface Act {
  /** Time of the last change, ISO 8601. */
  readonly at: string;
  readonly network: string;
  readonly task: string;
  readonly state: ActState;
  readonly description: string;
  /** Plain, as it was given; null without one. */
  readonly reference: string | null;
  readonly hash: string | null;
  /** In smallest units of the coin; null if none of it moved. */
  readonly amount: bigint | null;
  /** Whom it was done to, or for; null if to nobody in particular. */
  readonly account: string | null;
  /** Who received what was taken from that account. */
  readonly to: string | null;
  /** Who has signed, or is asked to. */
  readonly by: readonly string[];
  readonly transaction: string | null;
  readonly block: number | null;
  /** Cost of the whole transaction in the native coin's smallest unit; null while it is not known. */
  readonly fee: bigint | null;
  /** Acts of the same transaction, this one included: they share its cost. */
  readonly shared: number;
}

/** Tasks whose amounts are in the coin; `rescue` counts in another token. */
const IN_COINS: ReadonlySet<string> = new Set(["mint", "burn", "seize", "wipe"]);

type Line = Omit<Act, "reference" | "hash" | "amount" | "account" | "to" | "shared"> & {
  readonly about: readonly Subject[];
};

/** Every act of the journals, oldest first. Pure. */
export function actsOf(journals: readonly TaskJournal[]): Act[] {
  const acts = journals.flatMap((journal) => linesOf(journal).flatMap(toActs));
  return acts.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
}

function linesOf({ network, task, records }: TaskJournal): Line[] {
  const lines = new Map<string, Line>();
  /** The line of a transaction, or of what waits under a key. */
  const lineOf = new Map<string, string>();
  const change = (id: string, changes: Partial<Line>): void => {
    const line = lines.get(lineOf.get(id) ?? id);
    if (line !== undefined) lines.set(lineOf.get(id) ?? id, { ...line, ...changes });
  };
  for (const entry of records) {
    const { at } = entry;
    switch (entry.type) {
      case "intent": {
        const before = entry.replaces === undefined ? undefined : (lineOf.get(entry.replaces) ?? entry.replaces);
        const id = before ?? entry.hash;
        lineOf.set(entry.hash, id);
        lines.delete(`waiting ${entry.key}`);
        lines.set(id, { ...begun(network, task, at, entry), state: "open", by: [entry.from], transaction: entry.hash });
        break;
      }
      case "waiting":
        lines.set(`waiting ${entry.key}`, {
          ...begun(network, task, at, entry),
          ...{ state: "waiting", by: entry.by, transaction: null },
        });
        break;
      case "mined":
        change(entry.hash, {
          ...{ at, block: entry.block, fee: BigInt(entry.fee), transaction: entry.hash },
          state: entry.succeeded ? "open" : "reverted",
        });
        break;
      case "verified":
        change(entry.hash, { at, state: "done" });
        break;
      case "reopened":
        change(entry.hash, { at, state: "open" });
        break;
      case "dropped":
        if (lines.get(lineOf.get(entry.hash) ?? "")?.transaction === entry.hash) {
          change(entry.hash, { at, state: "dropped" });
        }
        break;
      case "observed": {
        const line = lines.get(`waiting ${entry.key}`);
        if (line === undefined) break;
        lines.delete(`waiting ${entry.key}`);
        lines.set(`observed ${entry.n}`, { ...line, at, state: "observed" });
        break;
      }
      case "begin":
      case "finished":
      case "sent":
        break;
    }
  }
  return [...lines.values()];
}

function begun(
  network: string,
  task: string,
  at: string,
  { description, about = [] }: Pick<IntentRecord | WaitingRecord, "description" | "about">,
): Pick<Line, "network" | "task" | "at" | "description" | "about" | "block" | "fee"> {
  return { network, task, at, description, about, block: null, fee: null };
}

/** One act for each subject; one for a transaction that is about none. */
function toActs({ about, ...line }: Line): Act[] {
  const subjects: readonly Partial<Subject>[] = about.length === 0 ? [{}] : about;
  return subjects.map(({ operation = line.task, reference, hash, amount, account, to }) => ({
    ...line,
    reference: reference === undefined ? null : legacyCanonical(reference),
    hash: hash ?? null,
    amount: amount !== undefined && IN_COINS.has(operation) ? BigInt(amount) : null,
    account: account ?? to ?? null,
    to: account === undefined ? null : (to ?? null),
    shared: subjects.length,
  }));
}
