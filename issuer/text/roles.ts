import { ZeroHash, id } from "ethers";
import { ROLE_NAMES, type RoleName, TIMELOCK_ROLE_NAMES } from "../../packages/integration/reading/role-names.ts";

/** A role of any of a coin's contracts. */
export type AnyRole = RoleName | (typeof TIMELOCK_ROLE_NAMES)[number] | "DEFAULT_ADMIN";

const IDS = Object.fromEntries([
  ["DEFAULT_ADMIN", ZeroHash],
  ...[...ROLE_NAMES, ...TIMELOCK_ROLE_NAMES].map((role) => [role, id(`${role}_ROLE`)]),
]) as Readonly<Record<AnyRole, string>>;

/** Returns the id of a role, as the contracts know it. */
export function roleIdOf(role: AnyRole): string {
  return IDS[role];
}
