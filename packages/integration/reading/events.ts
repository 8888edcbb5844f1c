import { type Log, type LogParams, type Provider, ZeroAddress } from "ethers";
import type { IStablecoin } from "../../../typechain-types/index.js";
import { toAccount } from "../account.ts";
import { TOKEN_INTERFACE } from "../connect.ts";
import { IntegrationError } from "../problem.ts";
import { readHeader } from "./header.ts";

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
 * Returns the token's events in a receipt, in their order; those of other contracts and those nobody follows are left
 * out.
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
 * Returns everything that arrived at these accounts in a range of blocks: what an exchange credits. Search only what is
 * final (`finalBlock`), and remember the last block searched only once this has resolved.
 *
 * One URL may be several machines, and one that has not got the last blocks yet leaves their events out without an error.
 * So the last block must be there before and after, and the newest part of the range is read twice and must be the same.
 * @param token - connected with a provider
 * @param accounts - the deposit addresses, in any form
 * @throws IntegrationError `EVENTS_MISSING` if the node does not have the last block, or answers differently each time
 */
export async function findDeposits(
  token: IStablecoin,
  accounts: readonly string[],
  range: { readonly fromBlock: number; readonly toBlock: number },
): Promise<Deposit[]> {
  const wanted = new Set<string>(accounts.map(toAccount));
  // One address can be asked of the node, many are sorted out here: nodes bound the length of a filter.
  const [only] = wanted.size === 1 ? wanted : [];
  const { fromBlock, toBlock } = range;
  const filter = token.filters.Transfer(undefined, only);
  const read = (first: number) => token.queryFilter(filter, first, toBlock);
  const hash = await hashOf(token, toBlock);
  const logs = await read(fromBlock);
  const newest = Math.max(fromBlock, toBlock - YOUNG + 1);
  const same = keysOf(logs.filter(({ blockNumber }) => blockNumber >= newest)) === keysOf(await read(newest));
  if (!same || (await hashOf(token, toBlock)) !== hash) {
    throw new IntegrationError("EVENTS_MISSING", `The node answers differently each time about block ${toBlock}.`);
  }
  return logs.flatMap((log) => {
    const { from, to, value } = log.args;
    if (!wanted.has(to) || value === 0n) return [];
    const { transactionHash: transaction, blockNumber: block, index: logIndex } = log;
    return [{ to, from, value, transaction, block, logIndex, issued: from === ZeroAddress }];
  });
}

/** Blocks at the end of a range that a machine may not have yet. */
const YOUNG = 1_024;

async function hashOf(token: IStablecoin, block: number): Promise<string> {
  const provider = token.runner?.provider;
  const found = provider == null ? undefined : await readHeader(provider, block);
  if (found !== undefined) return found.hash;
  throw new IntegrationError("EVENTS_MISSING", `The node does not have block ${block}, so its events say nothing.`);
}

function keysOf(logs: readonly Pick<Log, "blockHash" | "index">[]): string {
  return logs
    .map(({ blockHash, index }) => `${blockHash} ${index}`)
    .sort()
    .join();
}

/**
 * Number of the newest block that can no longer be undone. On TRON with a provider over `TronProvider` (`tronProvider`), or with a
 * `JsonRpcProvider` of ethers at a node's `/jsonrpc`.
 */
export async function finalBlock(provider: Provider): Promise<number | undefined> {
  return (await readHeader(provider, "finalized"))?.number;
}
