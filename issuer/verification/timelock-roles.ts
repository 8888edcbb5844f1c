import { type ContractRunner, ZeroAddress } from "ethers";
import { TIMELOCK_ROLE_NAMES } from "../../packages/integration/reading/role-names.ts";
import type { Timelock } from "../../typechain-types/index.js";
import { findEvents } from "../chains/find-events.ts";
import { isRefusal } from "../errors.ts";
import { roleIdOf } from "../text/roles.ts";

/** Who holds a timelock's roles. */
export interface TimelockRoles {
  readonly holders: ReadonlyMap<string, readonly string[]>;
  /** Whether every account that was ever granted a role was found and asked about. */
  readonly complete: boolean;
}

/**
 * Reads who holds the timelock's roles. OpenZeppelin's timelock keeps no list: everybody who was ever granted a role is
 * found in its events and asked about, besides the accounts the configuration names.
 * @param timelock - The timelock.
 * @param deployment - Its creation: the receipt shows the first grants also where old logs are not served.
 * @param candidates - Accounts to ask about in any case.
 * @param until - The last block to look at.
 * @param reads - What many views are asked through.
 */
export async function readTimelockRoles(
  timelock: Timelock,
  deployment: { readonly transaction: string; readonly block: number },
  candidates: readonly string[],
  until: number,
  reads: ContractRunner,
): Promise<TimelockRoles> {
  const [first, later] = await Promise.all([
    grantedAtCreation(timelock, deployment.transaction),
    grantedLater(timelock, deployment.block, until),
  ]);
  const accounts = [...new Set([...candidates, ...first, ...later.accounts, ZeroAddress])];
  const reader = timelock.connect(reads);
  const roles = (["DEFAULT_ADMIN", ...TIMELOCK_ROLE_NAMES] as const).map(async (role) => {
    const held = await Promise.all(accounts.map((account) => reader.hasRole(roleIdOf(role), account)));
    return [role, accounts.filter((_, index) => held[index])] as const;
  });
  return { holders: new Map(await Promise.all(roles)), complete: later.complete };
}

async function grantedAtCreation(timelock: Timelock, transaction: string): Promise<string[]> {
  const receipt = await timelock.runner?.provider?.getTransactionReceipt(transaction);
  const logs = (receipt?.logs ?? []).map((log) => timelock.interface.parseLog(log));
  return logs.filter((log) => log?.name === "RoleGranted").map((log) => String(log?.args.account));
}

/** Accounts that were granted a role since; not complete if the node does not serve the events. */
async function grantedLater(
  timelock: Timelock,
  from: number,
  until: number,
): Promise<{ readonly accounts: readonly string[]; readonly complete: boolean }> {
  try {
    const events = await findEvents(timelock, timelock.filters.RoleGranted(), from, until);
    return { accounts: events.map(({ args }) => String(args.account)), complete: true };
  } catch (error) {
    if (isRefusal(error, "EVENTS_MISSING")) return { accounts: [], complete: false };
    throw error;
  }
}
