import type { Block, StoredTransaction } from "../../chain/block.ts";
import { transactionBytes, bytesOf, integer } from "../../transactions/transaction.ts";
import type { JsonValue } from "../../../../tron/json.ts";
import { addressBytes, bareOf, type JsonObject } from "../../protocol/json.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { ContractName } from "../../../../tron/protobuf/contracts.ts";
import type { Receipt } from "../../transactions/receipt.ts";
import type { MessageValue } from "../../../../tron/protobuf/message.ts";
import type { ChainParameters } from "../../chain/parameters.ts";

const ZERO32 = `0x${"00".repeat(32)}`;
const BLOOM = `0x${"00".repeat(256)}`;
const HEADER_SIZE = 180;

/** A quantity: 0x and hex digits without leading zeros. */
export const quantity = (value: bigint | number): string => `0x${value.toString(16)}`;
/** Bytes: 0x and hex digits. */
export const data = (bytes: Uint8Array): string => `0x${bytesToHex(bytes)}`;
const address20 = (bytes: Uint8Array): string => `0x${bareOf(bytes)}`;

/** A log with its place in the chain. */
export interface PlacedLog {
  readonly block: Block;
  readonly stored: StoredTransaction;
  readonly index: number;
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

/** All logs of a block in order. */
export function logsOf(block: Block): PlacedLog[] {
  let index = 0;
  return block.transactions.flatMap((stored) =>
    (stored.receipt.execution?.logs ?? []).map((entry) => ({
      block,
      stored,
      index: index++,
      address: `0x${entry.address}`,
      topics: entry.topics.map(data),
      data: data(entry.data),
    })),
  );
}

/** A log as `eth_getLogs` prints it. */
export const logJson = (log: PlacedLog): JsonObject => ({
  address: log.address,
  blockHash: data(log.block.id),
  blockNumber: quantity(log.block.number),
  data: log.data,
  logIndex: quantity(log.index),
  removed: false,
  topics: log.topics,
  transactionHash: data(log.stored.tx.id),
  transactionIndex: quantity(log.stored.index),
});

interface Parties {
  readonly from: string | null;
  readonly to: string | null;
  readonly value: bigint;
  readonly input: string;
}

/** Where each contract names the account that `to` shows. */
const RECEIVER_FIELDS: Partial<Readonly<Record<ContractName, string>>> = {
  AccountCreateContract: "account_address",
  TransferContract: "to_address",
  TriggerSmartContract: "contract_address",
  UpdateSettingContract: "contract_address",
  UpdateEnergyLimitContract: "contract_address",
  ClearABIContract: "contract_address",
  DelegateResourceContract: "receiver_address",
  UnDelegateResourceContract: "receiver_address",
};
/** java-tron shows this fee as the value, whatever the chain's is. */
const PERMISSION_FEE = 100_000_000n;

function partiesOf({ tx, receipt }: StoredTransaction): Parties {
  const { contract } = tx;
  if (contract === undefined) return { from: null, to: null, value: 0n, input: "0x" };
  const from = address20(addressBytes(contract.owner));
  const { name, value } = contract;
  const receiver = bytesOf(value, RECEIVER_FIELDS[name] ?? "");
  return {
    from,
    to: receiver.length === 0 ? null : address20(receiver),
    value: amountOf(name, value, receipt),
    input: name === "TriggerSmartContract" ? data(bytesOf(value, "data")) : "0x",
  };
}

/** What java-tron shows as the value of a contract; of a creation it shows neither value nor code. */
function amountOf(name: ContractName, value: MessageValue, { withdrawExpired, restaked }: Receipt): bigint {
  switch (name) {
    case "TransferContract":
      return integer(value, "amount");
    case "TriggerSmartContract":
      return integer(value, "call_value");
    case "AccountPermissionUpdateContract":
      return PERMISSION_FEE;
    case "WithdrawExpireUnfreezeContract":
      return withdrawExpired;
    case "CancelAllUnfreezeV2Contract":
      return Object.values(restaked ?? {}).reduce((sum, amount) => sum + amount, 0n);
    default:
      return 0n;
  }
}

const energyOf = ({ receipt }: StoredTransaction): bigint => receipt.execution?.energyUsed ?? 0n;

/** A transaction as `eth_getTransactionByHash` prints it. */
export function transactionRpcJson(stored: StoredTransaction, block: Block, parameters: ChainParameters): JsonObject {
  const { from, to, value, input } = partiesOf(stored);
  const signature = stored.tx.signatures[0] ?? new Uint8Array(65);
  const v = signature[64] ?? 0;
  return {
    blockHash: data(block.id),
    blockNumber: quantity(block.number),
    from,
    gas: quantity(energyOf(stored)),
    gasPrice: quantity(parameters.energyPrice),
    hash: data(stored.tx.id),
    input,
    nonce: "0x0000000000000000",
    r: data(signature.slice(0, 32)),
    s: data(signature.slice(32, 64)),
    to,
    transactionIndex: quantity(stored.index),
    type: "0x0",
    v: quantity(v < 27 ? v + 27 : v),
    value: quantity(value),
  };
}

/** A receipt as `eth_getTransactionReceipt` prints it. */
export function receiptRpcJson(stored: StoredTransaction, block: Block, parameters: ChainParameters): JsonObject {
  const { from, to } = partiesOf(stored);
  const cumulative = block.transactions.slice(0, stored.index + 1).reduce((sum, item) => sum + energyOf(item), 0n);
  const { execution, contractAddress } = stored.receipt;
  const creates = stored.tx.contract?.name === "CreateSmartContract";
  return {
    blockHash: data(block.id),
    blockNumber: quantity(block.number),
    contractAddress: creates && contractAddress !== undefined ? `0x${contractAddress}` : null,
    cumulativeGasUsed: quantity(cumulative),
    effectiveGasPrice: quantity(parameters.energyPrice),
    from,
    gasUsed: quantity(energyOf(stored)),
    logs: logsOf(block)
      .filter((log) => log.stored === stored)
      .map(logJson),
    logsBloom: BLOOM,
    status: execution === undefined || execution.result === "SUCCESS" ? "0x1" : "0x0",
    to,
    transactionHash: data(stored.tx.id),
    transactionIndex: quantity(stored.index),
    type: "0x0",
  };
}

/** A block as `eth_getBlockByNumber` prints it. */
export function blockRpcJson(block: Block, full: boolean, parameters: ChainParameters): JsonObject {
  const { header, transactions } = block;
  const producer = bytesOf(header, "witness_address");
  const used = transactions.reduce((sum, stored) => sum + energyOf(stored), 0n);
  const limit = transactions.reduce((sum, { tx }) => sum + integer(tx.raw, "fee_limit") / parameters.energyPrice, 0n);
  const size = transactions.reduce((sum, { tx }) => sum + transactionBytes(tx).length, HEADER_SIZE);
  return {
    baseFeePerGas: "0x0",
    difficulty: "0x0",
    extraData: "0x",
    gasLimit: quantity(limit),
    gasUsed: quantity(used),
    hash: data(block.id),
    logsBloom: BLOOM,
    miner: block.number === 0n ? null : address20(producer),
    mixHash: ZERO32,
    nonce: "0x0000000000000000",
    number: quantity(block.number),
    parentHash: data(block.parent),
    receiptsRoot: ZERO32,
    sha3Uncles: ZERO32,
    size: quantity(size),
    stateRoot: "0x",
    timestamp: quantity(block.timestamp / 1000n),
    totalDifficulty: "0x0",
    transactions: transactions.map((stored): JsonValue =>
      full ? transactionRpcJson(stored, block, parameters) : data(stored.tx.id),
    ),
    transactionsRoot: data(bytesOf(header, "txTrieRoot")),
    uncles: [],
  };
}
