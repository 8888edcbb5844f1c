import { setTimeout as sleep } from "node:timers/promises";
import type { EventLog } from "ethers";
import type { Build } from "../model/build.ts";
import type { Chain } from "../chains/chain.ts";
import { findEffect } from "./effects.ts";
import type { IntentRecord } from "../journal/entries.ts";

/** How long one of several machines behind a URL may show what was before, in milliseconds. */
export const LAG = 30_000;

/** Looks that must agree before a transaction is given up: half a minute on a public network. */
const LOOKS = 20;

/** Blocks that a re-organisation may have moved a transaction back before it was signed. */
const MARGIN = 20;

/** What is asked. */
export interface Witness {
  readonly chain: Chain;
  readonly build: Build;
  /** How long a run waits for a transaction, in milliseconds. */
  readonly patience: number;
  /** Called with a progress message while waiting. */
  say(text: string): void;
}

/**
 * Decides whether transactions that a look calls dead can be given up, so that the action may be signed again. A URL may
 * be several nodes, and one that lags knows neither receipt nor transaction of what is mined. So time passes first, with
 * every look the same; then the chain is searched for what they were to bring about.
 * @param intents - All transactions of one action that were not given up.
 * @returns False if one of them may still count, or if there was no time to make sure: the caller goes on following it.
 * @throws OperatorError if the node does not serve the events of the time since they were signed.
 */
export async function areDeadForCertain(on: Witness, intents: readonly IntentRecord[]): Promise<boolean> {
  const { chain } = on;
  const started = Date.now();
  for (let look = 1; look <= LOOKS; look++) {
    on.say(`not found; making sure, look ${look} of ${LOOKS}`);
    if (Date.now() - started > on.patience) return false;
    await sleep(chain.pollMilliseconds);
    for (const intent of intents) {
      if ((await chain.lookUp(intent)).state !== "dead") return false;
    }
  }
  for (const intent of intents) {
    if (await hasLeftTraces(on, intent)) return false;
  }
  return true;
}

/**
 * Returns a transaction of somebody else that has brought about what these were to: sending one of them again would do
 * it twice.
 * @throws OperatorError if the node does not serve the events of the time since they were signed.
 */
export async function doneByAnother(on: Witness, intents: readonly IntentRecord[]): Promise<string | null> {
  const [first] = intents;
  if (first === undefined) return null;
  const own = new Set(intents.map(({ hash }) => hash));
  const events = await effectsOf(on, first, (first.block ?? 0) + 1);
  return events.find(({ transactionHash }) => !own.has(transactionHash))?.transactionHash ?? null;
}

/** Returns whether the chain shows that this very transaction was mined, although the node does not know it. */
async function hasLeftTraces(on: Witness, intent: IntentRecord): Promise<boolean> {
  const { chain } = on;
  if (intent.creates !== undefined) return (await chain.code(chain.createdAddress(intent))) !== "0x";
  const from = Math.max(0, (intent.block ?? 0) - MARGIN);
  return (await effectsOf(on, intent, from)).some(({ transactionHash }) => transactionHash === intent.hash);
}

/** Events of what a transaction was to bring about. None if its step compares states, whoever has changed them. */
async function effectsOf({ chain, build }: Witness, intent: IntentRecord, from: number): Promise<EventLog[]> {
  const [expected] = intent.emits ?? [];
  if (expected === undefined) return [];
  const until = Math.max(await chain.finalBlock(), await chain.provider.getBlockNumber());
  return findEffect(chain, build, expected, { from, until });
}
