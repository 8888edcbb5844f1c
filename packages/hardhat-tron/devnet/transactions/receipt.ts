import { utf8ToBytes } from "@noble/hashes/utils.js";
import { addressBytes } from "../protocol/json.ts";
import type { MessageValue } from "../../../tron/protobuf/message.ts";
import { type ContractResult, resultNumber } from "../../../tron/protobuf/transaction.ts";
import { fromHexString } from "../protocol/bytes.ts";
import type { ExecutionResult } from "../vm/execution.ts";
import type { Resource } from "../state/account.ts";
import type { BareAddress } from "../../../tron/address.ts";

/** What a transaction cost and did; filled while it is processed. */
export interface Receipt {
  netUsage: bigint;
  netFee: bigint;
  energyUsage: bigint;
  energyFee: bigint;
  originEnergyUsage: bigint;
  multiSignFee: bigint;
  memoFee: bigint;
  /** Fee of the operation itself (permission update, account creation). */
  operationFee: bigint;
  withdrawn: bigint;
  withdrawExpired: bigint;
  /** What was staked again, when a withdrawal of stake was cancelled. */
  restaked: Readonly<Record<Resource, bigint>> | undefined;
  execution: ExecutionResult | undefined;
  contractAddress: BareAddress | undefined;
}

/** A receipt with nothing on it. */
export const emptyReceipt = (): Receipt => ({
  netUsage: 0n,
  netFee: 0n,
  energyUsage: 0n,
  energyFee: 0n,
  originEnergyUsage: 0n,
  multiSignFee: 0n,
  memoFee: 0n,
  operationFee: 0n,
  withdrawn: 0n,
  withdrawExpired: 0n,
  restaked: undefined,
  execution: undefined,
  contractAddress: undefined,
});

/** All fees of a receipt in sun. */
export const totalFee = (receipt: Receipt): bigint =>
  receipt.netFee + receipt.energyFee + receipt.multiSignFee + receipt.memoFee + receipt.operationFee;

/** Result printed with the transaction in a block: SUCCESS for all but contract executions. */
export const contractRet = (receipt: Receipt): ContractResult => receipt.execution?.result ?? "SUCCESS";

/** Log entries as messages. */
export const logMessages = (execution: ExecutionResult): MessageValue[] =>
  execution.logs.map(({ address, topics, data }) => ({ address: fromHexString(address), topics: [...topics], data }));

/** Internal transactions as messages. */
export const internalMessages = (execution: ExecutionResult): MessageValue[] =>
  execution.internalCalls.map(({ hash, caller, target, value, note, rejected }) => ({
    hash,
    caller_address: addressBytes(caller),
    transferTo_address: addressBytes(target),
    callValueInfo: [{ callValue: value }],
    note: utf8ToBytes(note),
    rejected,
  }));

/** The TransactionInfo message of a processed transaction. */
export function infoMessage(id: Uint8Array, receipt: Receipt, number: bigint, timestamp: bigint): MessageValue {
  const { execution } = receipt;
  const failed = execution !== undefined && execution.result !== "SUCCESS";
  return {
    id,
    fee: totalFee(receipt),
    blockNumber: number,
    blockTimeStamp: timestamp,
    contractResult: [execution?.returnData ?? new Uint8Array(0)],
    ...(receipt.contractAddress === undefined ? {} : { contract_address: addressBytes(receipt.contractAddress) }),
    receipt: {
      energy_usage: receipt.energyUsage,
      energy_fee: receipt.energyFee,
      origin_energy_usage: receipt.originEnergyUsage,
      energy_usage_total: execution?.energyUsed ?? 0n,
      net_usage: receipt.netUsage,
      net_fee: receipt.netFee,
      ...(execution === undefined ? {} : { result: resultNumber(execution.result) }),
      energy_penalty_total: execution?.penalty ?? 0n,
    },
    log: execution === undefined ? [] : logMessages(execution),
    result: failed ? 1 : 0,
    resMessage: utf8ToBytes(execution?.error ?? ""),
    withdraw_amount: receipt.withdrawn,
    withdraw_expire_amount: receipt.withdrawExpired,
    internal_transactions: execution === undefined ? [] : internalMessages(execution),
  };
}
