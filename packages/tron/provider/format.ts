import { type BytesLike, dataLength, getAddress, isHexString, toQuantity, zeroPadValue } from "ethers";
import { toEvm } from "../address.ts";

/** A number as JSON-RPC writes it. */
export const quantity = (value: number | bigint | undefined): string => toQuantity(value ?? 0);

/** Hex of java-tron (without prefix) as JSON-RPC writes it. */
export const prefixed = (hex: string | undefined): string => `0x${(hex ?? "").replace(/^0x/, "")}`;

/** Returns a log's address: 20 bytes without the leading 41; some nodes leave leading zeros out. */
export function logAddress(hex: string): string {
  return getAddress(zeroPadValue(prefixed(hex.length % 2 === 0 ? hex : `0${hex}`), 20)).toLowerCase();
}

/** java-tron's address as JSON-RPC writes it. */
export const lowerAddress = (address: string): string => toEvm(address).toLowerCase();

/** No logs can be excluded by it: java-tron keeps no bloom filters. */
export const BLOOM = `0x${"00".repeat(256)}`;

/** 32 bytes of nothing. */
export const ZERO_HASH = `0x${"00".repeat(32)}`;

/** Returns the halves of a signature, or zeros where Ethereum's rules would reject it. */
export function signatureFields(signature: string | undefined): { r: string; s: string; v: string } {
  const hex: BytesLike = prefixed(signature);
  if (!isHexString(hex) || dataLength(hex) < 65) return { r: ZERO_HASH, s: ZERO_HASH, v: "0x1b" };
  const s = `0x${hex.slice(66, 130)}`;
  const odd = Number.parseInt(hex.slice(130, 132), 16) % 27 === 1;
  if (Number.parseInt(s.slice(2, 3), 16) > 7) return { r: ZERO_HASH, s: ZERO_HASH, v: "0x1b" };
  return { r: hex.slice(0, 66), s, v: odd ? "0x1c" : "0x1b" };
}
