import { SCOPES, type ScopeName, scopeNames } from "../../packages/integration/reading/scopes.ts";
import { OperatorError } from "../errors.ts";

/**
 * Reads scopes such as `transfer,mint`, or `all`.
 * @returns Their bits, summed.
 * @throws OperatorError `ARGUMENT_INVALID`.
 */
export function parseScopes(text: string): bigint {
  const names = text === "all" ? Object.keys(SCOPES) : text.split(",").map((name) => name.trim());
  let bits = 0n;
  for (const name of names) {
    if (!Object.hasOwn(SCOPES, name)) {
      const known = [...Object.keys(SCOPES), "all"].join(", ");
      throw new OperatorError("ARGUMENT_INVALID", `--scopes: "${name}" is none of ${known}.`);
    }
    bits |= SCOPES[name as ScopeName];
  }
  return bits;
}

/** Scopes for people, such as `transfer, mint`. */
export function scopeList(scopes: bigint): string {
  return scopeNames(scopes).join(", ") || "nothing";
}
