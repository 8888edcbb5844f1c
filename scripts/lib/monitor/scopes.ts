const SCOPES = ["transfer", "mint", "burn", "crosschain", "signature"];

/** Names of the scopes whose bits are set. */
export function scopeNames(bits: bigint): string {
  return SCOPES.filter((_, index) => ((bits >> BigInt(index)) & 1n) === 1n).join(", ");
}
