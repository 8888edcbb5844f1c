/** Whatever JSON may hold; integers beyond a double's precision come as `bigint`. */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonMap;

/** A JSON object. */
export interface JsonMap {
  readonly [key: string]: JsonValue | undefined;
}

/** A number of so many digits may be beyond a double's precision; in a text it matches too, which costs time only. */
const LONG_INTEGER = /(?:^|[\s:,[-])\d{16}/;

/**
 * Parses JSON without rounding: java-tron prints 64-bit amounts as bare numbers, and a balance above 9,007,199,254 TRX
 * would lose its last digits in a double.
 * @throws SyntaxError
 */
export function parseExactly(text: string): JsonValue {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text) as JsonValue; // many times faster than with a reviver
  const revive = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const source = context?.source;
    if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined) return value;
    return /^-?\d+$/.test(source) ? BigInt(source) : value;
  };
  return JSON.parse(text, revive) as JsonValue;
}

/** Returns JSON text in which a `bigint` is a bare number with all its digits, as java-tron prints it. */
export function stringifyExactly(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object") return JSON.stringify(value);
  let text = "";
  if (isList(value)) {
    for (const item of value) text += `${text === "" ? "" : ","}${stringifyExactly(item)}`;
    return `[${text}]`;
  }
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${stringifyExactly(member)}`;
  }
  return `{${text}}`;
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
