import { decodeBase58, encodeBase58, getAddress, sha256 } from "ethers";

declare const form: unique symbol;

/** A TRON address as wallets show it: base58check of `0x41 ‖ 20 bytes`, 34 characters, begins with `T`. */
export type Base58Address = string & { readonly [form]: "base58" };
/** A TRON address as java-tron's API writes it: `41` and 40 lower-case hex digits. */
export type HexAddress = string & { readonly [form]: "41" };
/** The same account as the TVM and Ethereum tooling know it: `0x` and 40 hex digits with EIP-55 checksum. */
export type EvmAddress = string & { readonly [form]: "0x" };
/** The bare 20 bytes: 40 lower-case hex digits. Keys of stores, addresses in logs. */
export type BareAddress = string & { readonly [form]: "bare" };

/** Thrown when a text is not an address in any known form. */
export class AddressError extends Error {
  /** Stable code for programs. */
  readonly code = "TRON_ADDRESS_INVALID";
  /** What was given. */
  readonly input: string;

  /** @param input - what was given */
  constructor(input: string) {
    super(`"${input}" is not a TRON address. Use base58check (T…), 41 + 40 hex digits, or 0x + 40 hex digits.`);
    this.name = "AddressError";
    this.input = input;
  }
}

const BARE = /^[0-9a-fA-F]{40}$/;

/** Returns the four bytes that base58check appends, as hex digits. */
function checksum(payload: string): string {
  return sha256(sha256(`0x${payload}`)).slice(2, 10);
}

function fromBase58(text: string): string | undefined {
  if (text.length !== 34 || !text.startsWith("T")) return undefined;
  let digits: string;
  try {
    digits = decodeBase58(text).toString(16).padStart(50, "0");
  } catch {
    return undefined;
  }
  const payload = digits.slice(0, 42);
  const valid = digits.length === 50 && payload.startsWith("41") && checksum(payload) === digits.slice(42);
  return valid ? payload.slice(2) : undefined;
}

function parse(text: string): string | undefined {
  if (BARE.test(text)) return text.toLowerCase();
  if (/^0x/i.test(text) && BARE.test(text.slice(2))) return text.slice(2).toLowerCase();
  const hex = text.replace(/^0x/i, "");
  if (hex.startsWith("41") && BARE.test(hex.slice(2))) return hex.slice(2).toLowerCase();
  return fromBase58(text);
}

/**
 * Returns the 20 bytes of an address given in any form (base58check, 41…, 0x41…, 0x…, bare).
 * @throws AddressError when it is none of them or the base58 checksum is wrong
 */
export function toBare(address: string): BareAddress {
  const bare = parse(address);
  if (bare === undefined) throw new AddressError(address);
  return bare as BareAddress;
}

/** java-tron's hex form (`41…`) of an address in any form. @throws AddressError */
export function toHex(address: string): HexAddress {
  return `41${toBare(address)}` as HexAddress;
}

/** Ethereum's form (`0x…`, EIP-55) of an address in any form. @throws AddressError */
export function toEvm(address: string): EvmAddress {
  return getAddress(`0x${toBare(address)}`) as EvmAddress;
}

/**
 * Base58check form (`T…`) of an address in any form.
 * @example toBase58("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf") // "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC"
 * @throws AddressError
 */
export function toBase58(address: string): Base58Address {
  const payload = toHex(address);
  return encodeBase58(`0x${payload}${checksum(payload)}`) as Base58Address;
}

/** Returns whether the text is an address in any form; a base58 text must also have the right checksum. */
export function isTronAddress(text: string): boolean {
  return parse(text) !== undefined;
}
