import { sha256 as sha256Bytes } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** Lower-case hex without prefix. */
export const toHexString = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");

/** Bytes of a hex text; a `0x` prefix and odd length are accepted, as java-tron's `ByteArray.fromHexString` does. */
export function fromHexString(hex: string): Uint8Array {
  const bare = /^0x/i.test(hex) ? hex.slice(2) : hex;
  return Uint8Array.from(Buffer.from(bare.length % 2 === 1 ? `0${bare}` : bare, "hex"));
}

/** UTF-8 bytes. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Text of UTF-8 bytes. */
export const fromUtf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Joins byte strings. */
export function concat(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** SHA-256. */
export const sha256 = (bytes: Uint8Array): Uint8Array => sha256Bytes(bytes);

/** Keccak-256. */
export const keccak256 = (bytes: Uint8Array): Uint8Array => keccak_256(bytes);

/** Big-endian number in `length` bytes (two's complement for negatives). */
export function numberToBytes(value: bigint | number, length: number): Uint8Array {
  const word = BigInt.asUintN(length * 8, BigInt(value));
  return Uint8Array.from(Buffer.from(word.toString(16).padStart(length * 2, "0"), "hex"));
}

/** Big-endian bytes as an unsigned number. */
export const bytesToNumber = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${toHexString(bytes)}`);

/** No bytes. */
export const EMPTY = new Uint8Array(0);
