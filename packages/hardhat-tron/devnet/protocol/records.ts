import { ACCOUNT_TYPES, Permission, RESOURCES, SmartContract } from "../../../tron/protobuf/contracts.ts";
import { kind, message } from "../../../tron/protobuf/message.ts";
import { CONTRACT_RESULTS } from "../../../tron/protobuf/transaction.ts";

const { int64, int32, bool, string, bytes, address, text, enumOf } = kind;

/** The signed part of a block header. */
export const RawHeader = message("raw", {
  timestamp: [1, int64],
  txTrieRoot: [2, bytes],
  parentHash: [3, bytes],
  number: [7, int64],
  witness_id: [8, int64],
  witness_address: [9, address],
  version: [10, int32],
});

/** An event. `address` has 20 bytes. */
export const Log = message("Log", { address: [1, address], topics: [2, bytes, "repeated"], data: [3, bytes] });

const ResourceReceipt = message("ResourceReceipt", {
  energy_usage: [1, int64],
  energy_fee: [2, int64],
  origin_energy_usage: [3, int64],
  energy_usage_total: [4, int64],
  net_usage: [5, int64],
  net_fee: [6, int64],
  result: [7, enumOf(CONTRACT_RESULTS)],
  energy_penalty_total: [8, int64],
});
const CallValueInfo = message("CallValueInfo", { callValue: [1, int64], tokenId: [2, string] });
/** A call, creation or self-destruction inside a contract execution. */
export const InternalTransaction = message("InternalTransaction", {
  hash: [1, bytes],
  caller_address: [2, address],
  transferTo_address: [3, address],
  callValueInfo: [4, kind.message(CallValueInfo), "repeated"],
  note: [5, bytes],
  rejected: [6, bool],
  extra: [7, string],
});
/** What `gettransactioninfobyid` answers. */
export const TransactionInfo = message("TransactionInfo", {
  id: [1, bytes],
  fee: [2, int64],
  blockNumber: [3, int64],
  blockTimeStamp: [4, int64],
  contractResult: [5, bytes, "repeated"],
  contract_address: [6, address],
  receipt: [7, kind.message(ResourceReceipt)],
  log: [8, kind.message(Log), "repeated"],
  result: [9, enumOf({ 0: "SUCESS", 1: "FAILED" })],
  resMessage: [10, text],
  withdraw_amount: [12, int64],
  unfreeze_amount: [13, int64],
  internal_transactions: [17, kind.message(InternalTransaction), "repeated"],
  withdraw_expire_amount: [27, int64],
});

const AccountResource = message("AccountResource", {
  energy_usage: [1, int64],
  latest_consume_time_for_energy: [3, int64],
  energy_window_size: [9, int64],
  delegated_frozenV2_balance_for_energy: [10, int64],
  acquired_delegated_frozenV2_balance_for_energy: [11, int64],
  energy_window_optimized: [12, bool],
});
const FreezeV2 = message("FreezeV2", { type: [1, enumOf(RESOURCES)], amount: [3, int64] });
const UnFreezeV2 = message("UnFreezeV2", {
  type: [1, enumOf(RESOURCES)],
  unfreeze_amount: [3, int64],
  unfreeze_expire_time: [4, int64],
});
const Asset = message("AssetV2Entry", { key: [1, string], value: [2, int64] });
const Vote = message("Vote", { vote_address: [1, address], vote_count: [2, int64] });
/** An account as `getaccount` prints it. */
export const Account = message("Account", {
  account_name: [1, text],
  type: [2, enumOf(ACCOUNT_TYPES)],
  address: [3, address],
  balance: [4, int64],
  votes: [5, kind.message(Vote), "repeated"],
  net_usage: [8, int64],
  create_time: [9, int64],
  latest_opration_time: [10, int64],
  is_witness: [14, bool],
  free_net_usage: [19, int64],
  latest_consume_time: [21, int64],
  latest_consume_free_time: [22, int64],
  account_id: [23, text],
  net_window_size: [24, int64],
  net_window_optimized: [25, bool],
  account_resource: [26, kind.message(AccountResource)],
  owner_permission: [31, kind.message(Permission)],
  witness_permission: [32, kind.message(Permission)],
  active_permission: [33, kind.message(Permission), "repeated"],
  frozenV2: [34, kind.message(FreezeV2), "repeated"],
  unfrozenV2: [35, kind.message(UnFreezeV2), "repeated"],
  delegated_frozenV2_balance_for_bandwidth: [36, int64],
  acquired_delegated_frozenV2_balance_for_bandwidth: [37, int64],
  old_tron_power: [46, int64],
  assetV2: [56, kind.message(Asset), "repeated"],
  asset_optimized: [60, bool],
});

const ContractState = message("ContractState", {
  energy_usage: [1, int64],
  energy_factor: [2, int64],
  update_cycle: [3, int64],
});
/** What `getcontractinfo` answers. */
export const ContractInfo = message("SmartContractDataWrapper", {
  smart_contract: [1, kind.message(SmartContract)],
  runtimecode: [2, bytes],
  contract_state: [3, kind.message(ContractState)],
});

/** A block producer. */
export const Witness = message("Witness", {
  address: [1, address],
  voteCount: [2, int64],
  pubKey: [3, bytes],
  url: [4, string],
  totalProduced: [5, int64],
  totalMissed: [6, int64],
  latestBlockNum: [7, int64],
  latestSlotNum: [8, int64],
  isJobs: [9, bool],
});
