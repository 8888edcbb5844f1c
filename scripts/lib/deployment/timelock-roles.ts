import { ZeroAddress, ZeroHash, id } from "ethers";
import type { Timelock } from "../../../typechain-types/index.js";

/** The timelock's roles and their ids. */
export const TIMELOCK_ROLES = {
  DEFAULT_ADMIN: ZeroHash,
  PROPOSER: id("PROPOSER_ROLE"),
  CANCELLER: id("CANCELLER_ROLE"),
  EXECUTOR: id("EXECUTOR_ROLE"),
} as const;

/**
 * Who holds the timelock's roles. OpenZeppelin's timelock keeps no list, so each account that the configuration names,
 * the deployer, the timelock and "anyone" (the zero address) is asked about.
 */
export async function readTimelockRoles(
  timelock: Timelock,
  candidates: readonly string[],
): Promise<Record<keyof typeof TIMELOCK_ROLES, string[]>> {
  const accounts = [...new Set([...candidates, ZeroAddress])];
  const found = { DEFAULT_ADMIN: [], PROPOSER: [], CANCELLER: [], EXECUTOR: [] } as Record<
    keyof typeof TIMELOCK_ROLES,
    string[]
  >;
  for (const [role, roleId] of Object.entries(TIMELOCK_ROLES)) {
    const held = await Promise.all(accounts.map((account) => timelock.hasRole(roleId, account)));
    found[role as keyof typeof TIMELOCK_ROLES] = accounts.filter((_, index) => held[index]);
  }
  return found;
}
