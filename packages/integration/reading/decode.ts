import { toAccount } from "../account.ts";

/** Hex digits of one word of the ABI. */
const WORD = 64;

/** A value of an error: numbers as `bigint`, accounts with checksum, bytes in hex, texts. */
export type ErrorValue = bigint | boolean | string;

/**
 * Returns the values behind a selector. The types that errors have are all that is read: words, `bytes` and `string`.
 * @param types - such as `address`, `uint48`, `bytes32`, `bytes`
 * @param data - a revert's, with its selector
 * @returns undefined where they are cut off or cannot be of these types: a contract may revert with any bytes
 */
export function decodeValues(types: readonly string[], data: string): ErrorValue[] | undefined {
  const digits = data.slice(10).toLowerCase();
  const values = types.map((type, index) => valueOf(type, digits, index * WORD));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function valueOf(type: string, digits: string, place: number): ErrorValue | undefined {
  const word = digits.slice(place, place + WORD);
  if (word.length < WORD) return undefined;
  if (type === "bytes" || type === "string") {
    const bytes = bytesAt(digits, BigInt(`0x${word}`));
    return bytes === undefined || type === "bytes" ? bytes : textOf(bytes);
  }
  if (type === "address") return /^0{24}/.test(word) ? toAccount(word.slice(24)) : undefined;
  if (type === "bool") return /^0{63}[01]$/.test(word) ? word.endsWith("1") : undefined;
  const size = /^bytes(\d+)$/.exec(type)?.[1];
  if (size !== undefined) return `0x${word.slice(0, 2 * Number(size))}`;
  const bits = BigInt(/^uint(\d+)$/.exec(type)?.[1] ?? 0);
  const value = BigInt(`0x${word}`);
  return value < 1n << bits ? value : undefined;
}

/** Returns the bytes that an offset points at; undefined if they are cut off. */
export function bytesAt(digits: string, offset: bigint): `0x${string}` | undefined {
  if (2n * offset + BigInt(WORD) > BigInt(digits.length)) return undefined;
  const start = 2 * Number(offset) + WORD;
  const length = 2n * BigInt(`0x${digits.slice(start - WORD, start)}`);
  if (BigInt(start) + length > BigInt(digits.length)) return undefined;
  return `0x${digits.slice(start, start + Number(length))}`;
}

/** Returns what UTF-8 says; undefined if it is none. */
function textOf(bytes: string): string | undefined {
  const pairs = bytes.slice(2).match(/../g) ?? [];
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(
      Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)),
    );
  } catch {
    return undefined;
  }
}
