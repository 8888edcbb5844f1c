import type { Chain, Draft } from "../chains/chain.ts";
import type { Sample } from "../chains/sample.ts";
import type { Journal } from "../journal/journal.ts";
import type { Action } from "../model/plan.ts";
import type { Keys } from "../signing/keys.ts";

/**
 * Tells whether a transaction that is out for signatures may still have an effect. What was mined may move to another block
 * until it is final; what has expired never is mined.
 */
export async function isAlive(chain: Chain, draft: Draft): Promise<boolean> {
  const status = await chain.lookUp(draft);
  if (status.state === "mined") return status.mined.block > (await chain.finalBlock());
  return status.state !== "dead";
}

/**
 * Finds who can sign for an action here.
 * @param sample - What was read a moment ago and need not be read again.
 * @returns Null if nobody can, also while others may still send what they were asked to sign for it.
 */
export async function signerHere(
  { chain, keys, journal }: { readonly chain: Chain; readonly keys: Keys; readonly journal: Journal },
  action: Action,
  sample?: Sample,
): ReturnType<Keys["find"]> {
  if (action.kind === "deploy") return keys.deployer();
  const draft = journal.progress.waiting.get(action.key)?.draft;
  if (draft !== undefined && (await isAlive(chain, draft))) return null;
  for (const account of action.by) {
    const signer = await chain.signerFor(account, (key) => keys.find(key), sample);
    if (signer !== null) return signer;
  }
  return null;
}
