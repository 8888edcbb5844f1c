/** Whatever JSON may hold; integers beyond a double's precision come as `bigint`. */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonMap;

/** A JSON object. */
export interface JsonMap {
  readonly [key: string]: JsonValue | undefined;
}

/**
 * Parses JSON without rounding: java-tron prints 64-bit amounts as bare numbers, and a balance above 9,007,199,254 TRX
 * would lose its last digits in a double.
 * @throws SyntaxError
 */
export function parseExactly(text: string): JsonValue {
  const revive = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const source = context?.source;
    if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined) return value;
    return /^-?\d+$/.test(source) ? BigInt(source) : value;
  };
  return JSON.parse(text, revive) as JsonValue;
}
