import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { textOf } from "../given.ts";
import { ROLE_NAMES, TIMELOCK_ROLE_NAMES } from "./role-names.ts";

export { ROLE_NAMES };

/** Made when it is first asked for, so that who imports another function does not pay for it. */
let names: ReadonlyMap<string, string> | undefined;

function namesById(): ReadonlyMap<string, string> {
  names ??= new Map([
    [`0x${"0".repeat(64)}`, "DEFAULT_ADMIN"],
    ...[...ROLE_NAMES, ...TIMELOCK_ROLE_NAMES].map(
      (name) => [`0x${bytesToHex(keccak_256(utf8ToBytes(`${name}_ROLE`)))}`, name] as const,
    ),
  ]);
  return names;
}

/**
 * Returns what people call a role's id, also one of the timelock; the id itself if it is unknown.
 * @throws IntegrationError `INPUT_INVALID` for what is no text
 */
export function roleName(role: string): string {
  return namesById().get(textOf("The role", role).toLowerCase()) ?? role;
}
