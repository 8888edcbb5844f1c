import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Transaction } from "ethers";
import type { Build } from "../model/build.ts";
import type { Chain } from "../chains/chain.ts";
import { replace } from "../engine/execute.ts";
import type { Executor } from "../engine/executor.ts";
import type { IntentRecord } from "../journal/entries.ts";
import type { Keys } from "../signing/keys.ts";
import { type Store, fileStore } from "../journal/store.ts";
import { OperatorError } from "../errors.ts";
import { operationStore, operationsFolder } from "../subjects/operation-history.ts";
import { OPERATION_ROWS } from "./operation-table.ts";

/** How much more gas than before a replacement may take: estimates move with the state. */
const MOST_TIMES = 2n;

const OPERATIONS: ReadonlySet<string> = new Set([...OPERATION_ROWS.map(({ name }) => name), "attest-submit"]);

/** A transaction that is sent and in no block, and what would be offered for it. */
export interface Pending {
  readonly store: Store;
  readonly intent: IntentRecord;
  /** What a replacement would offer, in a sentence. */
  readonly offer: string;
  /** The same in wei for one unit of gas: nothing above it is signed. */
  readonly perGas: bigint;
}

/** What is needed to look at what is pending, and to replace it. */
export interface SpeedUpOptions {
  readonly chain: Chain;
  readonly build: Build;
  readonly keys: Keys;
  /** Milliseconds that a node gets for an answer. */
  readonly patience: number;
}

/** Returns the journals of a coin on a network: of its deployment, and of each operation that was ever run. */
export function journalsOf(coin: string, network: string): Store[] {
  const folder = join(operationsFolder(), network);
  const [before, after] = [`${coin}-`, ".journal.jsonl"];
  const names = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => name.slice(before.length, -after.length))
    .filter((name) => OPERATIONS.has(name)) // and not of a coin whose name begins alike
    .sort();
  return [fileStore(network, coin), ...names.map((name) => operationStore(network, coin, name))];
}

/**
 * Finds the transactions that are sent and in no block.
 * @throws OperatorError `FEE_ABOVE_CAP` if a replacement would cost more than is allowed.
 */
export async function pendingIn(chain: Chain, stores: readonly Store[]): Promise<Pending[]> {
  const found: Pending[] = [];
  for (const store of stores) {
    for (const { intents } of store.openJournal().progress.open) {
      const states = await Promise.all(intents.map((intent) => chain.lookUp(intent)));
      const isSettled = states.some(({ state }) => state === "mined" || state === "dead");
      const intent = intents.at(-1);
      if (isSettled || intent === undefined) continue;
      const { note, perGas } = await chain.replacementOffer(intent);
      found.push({ store, intent, offer: note, perGas });
    }
  }
  return found;
}

/**
 * Signs each of them once more with the same nonce and a higher fee, and sends it: at most one of both can be mined. The
 * run of the operation itself, started again, waits for whichever it is.
 * @throws OperatorError `PLAN_CHANGED` if it would offer more than was shown, or take more than twice the gas; `SIGNER_MISSING`,
 * `CONCURRENT_RUN`, or as a broadcast does.
 */
export async function speedUp(pending: readonly Pending[], options: SpeedUpOptions): Promise<void> {
  for (const { store, intent, perGas } of pending) {
    const lock = store.lock();
    try {
      const journal = store.openJournal();
      if (journal.progress.openOf(intent.key).at(-1)?.hash !== intent.hash) {
        throw new OperatorError("CONCURRENT_RUN", `"${intent.description}" was followed up by another run meanwhile.`);
      }
      const executor: Executor = {
        ...{ ...options, journal, lock },
        say: () => undefined,
        shows: () => Promise.resolve(false),
      };
      const most = { perGas, gas: Transaction.from(intent.raw).gasLimit * MOST_TIMES };
      await replace(executor, intent, await options.keys.find(intent.from), { most });
    } finally {
      lock.release();
    }
  }
}
