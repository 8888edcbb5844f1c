import type { IntentRecord, StoredRecord, WaitingRecord } from "../journal/entries.ts";
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
const IN_COINS: ReadonlySet<string> = new Set(["mint", "burn", "seize", "wipe", "move", "move-claim", "move-take"]);

type Line = Omit<Act, "reference" | "hash" | "amount" | "account" | "to" | "shared"> & {
  readonly about: readonly Subject[];
};

/**
 * Returns the acts of the journals that are asked for, oldest first.
 * @param matches - Which are asked for; all by default. The others are not kept.
 */
export function actsOf(journals: readonly TaskJournal[], matches: (act: Act) => boolean = () => true): Act[] {
  const acts = journals.flatMap((journal) => linesOf(journal).flatMap(toActs).filter(matches));
  return acts.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
}

function linesOf({ network, task, forEach }: TaskJournal): Line[] {
  const lines = new Lines(network, task);
  forEach((entry) => {
    lines.add(entry);
  });
  return lines.all;
}

/** The lines of one journal, as far as it was read. */
class Lines {
  readonly #network: string;
  readonly #task: string;
  readonly #lines = new Map<string, Line>();
  /** The line of a transaction, or of what waits under a key. */
  readonly #lineOf = new Map<string, string>();

  constructor(network: string, task: string) {
    this.#network = network;
    this.#task = task;
  }

  get all(): Line[] {
    return [...this.#lines.values()];
  }

  add(entry: StoredRecord): void {
    const { at } = entry;
    switch (entry.type) {
      case "intent":
        this.#sign(entry, at);
        break;
      case "waiting": {
        const line = { ...this.#begun(at, entry), by: entry.by, transaction: null };
        this.#lines.set(`waiting ${entry.key}`, { ...line, state: "waiting" });
        break;
      }
      case "mined": {
        const { hash, block, fee, succeeded } = entry;
        this.#change(hash, { at, block, fee: BigInt(fee), transaction: hash, state: succeeded ? "open" : "reverted" });
        break;
      }
      case "verified":
        this.#change(entry.hash, { at, state: "done" });
        break;
      case "reopened":
        this.#change(entry.hash, { at, state: "open" });
        break;
      case "dropped":
        if (this.#lines.get(this.#lineOf.get(entry.hash) ?? "")?.transaction !== entry.hash) break; // was replaced
        this.#change(entry.hash, { at, state: "dropped" });
        break;
      case "observed":
        this.#observe(entry.key, entry.n, at);
        break;
      case "begin":
      case "finished":
      case "sent":
        break;
    }
  }

  /** What was signed takes the place of what waited, and of the transaction that it replaces. */
  #sign(entry: IntentRecord, at: string): void {
    const { hash, replaces, key, from } = entry;
    const id = replaces === undefined ? hash : (this.#lineOf.get(replaces) ?? replaces);
    this.#lineOf.set(hash, id);
    this.#lines.delete(`waiting ${key}`);
    this.#lines.set(id, { ...this.#begun(at, entry), state: "open", by: [from], transaction: hash });
  }

  #observe(key: string, n: number, at: string): void {
    const line = this.#lines.get(`waiting ${key}`);
    if (line === undefined) return;
    this.#lines.delete(`waiting ${key}`);
    this.#lines.set(`observed ${n}`, { ...line, at, state: "observed" });
  }

  #change(hash: string, changes: Partial<Line>): void {
    const id = this.#lineOf.get(hash) ?? hash;
    const line = this.#lines.get(id);
    if (line !== undefined) this.#lines.set(id, { ...line, ...changes });
  }

  #begun(
    at: string,
    { description, about = [] }: Pick<IntentRecord | WaitingRecord, "description" | "about">,
  ): Pick<Line, "network" | "task" | "at" | "description" | "about" | "block" | "fee"> {
    return { network: this.#network, task: this.#task, at, description, about, block: null, fee: null };
  }
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
