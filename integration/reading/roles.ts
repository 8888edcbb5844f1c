import { ZeroHash, id } from "ethers";

/** Names of the token's roles; the id of each is the hash of its name and `_ROLE`. */
export const ROLE_NAMES = [
  "MINTER",
  "LIMITER",
  "BURNER",
  "PAUSER",
  "UNPAUSER",
  "GUARDIAN",
  "COMPLIANCE",
  "RESCUER",
  "BRIDGE",
  "UPGRADER",
] as const;

/** What people call a role's id; the id itself if it is unknown. */
export function roleName(role: string): string {
  if (role === ZeroHash) return "DEFAULT_ADMIN";
  return ROLE_NAMES.find((name) => id(`${name}_ROLE`) === role.toLowerCase()) ?? role;
}
