import { type BaseContract, Contract, type ContractRunner, type DeferredTopicFilter, ZeroAddress } from "ethers";
import { TIMELOCK_ROLE_NAMES } from "../../packages/integration/reading/role-names.ts";
import type { Timelock } from "../../typechain-types/index.js";
import { findEvents } from "../chains/find-events.ts";
import { isRefusal } from "../errors.ts";
import { roleIdOf } from "../text/roles.ts";

/** Who holds the roles of a contract that keeps no list, by role. */
export interface RoleHolders {
  readonly holders: ReadonlyMap<string, readonly string[]>;
  /** Whether every account that was ever granted a role was found and asked about. */
  readonly complete: boolean;
}

/** Where a contract was created, and by whom. */
export interface Creation {
  readonly transaction: string;
  readonly block: number;
  readonly deployer: string;
}

/**
 * Reads who holds the timelock's roles, by their names.
 * @param timelock - The timelock.
 * @param creation - Its creation: the receipt shows the first grants also where old logs are not served.
 * @param candidates - Accounts to ask about in any case.
 * @param until - The last block to look at.
 * @param reads - What many views are asked through.
 */
export async function readTimelockRoles(
  timelock: Timelock,
  creation: Pick<Creation, "transaction" | "block">,
  candidates: readonly string[],
  until: number,
  reads: ContractRunner,
): Promise<RoleHolders> {
  const names = ["DEFAULT_ADMIN", ...TIMELOCK_ROLE_NAMES] as const;
  const asked = { roles: names.map(roleIdOf), candidates };
  const { holders, complete } = await readRoleHolders(timelock, creation, asked, until, reads);
  return { holders: new Map(names.map((name) => [name, holders.get(roleIdOf(name)) ?? []])), complete };
}

/**
 * Reads who holds roles of a contract that keeps no list, as those of OpenZeppelin's timelock: everybody who was ever
 * granted a role is found in its events and asked about, besides the accounts that are given.
 * @param asked - Ids of the roles, and accounts to ask about in any case.
 */
export async function readRoleHolders(
  contract: BaseContract,
  creation: Pick<Creation, "transaction" | "block">,
  asked: { readonly roles: readonly string[]; readonly candidates: readonly string[] },
  until: number,
  reads: ContractRunner,
): Promise<RoleHolders> {
  const [first, later] = await Promise.all([
    grantedAtCreation(contract, creation.transaction),
    grantedLater(contract, creation.block, until),
  ]);
  const accounts = [...new Set([...asked.candidates, ...first, ...later.accounts, ZeroAddress])];
  const hasRole = new Contract(contract.target, contract.interface, reads).getFunction("hasRole");
  const roles = asked.roles.map(async (role) => {
    const held = (await Promise.all(accounts.map((account) => hasRole(role, account)))) as boolean[];
    return [role, accounts.filter((_, index) => held[index])] as const;
  });
  return { holders: new Map(await Promise.all(roles)), complete: later.complete };
}

async function grantedAtCreation(contract: BaseContract, transaction: string): Promise<string[]> {
  const receipt = await contract.runner?.provider?.getTransactionReceipt(transaction);
  const own = (receipt?.logs ?? []).filter(({ address }) => address === contract.target);
  const logs = own.map((log) => contract.interface.parseLog(log));
  return logs.filter((log) => log?.name === "RoleGranted").map((log) => String(log?.args.account));
}

/** Accounts that were granted a role since; not complete if the node does not serve the events. */
async function grantedLater(
  contract: BaseContract,
  from: number,
  until: number,
): Promise<{ readonly accounts: readonly string[]; readonly complete: boolean }> {
  try {
    const filter = contract.filters.RoleGranted?.() as unknown as DeferredTopicFilter;
    const events = await findEvents(contract, filter, from, until);
    return { accounts: events.map(({ args }) => String(args.account)), complete: true };
  } catch (error) {
    if (isRefusal(error, "EVENTS_MISSING")) return { accounts: [], complete: false };
    throw error;
  }
}
