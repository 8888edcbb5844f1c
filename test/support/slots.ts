import { AbiCoder, dataSlice, keccak256, toBeHex, toUtf8Bytes } from "ethers";

const coder = AbiCoder.defaultAbiCoder();

/** Where the storage of an ERC-7201 namespace begins. */
export function namespaceSlot(namespace: string): bigint {
  const hash = BigInt(keccak256(toUtf8Bytes(namespace))) - 1n;
  return BigInt(keccak256(coder.encode(["uint256"], [hash]))) & ~0xffn;
}

/** Where a mapping keeps the value of a key. */
export function entry(
  mapping: bigint,
  type: "address" | "bytes32" | "uint32" | "uint64",
  key: string | bigint,
): bigint {
  return BigInt(keccak256(coder.encode([type, "uint256"], [key, mapping])));
}

/** Bits of a word, from the given one. */
export function bits(word: string, from: number, count: number): bigint {
  return (BigInt(word) >> BigInt(from)) & ((1n << BigInt(count)) - 1n);
}

/** The address in the lowest 20 bytes of a word. */
export function addressIn(word: string): string {
  return dataSlice(toBeHex(bits(word, 0, 160), 20), 0);
}
