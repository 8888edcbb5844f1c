import type { IntentRecord, MinedRecord, StoredRecord, VerifiedRecord, WaitingRecord } from "./journal.ts";

/** An action's transactions that are neither done nor given up, oldest first. */
export interface OpenAction {
  readonly key: string;
  readonly intents: readonly IntentRecord[];
}

/** One call that was made, or seen to have been made. */
export interface RecordedCall {
  readonly key: string;
  readonly description: string;
  /** Null if somebody else has sent it. */
  readonly transaction: string | null;
  readonly block: number | null;
}

/** An action that is done: its transaction, and in which block it is. */
export interface DoneAction {
  readonly intent: IntentRecord;
  readonly mined: MinedRecord;
  readonly runtimeCodeHash: string | undefined;
}

/** What the transactions of a journal amount to. */
export interface Progress {
  /** Keys of the actions that are done. */
  readonly done: ReadonlySet<string>;
  readonly open: readonly OpenAction[];
  /** Keys that wait for a signature from elsewhere. */
  readonly waiting: ReadonlyMap<string, WaitingRecord>;
  /** Contracts that were created, in order. */
  readonly created: readonly DoneAction[];
  readonly calls: readonly RecordedCall[];
  /** Whether anything was ever signed. */
  readonly started: boolean;
}

/** Folds a journal. Pure. */
export function progressOf(journal: readonly StoredRecord[]): Progress {
  const folding = new Folding();
  for (const entry of journal) folding.add(entry);
  return folding.progress;
}

/** What a journal amounts to, as far as it was read. */
class Folding {
  readonly #intents = new Map<string, IntentRecord[]>();
  readonly #signed = new Map<string, IntentRecord>();
  readonly #mined = new Map<string, MinedRecord>();
  readonly #done = new Set<string>();
  readonly #waiting = new Map<string, WaitingRecord>();
  readonly #created: DoneAction[] = [];
  readonly #calls: RecordedCall[] = [];

  get progress(): Progress {
    return {
      done: this.#done,
      open: [...this.#intents].map(([key, intents]) => ({ key, intents })),
      waiting: this.#waiting,
      created: this.#created,
      calls: this.#calls,
      started: this.#signed.size > 0,
    };
  }

  add(entry: StoredRecord): void {
    switch (entry.type) {
      case "intent":
        this.#signed.set(entry.hash, entry);
        this.#intents.set(entry.key, [...this.#openOf(entry.key), entry]);
        break;
      case "mined":
        this.#mined.set(entry.hash, entry);
        if (!entry.succeeded) this.#intents.delete(entry.key);
        break;
      case "dropped": {
        const rest = this.#openOf(entry.key).filter((intent) => intent.hash !== entry.hash);
        if (rest.length === 0) this.#intents.delete(entry.key);
        else this.#intents.set(entry.key, rest);
        break;
      }
      case "verified":
        this.#verify(entry);
        break;
      case "reopened":
        this.#reopen(entry.key, entry.hash);
        break;
      case "waiting":
        this.#waiting.set(entry.key, entry);
        break;
      case "observed": {
        const description = this.#waiting.get(entry.key)?.description ?? entry.key;
        this.#calls.push({ key: entry.key, description, transaction: null, block: null });
        this.#finish(entry.key);
        break;
      }
      case "begin":
      case "finished":
      case "sent":
        break;
    }
  }

  #openOf(key: string): readonly IntentRecord[] {
    return this.#intents.get(key) ?? [];
  }

  #verify({ key, hash, runtimeCodeHash }: VerifiedRecord): void {
    const intent = this.#openOf(key).find((open) => open.hash === hash);
    const mined = this.#mined.get(hash);
    this.#intents.delete(key);
    this.#finish(key);
    if (intent?.creates !== undefined && mined !== undefined) this.#created.push({ intent, mined, runtimeCodeHash });
    else if (intent !== undefined) {
      const { description } = intent;
      this.#calls.push({ key: intent.key, description, transaction: hash, block: mined?.block ?? null });
    }
  }

  /** What was done counts as open again: the chain has taken it away. */
  #reopen(key: string, hash: string): void {
    const intent = this.#signed.get(hash);
    if (intent !== undefined) this.#intents.set(key, [intent]);
    this.#mined.delete(hash);
    this.#done.delete(key);
    remove(this.#created, (entry) => entry.intent.hash === hash);
    remove(this.#calls, ({ transaction }) => transaction === hash);
  }

  #finish(key: string): void {
    this.#done.add(key);
    this.#waiting.delete(key);
  }
}

/** Returns what is open of a step, in the order in which the chain takes it: by nonce where there is one. */
export function openInOrder({ open }: Progress, step: string): OpenAction[] {
  const nonceOf = ({ intents }: OpenAction): number => intents[0]?.nonce ?? 0;
  return open.filter(({ intents }) => intents[0]?.step === step).sort((one, other) => nonceOf(one) - nonceOf(other));
}

function remove<T>(list: T[], matches: (entry: T) => boolean): void {
  const index = list.findIndex(matches);
  if (index >= 0) list.splice(index, 1);
}
