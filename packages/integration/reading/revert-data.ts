/** Name of an error that no contract of the coin reverts with. */
export const UNKNOWN = "unknown";
/** Name of a refusal without data: a failed check without a reason, a call of an address that is no such contract, no gas. */
export const EMPTY = "empty";

/** How deep clients wrap what they caught. */
const DEEPEST = 12;

/**
 * Returns the revert data inside whatever a node or a library threw.
 * @returns Hex, or null if the error is not about a revert with data.
 */
export function revertData(error: unknown): string | null {
  for (const layer of layersOf(error)) {
    for (const name of ["data", "raw"]) {
      const hex = fieldOf(layer, name); // viem calls it `raw`
      if (typeof hex === "string" && hex.length >= 10 && isBytes(hex)) return hex;
    }
  }
  return null;
}

/** Returns whether a text is bytes in hex behind `0x`. */
export function isBytes(text: string): boolean {
  return text.length % 2 === 0 && /^0x[\da-fA-F]*$/.test(text);
}

/** Returns an error and all that it wraps, the outermost first. */
export function layersOf(error: unknown): object[] {
  const seen = new Set<object>();
  const search = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || seen.has(value) || depth > DEEPEST) return;
    seen.add(value);
    for (const name of ["data", "error", "info", "cause"]) search(fieldOf(value, name), depth + 1);
  };
  search(error, 0);
  return [...seen];
}

/** Returns a field of an object that may be anything: looking at one may throw. */
export function fieldOf(value: object, name: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}

/** Returns whether an error says that a contract refused, with data or without: ethers, viem and nodes each have their own way. */
export function isRefusal(error: unknown): boolean {
  return revertData(error) !== null || layersOf(error).some(isRevert);
}

function isRevert(layer: object): boolean {
  const [code, name, message] = ["code", "name", "message"].map((field) => fieldOf(layer, field));
  if (code === "CALL_EXCEPTION" || code === 3 || name === "ExecutionRevertedError") return true;
  return (
    typeof message === "string" &&
    /\b(?:execution |transaction )revert(?:ed)?\b|REVERT opcode/i.test(message.slice(0, 2_000))
  );
}
