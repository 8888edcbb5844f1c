import { TronWeb } from "tronweb";
import { toBase58, toHex } from "../../../../packages/tron/address.ts";
import type { TronNode } from "../../../../packages/hardhat-tron/devnet/node.ts";

/** `TriggerSmartContract` alone: bit 31. */
const CALLS_ONLY = "0000008".padEnd(64, "0");
/** `TransferContract` alone: bit 1. */
const TRANSFERS_ONLY = "02".padEnd(64, "0");

/** How an account is shared. */
interface Sharing {
  /** Weight that its active permission takes; its owner's takes two keys. */
  readonly threshold?: number;
  /** Whether the active permission covers calls of contracts. */
  readonly calls?: boolean;
  /** Private keys that the present owner permission asks for; the account's own by default. */
  readonly by?: readonly string[];
}

/** Replaces the permissions of an account by a real AccountPermissionUpdate. */
export async function shareAccount(
  node: Pick<TronNode, "url">,
  account: { readonly address: string; readonly privateKey: string },
  keys: readonly string[],
  { threshold = 2, calls = true, by = [account.privateKey] }: Sharing = {},
): Promise<void> {
  const tronWeb = new TronWeb({ fullHost: node.url });
  const list = keys.map((address) => ({ address: toHex(address), weight: 1 }));
  const owner = { type: 0, permission_name: "owner", threshold: 2, keys: list };
  const operations = calls ? CALLS_ONLY : TRANSFERS_ONLY;
  const active = { type: 2, permission_name: "issuer", operations, threshold, keys: list };
  const update = tronWeb.transactionBuilder.updateAccountPermissions.bind(tronWeb.transactionBuilder);
  let transaction: Parameters<typeof tronWeb.trx.multiSign>[0] = await update(toBase58(account.address), owner, null, [
    active,
  ] as never);
  for (const key of by) transaction = await tronWeb.trx.multiSign(transaction, key.slice(2), 0);
  const answer = await tronWeb.trx.sendRawTransaction(transaction as never);
  if (!answer.result) throw new Error(JSON.stringify(answer));
}
