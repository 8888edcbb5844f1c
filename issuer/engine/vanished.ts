import type { Chain } from "../chains/chain.ts";
import type { IntentRecord } from "../journal/entries.ts";
import type { Journal } from "../journal/journal.ts";
import type { SettledTransaction } from "../journal/progress.ts";

/**
 * Finds what a journal calls done and the chain does not have any more although it can still be mined, as after a
 * re-organisation deeper than what was waited for. To sign something again for the same account would be wrong: it would
 * take the same nonce, or be done in addition. Of each account the last transactions are looked at, until one is there.
 * @param step - Only transactions of this step are looked for.
 * @returns Their transactions, oldest first.
 */
export async function findVanished(
  chain: Pick<Chain, "lookUp">,
  journal: Journal,
  step: string,
): Promise<readonly IntentRecord[]> {
  const found: SettledTransaction[] = [];
  for (const account of journal.progress.accounts) {
    const { last, more } = journal.progress.settledOf(account);
    const { gone, ended } = await vanishedOf(chain, last, step);
    found.push(...(ended || !more ? gone : (await vanishedOf(chain, journal.settledOf(account), step)).gone));
  }
  return found.sort((one, other) => one.n - other.n).map(({ intent }) => intent);
}

/** Looks at the transactions of one account, the last first. */
async function vanishedOf(
  chain: Pick<Chain, "lookUp">,
  settled: readonly SettledTransaction[],
  step: string,
): Promise<{ readonly gone: SettledTransaction[]; readonly ended: boolean }> {
  const gone: SettledTransaction[] = [];
  for (const entry of [...settled].reverse()) {
    if (entry.intent.step !== step) continue;
    const { state } = await chain.lookUp(entry.intent);
    // What came before a transaction that is there, or whose nonce is used, is there as well.
    if (state === "mined" || state === "dead") return { gone, ended: true };
    gone.push(entry);
  }
  return { gone, ended: false };
}
