import { getBytes } from "ethers";
import { toEvm, toHex } from "./address.ts";
import { TronError } from "./error.ts";
import type { SentType } from "./protobuf.ts";
import type { MessageValue } from "./protobuf/message.ts";
import { type StoredAbi, readStoredAbi, toAbiMessage } from "./stored-abi.ts";
import type { WireContract, WireTransaction } from "./wire.ts";

const plain = (hexText: string): string => hexText.replace(/^0x/, "").toLowerCase();

/** How the energy of a contract's callers is paid. */
export interface EnergySettings {
  /** Percent of the energy that callers pay; the rest is taken from the deployer's stake. */
  readonly userFeePercentage: number;
  /** The most energy of the deployer's stake that one call may take. */
  readonly originEnergyLimit: number;
}

/** What a transaction does. Addresses are `0x…`, amounts in sun, data `0x…`. */
export type Operation =
  | {
      readonly kind: "create";
      readonly from: string;
      /** Creation code with the constructor's arguments. */
      readonly data: string;
      readonly value: bigint;
      /** Name that explorers show, at most 32 bytes. */
      readonly name: string;
      /** What the chain keeps of its ABI, for tools that know the address only; empty for nothing. */
      readonly abi: StoredAbi;
      readonly settings: EnergySettings;
    }
  | {
      readonly kind: "trigger";
      readonly from: string;
      readonly to: string;
      readonly data: string;
      readonly value: bigint;
    }
  | { readonly kind: "transfer"; readonly from: string; readonly to: string; readonly value: bigint };

/** Returns what a transaction in java-tron's JSON form does; undefined for types that are not sent from here. */
export function operationIn(transaction: WireTransaction): Operation | undefined {
  const contract = transaction.raw_data.contract[0];
  if (contract === undefined || !KINDS.has(contract.type)) return undefined;
  return operationOf(contract.type, contract.parameter.value);
}

const KINDS = new Set(["CreateSmartContract", "TriggerSmartContract", "TransferContract"]);

/** Returns the protocol's message of what a transaction does. @throws TronError `TRANSACTION_INVALID` for amounts that 63 bits do not hold */
export function contractOf(operation: Operation): { type: SentType; contract: MessageValue } {
  const owner_address = addressBytes(operation.from);
  if (operation.kind === "transfer") {
    const contract = { owner_address, to_address: addressBytes(operation.to), amount: int64(operation.value) };
    return { type: "TransferContract", contract };
  }
  const call_value = int64(operation.value);
  const data = getBytes(`0x${plain(operation.data)}`);
  if (operation.kind === "trigger") {
    const contract_address = addressBytes(operation.to);
    return { type: "TriggerSmartContract", contract: { owner_address, contract_address, data, call_value } };
  }
  const { userFeePercentage, originEnergyLimit } = operation.settings;
  const new_contract = {
    origin_address: owner_address,
    consume_user_resource_percent: BigInt(userFeePercentage),
    origin_energy_limit: BigInt(originEnergyLimit),
    ...(operation.abi.length === 0 ? {} : { abi: toAbiMessage(operation.abi) }),
    bytecode: data,
    name: operation.name,
    call_value,
  };
  return { type: "CreateSmartContract", contract: { owner_address, new_contract } };
}

/** `41` and the 20 bytes of an address. */
function addressBytes(address: string): Uint8Array {
  return getBytes(`0x${toHex(address)}`);
}

/** Returns what a contract of one of the types that are sent from here does. */
export function operationOf(type: string, value: WireContract): Operation {
  const from = toEvm(value.owner_address);
  if (type === "TransferContract") {
    return { kind: "transfer", from, to: toEvm(value.to_address ?? ""), value: BigInt(value.amount ?? 0) };
  }
  if (type === "TriggerSmartContract") {
    const data = `0x${plain(value.data ?? "")}`;
    const to = toEvm(value.contract_address ?? "");
    return { kind: "trigger", from, to, data, value: BigInt(value.call_value ?? 0) };
  }
  const created = value.new_contract ?? {};
  return {
    kind: "create",
    from,
    data: `0x${plain(created.bytecode ?? "")}`,
    value: BigInt(created.call_value ?? 0),
    name: created.name ?? "",
    abi: readStoredAbi(created.abi?.entrys),
    settings: {
      userFeePercentage: Number(created.consume_user_resource_percent ?? 0),
      originEnergyLimit: Number(created.origin_energy_limit ?? 0),
    },
  };
}

const LARGEST = 2n ** 63n - 1n;

/** Returns a number as TRON's protocol takes it. @throws TronError `TRANSACTION_INVALID` when it is negative or beyond 63 bits */
export function int64(value: bigint): bigint {
  if (value >= 0n && value <= LARGEST) return value;
  throw new TronError("TRANSACTION_INVALID", `${value} is beyond what a TRON transaction can hold.`);
}
