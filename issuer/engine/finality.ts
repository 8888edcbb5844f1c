import { setTimeout as sleep } from "node:timers/promises";
import type { Mined } from "../chains/chain.ts";
import { FINAL_BLOCK } from "../chains/sample.ts";
import { OperatorError } from "../errors.ts";
import type { IntentRecord } from "../journal/entries.ts";
import { areDeadForCertain } from "./certainty.ts";
import { type Executor, inTime } from "./executor.ts";

/** Looks in a row at which no node knows the transaction, before it is sent again. */
const LOOKS_BEFORE_RESENDING = 10;

/** Looks in a row at what is final, before a transaction is looked up again that is in a block. */
const LOOKS_AT_FINALITY = 5;

/**
 * Waits until one of an action's transactions is in a final block.
 * @returns It, as it was seen after its block was final; null if none can be mined any more, which is recorded.
 * @throws OperatorError `NOT_MINED`.
 */
export async function finality(on: Executor, key: string): Promise<{ intent: IntentRecord; mined: Mined } | null> {
  const started = Date.now();
  const intents = on.journal.progress.openOf(key);
  let unseen = 0;
  for (;;) {
    let dead = 0;
    let unknown = 0;
    for (const intent of intents) {
      const before = await on.sample?.known<number>(FINAL_BLOCK);
      const status = await inTime(on, on.chain.lookUp(intent, on.sample));
      if (status.state === "dead") dead += 1;
      if (status.state === "unknown") unknown += 1;
      if (status.state !== "mined") continue;
      const { mined } = status;
      if (before !== undefined && mined.block <= before) return { intent, mined }; // final before it was looked up
      on.sample?.forget(FINAL_BLOCK);
      const left = mined.block - (await on.chain.finalBlock(on.sample));
      // Looked up once more after the chain has called the block final: it may have moved meanwhile.
      if (left <= 0) {
        const again = await on.chain.lookUp(intent);
        if (again.state === "mined" && again.mined.blockHash === mined.blockHash) return { intent, mined };
      } else await untilFinal(on, mined.block, started);
    }
    if (dead === intents.length && (await areDeadForCertain(on, intents))) {
      for (const { hash } of intents) on.journal.append({ type: "dropped", key, hash });
      return null;
    }
    unseen = unknown === intents.length ? unseen + 1 : 0;
    if (unseen > 0 && unseen % LOOKS_BEFORE_RESENDING === 0) await sendAgain(on, intents.at(-1));
    if (Date.now() - started > on.patience) throw await notMined(on, intents);
    await sleep(on.chain.pollMilliseconds);
  }
}

/** Waits a few looks long for a block to be final; then the transaction is looked up again, which may have moved. */
async function untilFinal(on: Executor, block: number, started: number): Promise<void> {
  for (let look = 0; look < LOOKS_AT_FINALITY && Date.now() - started <= on.patience; look++) {
    on.sample?.forget(FINAL_BLOCK);
    const left = block - (await on.chain.finalBlock(on.sample));
    if (left <= 0) return;
    on.say(`in block ${block}, ${left} more to be final`);
    await sleep(on.chain.pollMilliseconds);
  }
}

/** Returns what is said of transactions that a run has waited for in vain. */
async function notMined(on: Executor, intents: readonly IntentRecord[]): Promise<OperatorError> {
  const hashes = intents.map((intent) => intent.hash).join(", ");
  const message = `After ${Math.round(on.patience / 1000)} s the transaction is not final yet: ${hashes}.`;
  const [first] = intents;
  const missing = first === undefined ? 0 : await (on.chain.missingBefore?.(first).catch(() => 0) ?? 0);
  if (missing === 0) return new OperatorError("NOT_MINED", message);
  const what = missing === 1 ? "1 transaction" : `${missing} transactions`;
  return new OperatorError("NOT_MINED", `${message} ${what} of ${first?.from ?? ""} before it must be mined first.`, {
    remedy:
      "Run the other commands of this account again first, of any operation: each sends what was signed before. Then run this one again.",
  });
}

/** Gives a node once more what it has lost, such as after a re-organisation. What it says to that changes nothing. */
async function sendAgain(on: Executor, intent: IntentRecord | undefined): Promise<void> {
  if (intent === undefined) return;
  on.lock.assertHeld();
  try {
    await inTime(on, on.chain.broadcast(intent));
  } catch {
    // The next looks show what happened to it.
  }
}
