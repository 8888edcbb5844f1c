import { naturalOf } from "../given.ts";

/** What can be paused, by its bit in `pausedScopes()` and in `EnforcedPause`. */
export const SCOPES = { transfer: 1n, mint: 2n, burn: 4n, crosschain: 8n, signature: 16n, seize: 32n } as const;

/** Name of what can be paused. */
export type ScopeName = keyof typeof SCOPES;

/** Returns the names of a sum of scopes. @throws IntegrationError `INPUT_INVALID` for what is no number */
export function scopeNames(scopes: bigint): ScopeName[] {
  const sum = naturalOf("The sum of scopes", scopes);
  return (Object.keys(SCOPES) as ScopeName[]).filter((name) => (sum & SCOPES[name]) !== 0n);
}
