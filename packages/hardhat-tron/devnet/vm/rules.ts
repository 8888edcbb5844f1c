/** java-tron releases whose rules the node can follow. */
export const VERSIONS = ["4.8.0", "4.8.2"] as const;
/** A java-tron release, with the proposals active on mainnet in its time. */
export type Version = (typeof VERSIONS)[number];

/** Rules of the TVM that differ between releases. */
export interface Rules {
  readonly version: Version;
  /** Self-destruction deletes only in the creating transaction and costs 5000 (TIP-6780). */
  readonly selfDestructOnlyInSameTransaction: boolean;
  /** `CLZ` (0x1e). */
  readonly countLeadingZeros: boolean;
  /** Precompile 0x100 (TIP-7951). */
  readonly p256Verify: boolean;
  /** EIP-7883 price, TIP-7823 bounds and the TIP-871 zero modulus of precompile 5. */
  readonly modexpOsaka: boolean;
  /** A precompile writes no more than the caller has room for; before, it wrote its whole output. */
  readonly cutsPrecompileOutput: boolean;
  /** The signature precompiles 9 and 0x0a fail on input of the wrong shape (TIP-854). */
  readonly strictSignatureInput: boolean;
}

/** Rules of a release. */
export function rulesOf(version: Version): Rules {
  const osaka = version === "4.8.2";
  return {
    version,
    selfDestructOnlyInSameTransaction: osaka,
    countLeadingZeros: osaka,
    p256Verify: osaka,
    modexpOsaka: osaka,
    cutsPrecompileOutput: osaka,
    strictSignatureInput: osaka,
  };
}
