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
  "COUNCIL",
] as const;

/** Names of the timelock's roles, without its default admin. */
export const TIMELOCK_ROLE_NAMES = ["PROPOSER", "CANCELLER", "EXECUTOR"] as const;

/** Name of a role. */
export type RoleName = (typeof ROLE_NAMES)[number];
