/** TRX in sun. */
export const TRX = 1_000_000n;
/** Time between blocks, milliseconds. */
export const BLOCK_INTERVAL = 3_000n;
/** Latest expiration a transaction may have, counted from the head block, milliseconds. */
export const LONGEST_EXPIRATION = 86_400_000n;
/** Largest transaction in bytes. */
export const LARGEST_TRANSACTION = 500 * 1024;
/** Bytes added to a transaction's size for its result. */
export const RESULT_SIZE = 64n;
/** Energy a constant call may use. */
export const CONSTANT_CALL_LIMIT = 100_000_000n;
/** Most signatures on a transaction. */
export const MOST_SIGNATURES = 5;

/** Prices and limits that the chain's committee sets. All in sun unless said otherwise. */
export interface ChainParameters {
  readonly energyPrice: bigint;
  readonly bandwidthPrice: bigint;
  readonly maxFeeLimit: bigint;
  readonly createAccountFee: bigint;
  readonly createAccountInSystemContractFee: bigint;
  readonly memoFee: bigint;
  readonly multiSignFee: bigint;
  readonly updatePermissionFee: bigint;
  /** Bytes a day. */
  readonly freeBandwidth: bigint;
  /** Bytes a day shared by all stakes. */
  readonly totalBandwidth: bigint;
  /** Energy a day shared by all stakes. */
  readonly totalEnergy: bigint;
  /** Bytes. */
  readonly largestAccountCreation: bigint;
  readonly unfreezeDelayDays: bigint;
}

/** Mainnet's values. */
export const MAINNET_PARAMETERS: ChainParameters = {
  energyPrice: 100n,
  bandwidthPrice: 1_000n,
  maxFeeLimit: 15_000n * TRX,
  createAccountFee: 100_000n,
  createAccountInSystemContractFee: TRX,
  memoFee: TRX,
  multiSignFee: TRX,
  updatePermissionFee: 100n * TRX,
  freeBandwidth: 600n,
  totalBandwidth: 43_200_000_000n,
  totalEnergy: 50_000_000_000n,
  largestAccountCreation: 1_000n,
  unfreezeDelayDays: 14n,
};
