import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

declare const form: unique symbol;

/** A TRON address as wallets show it: base58check of `0x41 ‖ 20 bytes`, 34 characters, begins with `T`. */
export type Base58Address = string & { readonly [form]: "base58" };
/** A TRON address as java-tron's API writes it: `41` and 40 lower-case hex digits. */
export type HexAddress = string & { readonly [form]: "41" };
/** The same account as the TVM and Ethereum tooling know it: `0x` and 40 hex digits with EIP-55 checksum. */
export type EvmAddress = string & { readonly [form]: "0x" };
/** The bare 20 bytes: 40 lower-case hex digits. Keys of stores, addresses in logs. */
export type BareAddress = string & { readonly [form]: "bare" };

/** What is wrong with an address: it has no known form, or it has one and its checksum says that a character is wrong. */
export type AddressProblem = "form" | "checksum";

/** Characters of an input that a message repeats. */
const SHOWN = 80;

/** Thrown when a text is not an address in any known form, or when its checksum is wrong. */
export class AddressError extends Error {
  /** Stable code for programs. */
  readonly code = "TRON_ADDRESS_INVALID";
  /** What was given. */
  readonly input: string;
  readonly problem: AddressProblem;

  /**
   * @param input - what was given
   * @param problem - what is wrong with it
   */
  constructor(input: string, problem: AddressProblem = "form") {
    super(`"${shownOf(input)}" ${SENTENCES[problem]}`);
    this.name = "AddressError";
    this.input = input;
    this.problem = problem;
  }
}

const SENTENCES: Readonly<Record<AddressProblem, string>> = {
  form: "is not a TRON address. Use base58check (T…), 41 + 40 hex digits, or 0x + 40 hex digits.",
  checksum:
    "is an address with a wrong checksum: a character was mistyped, or the case of one was changed. Copy the address again.",
};

function shownOf(input: unknown): string {
  const text = typeof input === "string" ? input : typeof input;
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

const BARE = /^[0-9a-fA-F]{40}$/;

/** Returns the four bytes that base58check appends, as hex digits. */
function checksum(payload: string): string {
  return bytesToHex(sha256(sha256(hexToBytes(payload)))).slice(0, 8);
}

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Returns the digits of base58 as a number; undefined if one is none. What a TRON address has never begins with a zero. */
function fromAlphabet(text: string): bigint | undefined {
  let value = 0n;
  for (const letter of text) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) return undefined;
    value = value * 58n + BigInt(digit);
  }
  return value;
}

function toAlphabet(value: bigint): string {
  let text = "";
  for (let rest = value; rest > 0n; rest /= 58n) text = `${ALPHABET[Number(rest % 58n)] ?? ""}${text}`;
  return text;
}

/** Returns the digits of an address with EIP-55's checksum in the case of its letters. */
function withCase(bare: string): string {
  const hash = bytesToHex(keccak_256(utf8ToBytes(bare)));
  return bare.replace(/[a-f]/g, (digit, index: number) =>
    Number.parseInt(hash.charAt(index), 16) >= 8 ? digit.toUpperCase() : digit,
  );
}

/** The digits of the twenty bytes in lower case, or what is wrong. */
type Parsed = { readonly bare: string } | { readonly problem: AddressProblem };

function fromBase58(text: string): Parsed {
  if (text.length !== 34 || !text.startsWith("T")) return { problem: "form" };
  const value = fromAlphabet(text);
  if (value === undefined) return { problem: "form" };
  const digits = value.toString(16).padStart(50, "0");
  const payload = digits.slice(0, 42);
  const valid = digits.length === 50 && payload.startsWith("41") && checksum(payload) === digits.slice(42);
  return valid ? { bare: payload.slice(2) } : { problem: "checksum" };
}

/** Letters of both cases are EIP-55's checksum, whatever stands before the twenty bytes. */
function fromDigits(digits: string): Parsed {
  const bare = digits.toLowerCase();
  const isUnchecked = digits === bare || digits === digits.toUpperCase();
  return isUnchecked || withCase(bare) === digits ? { bare } : { problem: "checksum" };
}

function parse(text: string): Parsed {
  if (typeof text !== "string") return { problem: "form" };
  const hex = text.replace(/^0x/i, "");
  if (BARE.test(hex)) return fromDigits(hex);
  if (hex.startsWith("41") && BARE.test(hex.slice(2))) return fromDigits(hex.slice(2));
  return fromBase58(text);
}

/**
 * Returns the 20 bytes of an address given in any form (base58check, 41…, 0x41…, 0x…, bare). Hex digits are taken in lower
 * case, in upper case, or with EIP-55's checksum.
 * @throws AddressError when it is none of them or the checksum is wrong
 */
export function toBare(address: string): BareAddress {
  const parsed = parse(address);
  if ("problem" in parsed) throw new AddressError(address, parsed.problem);
  return parsed.bare as BareAddress;
}

/** java-tron's hex form (`41…`) of an address in any form. @throws AddressError */
export function toHex(address: string): HexAddress {
  return `41${toBare(address)}` as HexAddress;
}

/** Ethereum's form (`0x…`, EIP-55) of an address in any form. @throws AddressError */
export function toEvm(address: string): EvmAddress {
  return `0x${withCase(toBare(address))}` as EvmAddress;
}

/**
 * Base58check form (`T…`) of an address in any form.
 * @example toBase58("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf") // "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC"
 * @throws AddressError
 */
export function toBase58(address: string): Base58Address {
  const payload = toHex(address);
  return toAlphabet(BigInt(`0x${payload}${checksum(payload)}`)) as Base58Address;
}

/** Returns whether the text is an address in any form; where it has a checksum, base58check's or EIP-55's, it must be right. */
export function isTronAddress(text: string): boolean {
  return "bare" in parse(text);
}
