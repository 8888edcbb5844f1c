import type { IntentRecord, MinedRecord, StoredRecord, WaitingRecord } from "./journal.ts";

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
  const intents = new Map<string, IntentRecord[]>();
  const signed = new Map<string, IntentRecord>();
  const mined = new Map<string, MinedRecord>();
  const done = new Set<string>();
  const waiting = new Map<string, WaitingRecord>();
  const created: DoneAction[] = [];
  const calls: RecordedCall[] = [];

  const close = (key: string, hash: string): IntentRecord | undefined => {
    const list = intents.get(key) ?? [];
    intents.delete(key);
    return list.find((intent) => intent.hash === hash);
  };
  const finish = (key: string): void => {
    done.add(key);
    waiting.delete(key);
  };

  for (const entry of journal) {
    switch (entry.type) {
      case "intent":
        signed.set(entry.hash, entry);
        intents.set(entry.key, [...(intents.get(entry.key) ?? []), entry]);
        break;
      case "mined":
        mined.set(entry.hash, entry);
        if (!entry.succeeded) close(entry.key, entry.hash);
        break;
      case "dropped": {
        const rest = (intents.get(entry.key) ?? []).filter((intent) => intent.hash !== entry.hash);
        if (rest.length === 0) intents.delete(entry.key);
        else intents.set(entry.key, rest);
        break;
      }
      case "verified": {
        const intent = close(entry.key, entry.hash);
        const block = mined.get(entry.hash);
        finish(entry.key);
        if (intent?.creates !== undefined && block !== undefined) {
          created.push({ intent, mined: block, runtimeCodeHash: entry.runtimeCodeHash });
        } else if (intent !== undefined) {
          const { key, description } = intent;
          calls.push({ key, description, transaction: entry.hash, block: block?.block ?? null });
        }
        break;
      }
      case "reopened": {
        const intent = signed.get(entry.hash);
        if (intent !== undefined) intents.set(entry.key, [intent]);
        mined.delete(entry.hash);
        done.delete(entry.key);
        remove(created, ({ intent: { hash } }) => hash === entry.hash);
        remove(calls, ({ transaction }) => transaction === entry.hash);
        break;
      }
      case "waiting":
        waiting.set(entry.key, entry);
        break;
      case "observed": {
        const description = waiting.get(entry.key)?.description ?? entry.key;
        calls.push({ key: entry.key, description, transaction: null, block: null });
        finish(entry.key);
        break;
      }
      case "begin":
      case "finished":
      case "sent":
        break;
    }
  }
  return {
    done,
    open: [...intents].map(([key, list]) => ({ key, intents: list })),
    waiting,
    created,
    calls,
    started: journal.some((entry) => entry.type === "intent"),
  };
}

/** What is open of a step, in the order in which the chain takes it: by nonce where there is one. */
export function openInOrder({ open }: Progress, step: string): OpenAction[] {
  const nonceOf = ({ intents }: OpenAction): number => intents[0]?.nonce ?? 0;
  return open.filter(({ intents }) => intents[0]?.step === step).sort((one, other) => nonceOf(one) - nonceOf(other));
}

function remove<T>(list: T[], matches: (entry: T) => boolean): void {
  const index = list.findIndex(matches);
  if (index >= 0) list.splice(index, 1);
}
