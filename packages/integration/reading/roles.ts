import { ZeroHash, id } from "ethers";
import { ROLE_NAMES } from "./role-names.ts";

export { ROLE_NAMES };

/** What people call a role's id; the id itself if it is unknown. */
export function roleName(role: string): string {
  if (role === ZeroHash) return "DEFAULT_ADMIN";
  return ROLE_NAMES.find((name) => id(`${name}_ROLE`) === role.toLowerCase()) ?? role;
}
