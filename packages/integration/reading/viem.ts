import { type AbiEvent, BlockNotFoundError, type Client, type Log, parseAbi, parseEventLogs } from "viem";
import { getBlock, getLogs, readContract } from "viem/actions";
import { toAccount } from "../account.ts";
import { holderAbi } from "../generated/abi/holder.ts";
import { listOf, objectOf, readable } from "../given.ts";
import {
  type BlockRange,
  type CoinEvent,
  type Deposit,
  type DepositSource,
  FOLLOWED_EVENTS,
  type TransferLog,
  depositsBy,
} from "./followed.ts";
import {
  type AccountState,
  COIN_VIEWS,
  COVERAGE_VIEWS,
  type Capabilities,
  type CoinState,
  type Coverage,
  type View,
  accountBy,
  capabilitiesBy,
  coinBy,
  coverageBy,
  unitBy,
} from "./state.ts";
import { asked } from "./trouble.ts";
import type { Unit } from "./units.ts";

/**
 * Decimals and symbol, which never change: read them once.
 * @param client - of viem, also a public client or wagmi's
 * @param token - address of the token, in any form
 * @throws IntegrationError `ADDRESS_INVALID`; `TOKEN_MISSING` where no such contract is, `NODE_UNREACHABLE` and what else stands in
 * the way of asking; so do all that read
 */
export async function readUnit(client: Client, token: string): Promise<Unit> {
  return await unitBy(viewOf(client, token));
}

/**
 * Returns what the token can do, as it says itself (ERC-165, ERC-5267). A token that cannot be asked can do nothing
 * here.
 * @throws IntegrationError as {@link readUnit}, but for `TOKEN_MISSING`
 */
export async function discover(client: Client, token: string): Promise<Capabilities> {
  const address = toAccount(token);
  const fields = (): Promise<unknown> =>
    asked(async () => {
      const [stated] = await readContract(client, { address, abi: holderAbi, functionName: "eip712Domain" });
      return stated;
    });
  return await capabilitiesBy(viewOf(client, token), fields);
}

/**
 * Balance and freeze of an account. Ask before you promise a customer a payment, for both sides of it.
 * @throws IntegrationError as {@link readUnit}
 */
export async function readAccount(client: Client, token: string, account: string): Promise<AccountState> {
  return await accountBy(viewOf(client, token), account);
}

/** Returns whether an account can neither send, receive nor spend now. @throws IntegrationError as {@link readUnit} */
export async function isFrozen(client: Client, token: string, account: string): Promise<boolean> {
  return (await viewOf(client, token)("isFrozen", [toAccount(account)])) as boolean;
}

/** Supply, switches and headroom of the coin on one chain. @throws IntegrationError as {@link readUnit} */
export async function readCoin(client: Client, token: string): Promise<CoinState> {
  return await coinBy(viewOf(client, token));
}

/**
 * Returns what can still be issued on this chain now, in smallest units; zero when nothing can.
 * @throws IntegrationError as {@link readUnit}
 */
export async function headroom(client: Client, token: string): Promise<bigint> {
  return (await viewOf(client, token)("headroom")) as bigint;
}

/**
 * Returns how the latest reserve report covers the coin on all chains; undefined without a gate or before the first
 * report.
 * @throws IntegrationError as {@link readUnit}
 */
export async function coverage(client: Client, token: string): Promise<Coverage | undefined> {
  return await coverageBy(viewOf(client, token), (gate) => viewBy(client, gate, COVERAGE_VIEWS));
}

/**
 * Returns the token's events in a receipt, in their order; those of other contracts and those nobody follows are left
 * out.
 * @param logs - of a receipt or of a search
 * @param token - address of the token, in any form
 * @throws IntegrationError `ADDRESS_INVALID`; `INPUT_INVALID` for what is no log
 */
export function readEvents(logs: readonly Log[], token: string): CoinEvent[] {
  const address = toAccount(token);
  return readable("The log", () => {
    const own = listOf("The logs", logs).filter((log) => toAccount(objectOf("The log", log).address) === address);
    return parseEventLogs({ abi: parseAbi(FOLLOWED_EVENTS), logs: own }).map(
      ({ eventName: name, args }) => ({ name, args }) as CoinEvent,
    );
  });
}

/**
 * Returns everything that arrived at these accounts in a range of blocks: what an exchange credits. Search only what is
 * final (`finalBlock`), and remember the last block searched only once this has resolved.
 *
 * One URL may be several machines, and one that has not got the last blocks yet leaves their events out without an error.
 * So the last block must be there before and after, and the newest part of the range is read twice and must be the same.
 * @param accounts - the deposit addresses, in any form
 * @throws IntegrationError `EVENTS_MISSING` if the node does not have the last block, or answers differently each time; as
 * {@link readUnit}
 */
export async function findDeposits(
  client: Client,
  token: string,
  accounts: readonly string[],
  range: BlockRange,
): Promise<Deposit[]> {
  objectOf("The client", client);
  const address = toAccount(token);
  const source: DepositSource = {
    hashOf: (block) => asked(async () => (await blockOf(client, { blockNumber: BigInt(block) }))?.hash ?? undefined),
    transfers: (searched, to) => asked(() => transfersOf(client, address, searched, to)),
  };
  return await depositsBy(source, accounts, range);
}

/**
 * Number of the newest block that can no longer be undone; undefined where the node has none yet.
 * @throws IntegrationError as {@link readUnit}
 */
export async function finalBlock(client: Client): Promise<number | undefined> {
  objectOf("The client", client);
  const block = await asked(() => blockOf(client, { blockTag: "finalized" }));
  return block?.number == null ? undefined : Number(block.number);
}

/** Returns what asks the token's views. @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID` */
export function viewOf(client: Client, token: string): View {
  return viewBy(client, token, COIN_VIEWS);
}

function viewBy(client: Client, contract: string, views: readonly string[]): View {
  objectOf("The client", client);
  const address = toAccount(contract);
  const abi = parseAbi(views);
  return (name, args = []) =>
    asked(async () => {
      const answer: unknown = await readContract(client, { address, abi, functionName: name, args });
      return answer;
    });
}

async function blockOf(
  client: Client,
  wanted: { readonly blockNumber: bigint } | { readonly blockTag: "finalized" },
): Promise<{ readonly number: bigint | null; readonly hash: string | null } | undefined> {
  try {
    return await getBlock(client, wanted);
  } catch (error) {
    if (error instanceof BlockNotFoundError) return undefined;
    throw error;
  }
}

async function transfersOf(
  client: Client,
  address: `0x${string}`,
  { fromBlock, toBlock }: BlockRange,
  to: string | undefined,
): Promise<TransferLog[]> {
  const [event] = parseAbi(FOLLOWED_EVENTS) as readonly AbiEvent[];
  const range = { fromBlock: BigInt(fromBlock), toBlock: BigInt(toBlock) };
  const logs = await getLogs(client, {
    address,
    event: event as AbiEvent,
    strict: true,
    ...range,
    ...(to === undefined ? {} : { args: { to } }),
  });
  return logs.map(({ args, transactionHash, blockNumber, blockHash, logIndex }) => {
    const { from, to: receiver, value } = args as unknown as { from: string; to: string; value: bigint };
    const where = { transaction: transactionHash, block: Number(blockNumber), blockHash, logIndex };
    return { from, to: receiver, value, ...where };
  });
}
