import { OperatorError } from "../errors.ts";
import type { Chain } from "../chains/chain.ts";
import type { Keys } from "../signing/keys.ts";

/**
 * Refuses where the key under a role's name is simply another account's. A file to be signed elsewhere would be of no use
 * then: a plain account is one key, and that key was meant to be here.
 * @param holders - Who holds the role, or shall hold it.
 * @param show - Writes addresses as the chain does.
 * @throws OperatorError `SIGNER_OF_ANOTHER_ACCOUNT`.
 */
export async function refuseAnothersKey(
  { chain, keys }: { readonly chain: Pick<Chain, "isPlain">; readonly keys: Keys },
  role: string,
  holders: readonly string[],
  show: (text: string) => string,
): Promise<void> {
  const key = await keys.named?.(role);
  if (key == null || holders.includes(key.address)) return;
  for (const holder of holders) {
    if (!(await chain.isPlain(holder))) return;
  }
  const message = `The key under ${role} (${key.place}) is that of ${show(key.address)}; ${role} is held by ${show(holders.join(", "))}.`;
  throw new OperatorError("SIGNER_OF_ANOTHER_ACCOUNT", message);
}
