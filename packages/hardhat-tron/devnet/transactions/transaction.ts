import type { BareAddress } from "../../../tron/address.ts";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { EMPTY } from "../protocol/bytes.ts";
import {
  CONTRACT_IDS,
  CONTRACT_NAMES,
  type ContractName,
  CONTRACTS,
  isContractName,
} from "../../../tron/protobuf/contracts.ts";
import type { JsonValue } from "../../../tron/json.ts";
import { bareOf, fromJson, type JsonObject, textOf, toJson } from "../protocol/json.ts";
import type { MessageValue } from "../../../tron/protobuf/message.ts";
import { RawTransaction, Transaction } from "../../../tron/protobuf/transaction.ts";
import { decode, encode } from "../../../tron/protobuf/codec.ts";
import { TronException } from "./errors.ts";
import { deployedAddress } from "../vm/creation.ts";

/** A transaction as the node works with it. */
export interface SignedTransaction {
  /** The decoded raw part; its contract's parameter is still encoded. */
  readonly raw: MessageValue;
  readonly rawBytes: Uint8Array;
  /** SHA-256 of the raw part. */
  readonly id: Uint8Array;
  readonly contract: ContractOf | undefined;
  readonly signatures: readonly Uint8Array[];
}

/** The one contract of a transaction. */
export interface ContractOf {
  readonly name: ContractName;
  readonly value: MessageValue;
  readonly owner: BareAddress;
  readonly permissionId: number;
}

/** A field of a message as integer, 0 when absent. */
export const integer = (value: MessageValue, field: string): bigint =>
  BigInt((value[field] as bigint | number | undefined) ?? 0n);
/** A field of a message as bytes, empty when absent. */
export const bytesOf = (value: MessageValue, field: string): Uint8Array =>
  (value[field] as Uint8Array | undefined) ?? EMPTY;

function contractOf(raw: MessageValue): ContractOf | undefined {
  const [entry] = (raw["contract"] ?? []) as MessageValue[];
  const name = entry === undefined ? undefined : CONTRACT_NAMES[Number(integer(entry, "type"))];
  if (entry === undefined || name === undefined) return undefined;
  const value = decode(CONTRACTS[name], bytesOf(entry["parameter"] as MessageValue, "value"));
  return {
    name,
    value,
    owner: bareOf(bytesOf(value, "owner_address")),
    permissionId: Number(integer(entry, "Permission_id")),
  };
}

/** A transaction from its raw part and signatures. */
export function transactionOf(raw: MessageValue, signatures: readonly Uint8Array[]): SignedTransaction {
  const rawBytes = encode(RawTransaction, raw);
  return { raw, rawBytes, id: sha256(rawBytes), contract: contractOf(raw), signatures };
}

/** A transaction from its protobuf bytes. */
export function transactionFromBytes(bytes: Uint8Array): SignedTransaction {
  const value = decode(Transaction, bytes);
  return transactionOf((value["raw_data"] ?? {}) as MessageValue, (value["signature"] ?? []) as Uint8Array[]);
}

/** Protobuf bytes with signatures, without result. */
export const transactionBytes = (tx: SignedTransaction): Uint8Array =>
  encode(Transaction, { raw_data: tx.raw, signature: [...tx.signatures] });

function packContract(json: JsonObject, visible: boolean): MessageValue | undefined {
  const name = textOf(json["type"] ?? "");
  const parameter = json["parameter"] as JsonObject | undefined;
  if (!isContractName(name) || parameter === undefined) return undefined;
  let value: MessageValue;
  try {
    value = fromJson(CONTRACTS[name], parameter["value"] as JsonObject, visible);
  } catch {
    return undefined;
  }
  return {
    type: CONTRACT_IDS[name],
    parameter: { type_url: textOf(parameter["type_url"] ?? ""), value: encode(CONTRACTS[name], value) },
    Permission_id: BigInt((json["Permission_id"] as number | string | undefined) ?? 0),
  };
}

/** What java-tron says of a transaction without `raw_data`. */
const NO_RAW_DATA = 'Cannot invoke "com.alibaba.fastjson.JSONObject.getJSONArray(String)" because "<local3>" is null';

/**
 * Rebuilds a transaction from its JSON. `raw_data_hex` and `txID` are ignored; a contract that cannot be read is left
 * out, as java-tron's `Util.packTransaction` does.
 * @throws TronException when it has no raw data
 */
export function transactionFromJson(json: JsonObject, visible: boolean): SignedTransaction {
  const rawJson = json["raw_data"] as JsonObject | undefined | null;
  if (rawJson === undefined || rawJson === null) throw new TronException("java.lang.NullPointerException", NO_RAW_DATA);
  const raw = fromJson(RawTransaction, { ...rawJson, contract: undefined }, visible);
  const contracts = ((rawJson["contract"] ?? []) as JsonObject[]).map((item) => packContract(item, visible));
  raw["contract"] = contracts.filter((item) => item !== undefined);
  const { signature } = fromJson(Transaction, { signature: json["signature"] ?? [] }, false);
  return transactionOf(raw, (signature ?? []) as Uint8Array[]);
}

function contractJson(entry: MessageValue, visible: boolean): JsonObject {
  const name = CONTRACT_NAMES[Number(integer(entry, "type"))];
  const parameter = entry["parameter"] as MessageValue;
  if (name === undefined) return {};
  const value = toJson(CONTRACTS[name], decode(CONTRACTS[name], bytesOf(parameter, "value")), visible);
  const permission = integer(entry, "Permission_id");
  return {
    parameter: { value, type_url: parameter["type_url"] as string },
    type: name,
    ...(permission > 0n ? { Permission_id: Number(permission) } : {}),
  };
}

/** JSON of a transaction as java-tron prints it. `ret` holds results once there are any. */
export function transactionJson(tx: SignedTransaction, visible: boolean, ret?: JsonValue): JsonObject {
  const printed = toJson(RawTransaction, { ...tx.raw, contract: undefined }, visible);
  const contracts = ((tx.raw["contract"] ?? []) as MessageValue[]).map((entry) => contractJson(entry, visible));
  const raw_data: JsonObject = {};
  for (const key of ["data", "ref_block_num", "scripts"]) if (printed[key] !== undefined) raw_data[key] = printed[key];
  raw_data["contract"] = contracts;
  for (const key of ["ref_block_bytes", "ref_block_hash", "expiration", "fee_limit", "timestamp"]) {
    if (printed[key] !== undefined) raw_data[key] = printed[key];
  }
  return {
    ...(ret === undefined ? {} : { ret }),
    ...(tx.signatures.length === 0 ? {} : { signature: tx.signatures.map((bytes) => bytesToHex(bytes)) }),
    txID: bytesToHex(tx.id),
    ...(tx.contract?.name === "CreateSmartContract"
      ? { contract_address: `41${deployedAddress(tx.id, tx.contract.owner)}` }
      : {}),
    raw_data,
    raw_data_hex: bytesToHex(tx.rawBytes),
  };
}
