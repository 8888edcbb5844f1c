/** A Safe as the chain has it. */
export interface SafeState {
  readonly address: string;
  readonly version: string;
  readonly chainId: bigint;
  /** Of the next transaction that it executes. */
  readonly nonce: bigint;
  readonly threshold: number;
  readonly owners: readonly string[];
  /** The contract through which it makes several calls in one transaction; null if none is known for its version. */
  readonly multiSend: string | null;
}

/** A call that a Safe makes. */
export interface SafeCall {
  readonly to: string;
  readonly value: bigint;
  readonly data: string;
}

/** A Safe's transaction, as its owners sign it. */
export interface SafeTransaction extends SafeCall {
  /** 0: a call. 1: a delegate call, of MultiSend and nothing else. */
  readonly operation: 0 | 1;
  readonly nonce: bigint;
}
