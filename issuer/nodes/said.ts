import type { Said } from "../../packages/tron/nodes/classify.ts";

/**
 * Returns what a node said, inside whatever a library threw.
 * @returns The innermost JSON-RPC error; the message of the outermost error if there is none.
 */
export function saidIn(error: unknown): Said {
  const seen = new Set<unknown>();
  const search = (value: unknown): Said | null => {
    if (typeof value !== "object" || value === null || seen.has(value)) return null;
    seen.add(value);
    const entry = value as Record<string, unknown>;
    for (const key of ["error", "info", "cause"]) {
      const found = search(entry[key]);
      if (found !== null) return found;
    }
    if (typeof entry.message !== "string") return null;
    const code = typeof entry.code === "number" ? { code: entry.code } : {};
    if (!(value instanceof Error) && !("code" in code)) return null;
    return { message: entry.message, data: entry.data, ...code };
  };
  return search(error) ?? { message: String(error) };
}
