import { getBytes, keccak256 } from "ethers";
import type { LogFilter } from "./shapes.ts";

const BYTES = 256;

/**
 * Returns whether a block's bloom filter leaves room for a log that a filter asks for. False is a proof that there is
 * none; true proves nothing.
 * @param bloom - 256 bytes in hex, as the block's header has them.
 */
export function mayHold(bloom: string, { address, topics = [] }: LogFilter): boolean {
  const bits = getBytes(bloom);
  if (bits.length !== BYTES) return true;
  const groups = [address, ...topics].map((choices) =>
    choices === undefined || choices === null ? [] : [choices].flat(),
  );
  return groups.every((choices) => choices.length === 0 || choices.some((choice) => isSet(bits, choice)));
}

/** Returns whether a header has a bloom filter: chains without one (TRON) fill it with zeros though there are logs. */
export function isBloom(value: unknown): value is string {
  return typeof value === "string" && value.length === 2 + 2 * BYTES;
}

/** The yellow paper's M3:2048: three bits for each item. */
function isSet(bits: Uint8Array, item: string): boolean {
  const digest = getBytes(keccak256(item));
  return [0, 2, 4].every((at) => {
    const bit = (((digest[at] ?? 0) << 8) | (digest[at + 1] ?? 0)) & 2_047;
    return (((bits[BYTES - 1 - (bit >> 3)] ?? 0) >> (bit & 7)) & 1) === 1;
  });
}
