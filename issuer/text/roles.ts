import { ZeroHash, id } from "ethers";
import { ROLE_NAMES, type RoleName } from "../../packages/integration/reading/role-names.ts";

/** OpenZeppelin's roles of the timelock, beside its default admin. */
const TIMELOCK_ROLE_NAMES = ["PROPOSER", "CANCELLER", "EXECUTOR"] as const;

/** A role of any of a coin's contracts. */
export type AnyRole = RoleName | (typeof TIMELOCK_ROLE_NAMES)[number] | "DEFAULT_ADMIN";

const IDS = Object.fromEntries([
  ["DEFAULT_ADMIN", ZeroHash],
  ...[...ROLE_NAMES, ...TIMELOCK_ROLE_NAMES].map((role) => [role, id(`${role}_ROLE`)]),
]) as Readonly<Record<AnyRole, string>>;

/** The id of a role, as the contracts know it. */
export function roleIdOf(role: AnyRole): string {
  return IDS[role];
}

/** The name of a role by its id; the id itself if it is none of a coin's. */
export function roleNameOf(roleId: string): string {
  return Object.entries(IDS).find(([, known]) => known === roleId)?.[0] ?? roleId;
}
