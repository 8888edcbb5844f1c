import { type Log, type LogParams, type Provider, ZeroAddress } from "ethers";
import type { IStablecoin } from "../../typechain-types/index.js";
import { toAccount } from "../account.ts";
import { TOKEN_INTERFACE } from "../connect.ts";

/** The events a wallet, an exchange or a payment firm follows, with their values. Amounts in smallest units. */
export interface CoinEvents {
  /** Every movement, issuance and redemption too: replaying them rebuilds all balances. */
  readonly Transfer: { readonly from: string; readonly to: string; readonly value: bigint };
  readonly Approval: { readonly owner: string; readonly spender: string; readonly value: bigint };
  readonly AuthorizationUsed: { readonly authorizer: string; readonly nonce: string };
  readonly AuthorizationCanceled: { readonly authorizer: string; readonly nonce: string };
  readonly Frozen: {
    readonly account: string;
    readonly caseId: string;
    readonly guardian: string;
    readonly until: bigint;
  };
  readonly FreezeRatified: { readonly account: string; readonly caseId: string; readonly officer: string };
  readonly Unfrozen: { readonly account: string; readonly caseId: string; readonly officer: string };
  readonly Minted: {
    readonly minter: string;
    readonly to: string;
    readonly amount: bigint;
    readonly depositRef: string;
  };
  readonly Burned: { readonly burner: string; readonly amount: bigint; readonly payoutRef: string };
  readonly Paused: { readonly account: string; readonly scopes: bigint };
  readonly Unpaused: { readonly account: string; readonly scopes: bigint };
  readonly Retired: { readonly successor: string };
}

/** Name of a followed event. */
export type CoinEventName = keyof CoinEvents;

/** One followed event; `name` tells which values `args` has. */
export type CoinEvent = { [N in CoinEventName]: { readonly name: N; readonly args: CoinEvents[N] } }[CoinEventName];

const FOLLOWED: Readonly<Record<CoinEventName, true>> = {
  Transfer: true,
  Approval: true,
  AuthorizationUsed: true,
  AuthorizationCanceled: true,
  Frozen: true,
  FreezeRatified: true,
  Unfrozen: true,
  Minted: true,
  Burned: true,
  Paused: true,
  Unpaused: true,
  Retired: true,
};

/**
 * The token's events in a receipt, in their order; those of other contracts and those nobody follows are left out.
 * @param logs - of a receipt or of a search
 * @param token - address of the token, in any form
 */
export function readEvents(logs: readonly (Log | LogParams)[], token: string): CoinEvent[] {
  const address = toAccount(token);
  return logs.flatMap((log) => {
    if (toAccount(log.address) !== address) return [];
    const parsed = TOKEN_INTERFACE.parseLog(log);
    if (parsed === null || !(parsed.name in FOLLOWED)) return [];
    return [{ name: parsed.name, args: parsed.args.toObject() } as CoinEvent];
  });
}

/** Money that arrived at an account. */
export interface Deposit {
  readonly to: string;
  /** The zero address when it was issued. */
  readonly from: string;
  /** In smallest units. */
  readonly value: bigint;
  readonly transaction: string;
  readonly block: number;
  /** Position in the block: with the block, what makes a deposit unique. */
  readonly logIndex: number;
  /** Whether it was issued to the account rather than sent. */
  readonly issued: boolean;
}

/**
 * Everything that arrived at these accounts in a range of blocks: what an exchange credits. Search only what is final
 * (`finalBlock`), and remember the last block searched.
 * @param token - connected with a provider
 * @param accounts - the deposit addresses, in any form
 */
export async function findDeposits(
  token: IStablecoin,
  accounts: readonly string[],
  range: { readonly fromBlock: number; readonly toBlock: number },
): Promise<Deposit[]> {
  const wanted = new Set<string>(accounts.map(toAccount));
  // One address can be asked of the node, many are sorted out here: nodes bound the length of a filter.
  const [only] = wanted.size === 1 ? wanted : [];
  const logs = await token.queryFilter(token.filters.Transfer(undefined, only), range.fromBlock, range.toBlock);
  return logs.flatMap((log) => {
    const { from, to, value } = log.args;
    if (!wanted.has(to) || value === 0n) return [];
    const { transactionHash: transaction, blockNumber: block, index: logIndex } = log;
    return [{ to, from, value, transaction, block, logIndex, issued: from === ZeroAddress }];
  });
}

/** Number of the newest block that can no longer be undone; on TRON use it with a provider over `TronProvider`. */
export async function finalBlock(provider: Provider): Promise<number | undefined> {
  return (await provider.getBlock("finalized"))?.number;
}
