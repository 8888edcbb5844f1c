import { type BaseContract, type ContractRunner, Interface, type Log, type LogParams, type Provider } from "ethers";
import { toAccount } from "../account.ts";
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
import { type Header, readHeader } from "./header.ts";
import { asked } from "./trouble.ts";
import { contractOf } from "./view.ts";

export type { BlockRange, CoinEvent, CoinEventName, CoinEvents, Deposit } from "./followed.ts";

/** Made when it is first asked for, so that who imports another function does not pay for it. */
let followed: Interface | undefined;

/**
 * Returns the token's events in a receipt, in their order; those of other contracts and those nobody follows are left
 * out.
 * @param logs - of a receipt or of a search
 * @param token - address of the token, in any form
 * @throws IntegrationError `ADDRESS_INVALID`; `INPUT_INVALID` for what is no log
 */
export function readEvents(logs: readonly (Log | LogParams)[], token: string): CoinEvent[] {
  const address = toAccount(token);
  return listOf("The logs", logs).flatMap((log) =>
    readable("The log", () => {
      if (toAccount(objectOf("The log", log).address) !== address) return [];
      const parsed = parsedLog(log);
      return parsed === null ? [] : [{ name: parsed.name, args: parsed.args } as CoinEvent];
    }),
  );
}

/**
 * Returns everything that arrived at these accounts in a range of blocks: what an exchange credits. Search only what is
 * final (`finalBlock`), and remember the last block searched only once this has resolved.
 *
 * One URL may be several machines, and one that has not got the last blocks yet leaves their events out without an error.
 * So the last block must be there before and after, and the newest part of the range is read twice and must be the same.
 * @param token - connected with a provider
 * @param accounts - the deposit addresses, in any form
 * @throws IntegrationError `EVENTS_MISSING` if the node does not have the last block, or answers differently each time;
 * `ADDRESS_INVALID`, `INPUT_INVALID`; as `readUnit`
 */
export async function findDeposits(
  token: BaseContract,
  accounts: readonly string[],
  range: BlockRange,
): Promise<Deposit[]> {
  const { runner } = contractOf(token);
  const source: DepositSource = {
    hashOf: (block) => asked(async () => (await headerOf(runner, block))?.hash),
    transfers: (searched, to) => asked(() => transfersOf(token, searched, to)),
  };
  return await depositsBy(source, accounts, range);
}

/**
 * Number of the newest block that can no longer be undone. On TRON with a provider over `TronProvider` (`tronProvider`), or with a
 * `JsonRpcProvider` of ethers at a node's `/jsonrpc`.
 * @throws IntegrationError as `readUnit`
 */
export async function finalBlock(provider: Provider): Promise<number | undefined> {
  objectOf("The provider", provider);
  return await asked(async () => (await readHeader(provider, "finalized"))?.number);
}

async function headerOf(runner: ContractRunner | null, block: number): Promise<Header | undefined> {
  return runner?.provider == null ? undefined : await readHeader(runner.provider, block);
}

async function transfersOf(token: BaseContract, range: BlockRange, to: string | undefined): Promise<TransferLog[]> {
  const contract = contractOf(token);
  const filter = contract.getEvent("Transfer")(null, to ?? null);
  const logs = await contract.queryFilter(filter, range.fromBlock, range.toBlock);
  return logs.flatMap((log) => {
    const parsed = parsedLog(log);
    if (parsed?.name !== "Transfer") return [];
    const { from, to: receiver, value } = parsed.args as { from: string; to: string; value: bigint };
    const { transactionHash: transaction, blockNumber: block, blockHash, index: logIndex } = log;
    return [{ from, to: receiver, value, transaction, block, blockHash, logIndex }];
  });
}

function parsedLog(log: Log | LogParams): { readonly name: string; readonly args: Record<string, unknown> } | null {
  followed ??= new Interface(FOLLOWED_EVENTS);
  const parsed = followed.parseLog(log);
  return parsed === null ? null : { name: parsed.name, args: parsed.args.toObject() };
}
