import { OperatorError } from "../errors.ts";

/** What can be paused, and its bit. */
export const SCOPES = { transfer: 1n, mint: 2n, burn: 4n, crosschain: 8n, signature: 16n } as const;

/** Name of a scope. */
export type Scope = keyof typeof SCOPES;

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
    bits |= SCOPES[name as Scope];
  }
  return bits;
}

/** Scopes for people, such as `transfer, mint`. */
export function scopeNames(bits: bigint): string {
  const names = Object.entries(SCOPES).filter(([, bit]) => (bits & bit) !== 0n);
  return names.length === 0 ? "nothing" : names.map(([name]) => name).join(", ");
}
