import { keccak_256 } from "@noble/hashes/sha3.js";
import { hexToBytes } from "@noble/hashes/utils.js";

/** What is looked for in a block: a contract's event. */
export interface Bloom {
  readonly address: string;
  /** The event's topic. */
  readonly topic: string;
}

/**
 * Returns whether a block may hold an event of a contract. A filter is never silent about what is in the block; where the
 * chain keeps none, every block with transactions may.
 */
export function mayHold(
  { logsBloom = "0x", transactions }: { readonly logsBloom?: string; readonly transactions: readonly string[] },
  { address, topic }: Bloom,
): boolean {
  if (transactions.length === 0) return false;
  if (/^0x0*$/.test(logsBloom) || logsBloom.length !== 514) return true;
  return [address, topic].every((item) => bitsOf(item).every((bit) => isSet(logsBloom, bit)));
}

/** The three bits that an item sets (yellow paper, 4.4.3). */
function bitsOf(item: string): number[] {
  const hash = keccak_256(hexToBytes(item.slice(2).toLowerCase()));
  return [0, 2, 4].map((index) => (((hash[index] ?? 0) << 8) | (hash[index + 1] ?? 0)) & 2047);
}

function isSet(bloom: string, bit: number): boolean {
  const digit = Number.parseInt(bloom[513 - (bit >> 2)] ?? "0", 16);
  return ((digit >> (bit & 3)) & 1) === 1;
}
