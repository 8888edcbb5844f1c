import { CONTRACT_NAMES } from "./contracts.ts";
import { kind, message } from "./message.ts";

const { int64, int32, string, bytes, text, enumOf } = kind;

/** How a contract execution ended (`Transaction.Result.contractResult`). */
export const CONTRACT_RESULTS = {
  0: "DEFAULT",
  1: "SUCCESS",
  2: "REVERT",
  3: "BAD_JUMP_DESTINATION",
  4: "OUT_OF_MEMORY",
  5: "PRECOMPILED_CONTRACT",
  6: "STACK_TOO_SMALL",
  7: "STACK_TOO_LARGE",
  8: "ILLEGAL_OPERATION",
  9: "STACK_OVERFLOW",
  10: "OUT_OF_ENERGY",
  11: "OUT_OF_TIME",
  12: "JVM_STACK_OVER_FLOW",
  13: "UNKNOWN",
  14: "TRANSFER_FAILED",
  15: "INVALID_CODE",
} as const;

/** Name of an execution result. */
export type ContractResult = (typeof CONTRACT_RESULTS)[keyof typeof CONTRACT_RESULTS];

/** Number of an execution result. */
export const resultNumber = (name: ContractResult): number =>
  Number(Object.entries(CONTRACT_RESULTS).find(([, value]) => value === name)?.[0] ?? 13);

const Any = message("Any", { type_url: [1, string], value: [2, bytes] });
/** One contract of a transaction. */
export const TransactionContract = message("Contract", {
  type: [1, enumOf(CONTRACT_NAMES)],
  parameter: [2, kind.message(Any)],
  provider: [3, bytes],
  ContractName: [4, text],
  Permission_id: [5, int32],
});
/** The signed part of a transaction. */
export const RawTransaction = message("raw", {
  ref_block_bytes: [1, bytes],
  ref_block_num: [3, int64],
  ref_block_hash: [4, bytes],
  expiration: [8, int64],
  data: [10, bytes],
  contract: [11, kind.message(TransactionContract), "repeated"],
  scripts: [12, bytes],
  timestamp: [14, int64],
  fee_limit: [18, int64],
});
const TransactionResult = message("Result", {
  fee: [1, int64],
  ret: [2, enumOf({ 0: "SUCESS", 1: "FAILED" })],
  contractRet: [3, enumOf(CONTRACT_RESULTS)],
});
/** A transaction with signatures and, once in a block, its result. */
export const Transaction = message("Transaction", {
  raw_data: [1, kind.message(RawTransaction)],
  signature: [2, bytes, "repeated"],
  ret: [5, kind.message(TransactionResult), "repeated"],
});
