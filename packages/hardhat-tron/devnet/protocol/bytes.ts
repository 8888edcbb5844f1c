import { bytesToHex } from "@noble/hashes/utils.js";

/** Bytes of a hex text; a `0x` prefix and odd length are accepted, as java-tron's `ByteArray.fromHexString` does. */
export function fromHexString(hex: string): Uint8Array {
  const bare = /^0x/i.test(hex) ? hex.slice(2) : hex;
  return Uint8Array.from(Buffer.from(bare.length % 2 === 1 ? `0${bare}` : bare, "hex"));
}

/** Text of UTF-8 bytes. */
export const fromUtf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Big-endian number in `length` bytes (two's complement for negatives). */
export function numberToBytes(value: bigint | number, length: number): Uint8Array {
  const word = BigInt.asUintN(length * 8, BigInt(value));
  return Uint8Array.from(Buffer.from(word.toString(16).padStart(length * 2, "0"), "hex"));
}

/** Big-endian bytes as an unsigned number. */
export const bytesToNumber = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${bytesToHex(bytes)}`);

/** No bytes. */
export const EMPTY = new Uint8Array(0);

/** Bytes of a hex text without prefix, or undefined where a character is none of hex. */
export const fromStrictHex = (hex: string): Uint8Array | undefined =>
  /^[0-9a-fA-F]*$/.test(hex) ? fromHexString(hex) : undefined;
