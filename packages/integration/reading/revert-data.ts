import { type ErrorDescription, type Interface, isHexString } from "ethers";

/** Name of an error that no contract of the coin reverts with. */
export const UNKNOWN = "unknown";

/**
 * Returns the revert data inside whatever a node or a library threw.
 * @returns Hex, or null if the error is not about a revert with data.
 */
export function revertData(error: unknown): string | null {
  const seen = new Set<unknown>();
  const search = (value: unknown): string | null => {
    if (typeof value !== "object" || value === null || seen.has(value)) return null;
    seen.add(value);
    const entries = value as Record<string, unknown>;
    for (const hex of [entries.data, entries.raw]) {
      if (typeof hex === "string" && isHexString(hex) && hex.length >= 10) return hex; // viem calls it `raw`
    }
    for (const key of ["data", "error", "info", "cause"]) {
      const found = search(entries[key]);
      if (found !== null) return found;
    }
    return null;
  };
  return search(error);
}

/**
 * Returns the error of an interface that revert data holds.
 * @returns null if it is none of them, or its values are cut off or cannot be read: a contract may revert with any bytes.
 */
export function parseRevert(abi: Interface, data: string): ErrorDescription | null {
  try {
    const parsed = abi.parseError(data);
    parsed?.args.toArray(); // ethers keeps back what it throws about a text until the text is looked at
    return parsed;
  } catch {
    return null;
  }
}
