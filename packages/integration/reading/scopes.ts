/** What can be paused, by its bit in `pausedScopes()` and in `EnforcedPause`. */
export const SCOPES = { transfer: 1n, mint: 2n, burn: 4n, crosschain: 8n, signature: 16n, seize: 32n } as const;

/** Name of what can be paused. */
export type ScopeName = keyof typeof SCOPES;

/** Returns the names of a sum of scopes. */
export function scopeNames(scopes: bigint): ScopeName[] {
  return (Object.keys(SCOPES) as ScopeName[]).filter((name) => (scopes & SCOPES[name]) !== 0n);
}
