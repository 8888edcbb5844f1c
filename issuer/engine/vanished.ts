import type { Chain } from "../chains/chain.ts";
import type { IntentRecord, StoredRecord } from "../journal/journal.ts";

/**
 * Finds what a journal calls done and the chain does not have any more although it can still be mined, as after a
 * re-organisation deeper than what was waited for. To sign something again for the same account would be wrong: it would
 * take the same nonce, or be done in addition.
 * @param step - Only transactions of this step are looked for.
 * @returns Their transactions, oldest first.
 */
export async function findVanished(
  chain: Pick<Chain, "lookUp">,
  journal: readonly StoredRecord[],
  step: string,
): Promise<readonly IntentRecord[]> {
  const found: IntentRecord[] = [];
  const settled = new Set<string>();
  for (const intent of doneIn(journal).reverse()) {
    if (intent.step !== step || settled.has(intent.from)) continue;
    const { state } = await chain.lookUp(intent);
    // What came before a transaction that is there, or whose nonce is used, is there as well.
    if (state === "mined" || state === "dead") settled.add(intent.from);
    else found.push(intent);
  }
  return found.reverse();
}

/** Transactions that were seen to their end, in that order. */
function doneIn(journal: readonly StoredRecord[]): IntentRecord[] {
  const signed = new Map<string, IntentRecord>();
  const done = new Map<string, IntentRecord>();
  for (const entry of journal) {
    if (entry.type === "intent") signed.set(entry.hash, entry);
    if (entry.type === "reopened") done.delete(entry.hash);
    const intent = entry.type === "verified" ? signed.get(entry.hash) : undefined;
    if (intent !== undefined) done.set(intent.hash, intent);
  }
  return [...done.values()];
}
