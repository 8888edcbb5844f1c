import { isHexString } from "ethers";

/**
 * The revert data inside whatever a node or a library threw.
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
