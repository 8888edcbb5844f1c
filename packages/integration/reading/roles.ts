import { ZeroHash, id } from "ethers";
import { ROLE_NAMES, TIMELOCK_ROLE_NAMES } from "./role-names.ts";

export { ROLE_NAMES };

const NAMES = new Map([
  [ZeroHash, "DEFAULT_ADMIN"],
  ...[...ROLE_NAMES, ...TIMELOCK_ROLE_NAMES].map((name) => [id(`${name}_ROLE`), name] as const),
]);

/** Returns what people call a role's id, also one of the timelock; the id itself if it is unknown. */
export function roleName(role: string): string {
  return NAMES.get(role.toLowerCase()) ?? role;
}
