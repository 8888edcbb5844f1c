import { toAccount } from "../account.ts";
import { listOf, naturalOf, valuesOf } from "../given.ts";
import { IntegrationError } from "../problem.ts";

/** The token's events that integrators follow, and what a deposit is: in the same words for every library. */

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

/** The followed events, as ethers and viem read them. */
export const FOLLOWED_EVENTS = [
  "event Transfer(address indexed from, address indexed to, uint256 value)",
  "event Approval(address indexed owner, address indexed spender, uint256 value)",
  "event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)",
  "event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)",
  "event Frozen(address indexed account, bytes32 indexed caseId, address indexed guardian, uint256 until)",
  "event FreezeRatified(address indexed account, bytes32 indexed caseId, address indexed officer)",
  "event Unfrozen(address indexed account, bytes32 indexed caseId, address indexed officer)",
  "event Minted(address indexed minter, address indexed to, uint256 amount, bytes32 indexed depositRef)",
  "event Burned(address indexed burner, uint256 amount, bytes32 indexed payoutRef)",
  "event Paused(address indexed account, uint256 scopes)",
  "event Unpaused(address indexed account, uint256 scopes)",
  "event Retired(address indexed successor)",
] as const;

/** Money that arrived at an account. */
export interface Deposit {
  readonly to: string;
  /** The zero address when it was issued. */
  readonly from: string;
  /** In smallest units. */
  readonly value: bigint;
  /** `0x` and 64 hex digits on every chain; `transactionUrl` writes it as the explorer does. */
  readonly transaction: string;
  readonly block: number;
  /** Position in the block: with the block, what makes a deposit unique. */
  readonly logIndex: number;
  /** Whether it was issued to the account rather than sent. */
  readonly issued: boolean;
}

/** One `Transfer` in a log, and where it stands. */
export interface TransferLog {
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly transaction: string;
  readonly block: number;
  readonly blockHash: string;
  readonly logIndex: number;
}

/** A range of blocks, the last one included. */
export interface BlockRange {
  readonly fromBlock: number;
  readonly toBlock: number;
}

/** What a node is asked for while deposits are searched. */
export interface DepositSource {
  /** Hash of a block; undefined where the node does not have it. */
  hashOf(block: number): Promise<string | undefined>;
  /** Every `Transfer` of the token in a range, or those to one account. */
  transfers(range: BlockRange, to: string | undefined): Promise<readonly TransferLog[]>;
}

/** Blocks at the end of a range that a machine may not have yet. */
const YOUNG = 1_024;

/** Finds deposits as `findDeposits` of each library does: the last block must be there before and after. */
export async function depositsBy(
  source: DepositSource,
  accounts: readonly string[],
  range: BlockRange,
): Promise<Deposit[]> {
  const wanted = new Set<string>(listOf("The accounts", accounts).map(toAccount));
  const given = valuesOf("The range", range);
  const [fromBlock, toBlock] = (["fromBlock", "toBlock"] as const).map((name) =>
    Number(naturalOf(`The range's ${name}`, given[name])),
  ) as [number, number];
  // One address can be asked of the node, many are sorted out here: nodes bound the length of a filter.
  const [only] = wanted.size === 1 ? wanted : [];
  const hash = await hashOf(source, toBlock);
  const logs = await source.transfers({ fromBlock, toBlock }, only);
  const newest = Math.max(fromBlock, toBlock - YOUNG + 1);
  const again = await source.transfers({ fromBlock: newest, toBlock }, only);
  const same = keysOf(logs.filter(({ block }) => block >= newest)) === keysOf(again);
  if (!same || (await hashOf(source, toBlock)) !== hash) {
    throw new IntegrationError("EVENTS_MISSING", `The node answers differently each time about block ${toBlock}.`);
  }
  return logs.flatMap(({ from, to, value, transaction, block, logIndex }) => {
    if (!wanted.has(to) || value === 0n) return [];
    return [{ to, from, value, transaction, block, logIndex, issued: BigInt(from) === 0n }];
  });
}

async function hashOf(source: DepositSource, block: number): Promise<string> {
  const hash = await source.hashOf(block);
  if (hash !== undefined) return hash;
  throw new IntegrationError("EVENTS_MISSING", `The node does not have block ${block}, so its events say nothing.`);
}

function keysOf(logs: readonly TransferLog[]): string {
  return logs
    .map(({ blockHash, logIndex }) => `${blockHash} ${logIndex}`)
    .sort()
    .join();
}
