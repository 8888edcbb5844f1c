import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { DOMAIN_TYPE, type Hex, type Order, checkedOrder } from "./typed-data.ts";

type Fields = readonly { readonly name: string; readonly type: string }[];
/** Values by the names of their fields. */
type Values = Readonly<Record<string, unknown>>;

/**
 * Returns the digest that is signed (EIP-712, and TIP-712, which is the same). The structs that are signed here have words and
 * texts alone, so no library is needed; the vectors of all chains are checked with ethers' and viem's.
 * @throws IntegrationError `ORDER_INVALID` for what is no order
 */
export function digestOf(order: Order): Hex {
  const { domain, types, primaryType, message } = checkedOrder(order);
  const fields = (types as Readonly<Record<string, Fields>>)[primaryType] ?? [];
  const separator = hashOf("EIP712Domain", DOMAIN_TYPE, domain as unknown as Values);
  const struct = hashOf(primaryType, fields, message as unknown as Values);
  return `0x${keccak(hexToBytes(`1901${separator}${struct}`))}`;
}

function hashOf(name: string, fields: Fields, values: Values): string {
  const type = `${name}(${fields.map((field) => `${field.type} ${field.name}`).join(",")})`;
  const words = fields.map((field) => wordOf(field.type, values[field.name]));
  return keccak(hexToBytes(`${keccak(utf8ToBytes(type))}${words.join("")}`));
}

function wordOf(type: string, value: unknown): string {
  if (type === "string") return keccak(utf8ToBytes(value as string));
  const digits = type === "uint256" ? (value as bigint).toString(16) : (value as Hex).slice(2).toLowerCase();
  return digits.padStart(64, "0");
}

function keccak(bytes: Uint8Array): string {
  return bytesToHex(keccak_256(bytes));
}
