import type { IntentRecord, MinedRecord, StoredRecord, VerifiedRecord, WaitingRecord } from "./entries.ts";

/** An action's transactions that are neither done nor given up, oldest first. */
export interface OpenAction {
  readonly key: string;
  readonly intents: readonly IntentRecord[];
}

/** An action that is done: its transaction, and in which block it is. */
export interface DoneAction {
  readonly intent: IntentRecord;
  readonly mined: MinedRecord;
  readonly runtimeCodeHash: string | undefined;
  /** Number and time of the record that says so. */
  readonly n: number;
  readonly at: string;
}

/** A transaction that was seen to its end. */
export interface SettledTransaction {
  /** Number and time of the record that says so. */
  readonly n: number;
  readonly at: string;
  readonly intent: IntentRecord;
  /** Undefined where the record of its block is missing. */
  readonly mined: MinedRecord | undefined;
}

/** The last transactions of an account that were seen to their end. */
export interface LastSettled {
  /** Oldest first. */
  readonly last: readonly SettledTransaction[];
  /** Whether there were more before them. */
  readonly more: boolean;
}

/** Transactions of one account that are kept at hand after their end: several times as many as are on the way at once. */
const AT_HAND = 64;

/**
 * What the transactions of a journal amount to, as far as it was read: what is open or waits, and the last that each account
 * has brought to an end. What was done before that is not kept, so that it takes no memory.
 */
export class Progress {
  readonly #intents = new Map<string, IntentRecord[]>();
  /** Of transactions that are open, by hash. */
  readonly #mined = new Map<string, MinedRecord>();
  readonly #waiting = new Map<string, WaitingRecord>();
  readonly #accounts = new Map<string, Account>();
  readonly #created: DoneAction[] = [];
  readonly #lookBack: (hash: string) => IntentRecord | undefined;
  readonly #atHand: number;
  #started = false;
  #carriedOn = false;

  /**
   * @param lookBack - Finds a transaction in what was read before: asked where the chain has taken away an old one.
   * @param atHand - How many transactions of an account are kept after their end.
   */
  constructor(lookBack: (hash: string) => IntentRecord | undefined = () => undefined, atHand = AT_HAND) {
    this.#lookBack = lookBack;
    this.#atHand = atHand;
  }

  /** What is neither done nor given up, in the order in which it was begun. */
  get open(): readonly OpenAction[] {
    return [...this.#intents].map(([key, intents]) => ({ key, intents }));
  }

  /** Keys that wait for a signature from elsewhere. */
  get waiting(): ReadonlyMap<string, WaitingRecord> {
    return this.#waiting;
  }

  /** Contracts that were created, in order. */
  get created(): readonly DoneAction[] {
    return this.#created;
  }

  /** Whether anything was ever signed. */
  get started(): boolean {
    return this.#started;
  }

  /** Accounts of which a transaction was seen to its end. */
  get accounts(): Iterable<string> {
    return this.#accounts.keys();
  }

  /** Returns the transactions of one action that are neither done nor given up, oldest first. */
  openOf(key: string): readonly IntentRecord[] {
    return this.#intents.get(key) ?? [];
  }

  /** Returns the block in which an open transaction was seen, if that is the last word on it. */
  minedOf(hash: string): MinedRecord | undefined {
    return this.#mined.get(hash);
  }

  /** Returns the last transactions of an account that were seen to their end. */
  settledOf(account: string): LastSettled {
    const { last, more } = this.#accounts.get(account) ?? { last: [], more: false };
    return { last, more: more || this.#carriedOn };
  }

  /** Returns the highest nonce of an account of which the action is done; -1 if there is none. */
  topNonce(account: string): number {
    const { last, floor } = this.#accounts.get(account) ?? { last: [], floor: -1 };
    return last.reduce((top, { intent }) => Math.max(top, intent.nonce ?? -1), floor);
  }

  /** Returns a transaction that is open, or among the last of its account; undefined for those before. */
  find(hash: string): IntentRecord | undefined {
    for (const intents of this.#intents.values()) {
      const open = intents.find((intent) => intent.hash === hash);
      if (open !== undefined) return open;
    }
    for (const { last } of this.#accounts.values()) {
      const settled = last.find(({ intent }) => intent.hash === hash);
      if (settled !== undefined) return settled.intent;
    }
    return undefined;
  }

  /** Notes that there were records before those that are added: of years that are in files of their own. */
  carryOn(): void {
    this.#carriedOn = true;
  }

  /** Takes one more record in. */
  add(entry: StoredRecord): void {
    switch (entry.type) {
      case "intent":
        this.#started = true;
        this.#intents.set(entry.key, [...this.openOf(entry.key), entry]);
        break;
      case "mined":
        this.#mined.set(entry.hash, entry);
        if (!entry.succeeded) this.#close(entry.key);
        break;
      case "dropped":
        this.#drop(entry.key, entry.hash);
        break;
      case "verified":
        this.#verify(entry);
        break;
      case "reopened":
        this.#reopen(entry.key, entry.hash);
        break;
      case "waiting":
        this.#waiting.set(entry.key, entry);
        break;
      case "observed":
        this.#waiting.delete(entry.key);
        break;
      case "begin":
      case "finished":
      case "sent":
        break;
    }
  }

  #drop(key: string, hash: string): void {
    const rest = this.openOf(key).filter((intent) => intent.hash !== hash);
    this.#mined.delete(hash);
    if (rest.length === 0) this.#intents.delete(key);
    else this.#intents.set(key, rest);
  }

  #verify({ key, hash, runtimeCodeHash, n, at }: VerifiedRecord & Pick<StoredRecord, "n" | "at">): void {
    const intent = this.openOf(key).find((open) => open.hash === hash);
    const mined = this.#mined.get(hash);
    this.#close(key);
    this.#waiting.delete(key);
    if (intent === undefined) return;
    this.#accountOf(intent.from).settle({ n, at, intent, mined });
    if (intent.creates !== undefined && mined !== undefined)
      this.#created.push({ intent, mined, runtimeCodeHash, n, at });
  }

  /** What was done counts as open again: the chain has taken it away. */
  #reopen(key: string, hash: string): void {
    const known = this.#take(hash) ?? this.openOf(key).find((intent) => intent.hash === hash) ?? this.#lookBack(hash);
    if (known !== undefined) this.#intents.set(key, [known]);
    this.#mined.delete(hash);
    const index = this.#created.findIndex(({ intent }) => intent.hash === hash);
    if (index >= 0) this.#created.splice(index, 1);
  }

  /** Takes a transaction out of those that were seen to their end. */
  #take(hash: string): IntentRecord | undefined {
    for (const account of this.#accounts.values()) {
      const found = account.take(hash);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #close(key: string): void {
    for (const { hash } of this.openOf(key)) this.#mined.delete(hash);
    this.#intents.delete(key);
  }

  #accountOf(address: string): Account {
    const account = this.#accounts.get(address) ?? new Account(this.#atHand);
    this.#accounts.set(address, account);
    return account;
  }
}

/** The last transactions of an account, and what is remembered of those before. */
class Account {
  readonly last: SettledTransaction[] = [];
  more = false;
  /** Highest nonce that is not among the last. */
  floor = -1;
  readonly #atHand: number;

  constructor(atHand: number) {
    this.#atHand = atHand;
  }

  settle(settled: SettledTransaction): void {
    this.last.push(settled);
    if (this.last.length <= this.#atHand) return;
    const [oldest] = this.last.splice(0, 1);
    this.floor = Math.max(this.floor, oldest?.intent.nonce ?? -1);
    this.more = true;
  }

  take(hash: string): IntentRecord | undefined {
    const index = this.last.findIndex(({ intent }) => intent.hash === hash);
    return index < 0 ? undefined : this.last.splice(index, 1)[0]?.intent;
  }
}

/** Folds records. Pure. */
export function progressOf(records: readonly StoredRecord[]): Progress {
  const find = (hash: string): IntentRecord | undefined => {
    const found = records.findLast((entry) => entry.type === "intent" && entry.hash === hash);
    return found?.type === "intent" ? found : undefined;
  };
  const progress = new Progress(find);
  for (const entry of records) progress.add(entry);
  return progress;
}

/** Returns what is open of a step, in the order in which the chain takes it: by nonce where there is one. */
export function openInOrder({ open }: Progress, step: string): OpenAction[] {
  const nonceOf = ({ intents }: OpenAction): number => intents[0]?.nonce ?? 0;
  return open.filter(({ intents }) => intents[0]?.step === step).sort((one, other) => nonceOf(one) - nonceOf(other));
}
