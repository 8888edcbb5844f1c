import { kind, message, type MessageType } from "./message.ts";

const { int64, int32, bool, string, bytes, address, text, enumOf } = kind;

/** Resources that can be staked for. */
export const RESOURCES = { 0: "BANDWIDTH", 1: "ENERGY", 2: "TRON_POWER" } as const;
/** Account kinds. */
export const ACCOUNT_TYPES = { 0: "Normal", 1: "AssetIssue", 2: "Contract" } as const;
/** Permission kinds. */
export const PERMISSION_TYPES = { 0: "Owner", 1: "Witness", 2: "Active" } as const;

/** A key of a permission. */
export const Key = message("Key", { address: [1, address], weight: [2, int64] });
/** A set of keys with a threshold. */
export const Permission = message("Permission", {
  type: [1, enumOf(PERMISSION_TYPES)],
  id: [2, int32],
  permission_name: [3, string],
  threshold: [4, int64],
  parent_id: [5, int32],
  operations: [6, bytes],
  keys: [7, kind.message(Key), "repeated"],
});

const Param = message("Param", { indexed: [1, bool], name: [2, string], type: [3, string] });
const Entry = message("Entry", {
  anonymous: [1, bool],
  constant: [2, bool],
  name: [3, string],
  inputs: [4, kind.message(Param), "repeated"],
  outputs: [5, kind.message(Param), "repeated"],
  type: [
    6,
    enumOf({
      0: "UnknownEntryType",
      1: "Constructor",
      2: "Function",
      3: "Event",
      4: "Fallback",
      5: "Receive",
      6: "Error",
    }),
  ],
  payable: [7, bool],
  stateMutability: [8, enumOf({ 0: "UnknownMutabilityType", 1: "Pure", 2: "View", 3: "Nonpayable", 4: "Payable" })],
});
/** The part of an ABI that the chain stores. */
export const Abi = message("ABI", { entrys: [1, kind.message(Entry), "repeated"] });
/** A contract as stored and as sent for creation. */
export const SmartContract = message("SmartContract", {
  origin_address: [1, address],
  contract_address: [2, address],
  abi: [3, kind.message(Abi)],
  bytecode: [4, bytes],
  call_value: [5, int64],
  consume_user_resource_percent: [6, int64],
  name: [7, string],
  origin_energy_limit: [8, int64],
  code_hash: [9, bytes],
  trx_hash: [10, bytes],
  version: [11, int32],
});

const owner = { owner_address: [1, address] } as const;
const resource = enumOf(RESOURCES);
const Vote = message("Vote", { vote_address: [1, address], vote_count: [2, int64] });

const table = {
  AccountCreateContract: [0, { ...owner, account_address: [2, address], type: [3, enumOf(ACCOUNT_TYPES)] }],
  TransferContract: [1, { ...owner, to_address: [2, address], amount: [3, int64] }],
  TransferAssetContract: [
    2,
    { asset_name: [1, text], owner_address: [2, address], to_address: [3, address], amount: [4, int64] },
  ],
  VoteWitnessContract: [4, { ...owner, votes: [2, kind.message(Vote), "repeated"], support: [3, bool] }],
  AccountUpdateContract: [10, { account_name: [1, text], owner_address: [2, address] }],
  WithdrawBalanceContract: [13, owner],
  SetAccountIdContract: [19, { account_id: [1, text], owner_address: [2, address] }],
  CreateSmartContract: [
    30,
    { ...owner, new_contract: [2, kind.message(SmartContract)], call_token_value: [3, int64], token_id: [4, int64] },
  ],
  TriggerSmartContract: [
    31,
    {
      ...owner,
      contract_address: [2, address],
      call_value: [3, int64],
      data: [4, bytes],
      call_token_value: [5, int64],
      token_id: [6, int64],
    },
  ],
  UpdateSettingContract: [33, { ...owner, contract_address: [2, address], consume_user_resource_percent: [3, int64] }],
  UpdateEnergyLimitContract: [45, { ...owner, contract_address: [2, address], origin_energy_limit: [3, int64] }],
  AccountPermissionUpdateContract: [
    46,
    {
      ...owner,
      owner: [2, kind.message(Permission)],
      witness: [3, kind.message(Permission)],
      actives: [4, kind.message(Permission), "repeated"],
    },
  ],
  ClearABIContract: [48, { ...owner, contract_address: [2, address] }],
  FreezeBalanceV2Contract: [54, { ...owner, frozen_balance: [2, int64], resource: [3, resource] }],
  UnfreezeBalanceV2Contract: [55, { ...owner, unfreeze_balance: [2, int64], resource: [3, resource] }],
  WithdrawExpireUnfreezeContract: [56, owner],
  DelegateResourceContract: [
    57,
    {
      ...owner,
      resource: [2, resource],
      balance: [3, int64],
      receiver_address: [4, address],
      lock: [5, bool],
      lock_period: [6, int64],
    },
  ],
  UnDelegateResourceContract: [
    58,
    { ...owner, resource: [2, resource], balance: [3, int64], receiver_address: [4, address] },
  ],
  CancelAllUnfreezeV2Contract: [59, owner],
} as const;

/** Names of the transaction contracts the node knows. */
export type ContractName = keyof typeof table;

/** The message of each transaction contract. */
export const CONTRACTS = Object.fromEntries(
  Object.entries(table).map(([name, [, fields]]) => [name, message(name, fields)]),
) as Readonly<Record<ContractName, MessageType>>;

/** Number of each transaction contract: the bit in a permission's `operations`. */
export const CONTRACT_IDS = Object.fromEntries(Object.entries(table).map(([name, [id]]) => [name, id])) as Readonly<
  Record<ContractName, number>
>;

/** Name of a transaction contract by number. */
export const CONTRACT_NAMES = Object.fromEntries(Object.entries(table).map(([name, [id]]) => [id, name])) as Readonly<
  Record<number, ContractName>
>;

/** Whether the node knows this transaction contract. */
export const isContractName = (name: string): name is ContractName => Object.hasOwn(table, name);
