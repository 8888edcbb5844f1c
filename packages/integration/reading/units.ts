import { IntegrationError } from "../problem.ts";

/** How amounts of a coin are written. */
export interface Unit {
  readonly decimals: number;
  readonly symbol: string;
}

/**
 * Reads an amount in whole coins.
 * @param text - such as `1500.50`
 * @param decimals - the token's `decimals()`; read it, never assume it
 * @returns The amount in smallest units.
 * @throws IntegrationError `AMOUNT_INVALID` for what is no such number, or has more decimals than the coin
 */
export function parseAmount(text: string, decimals: number): bigint {
  const [, whole = "", fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === "") throw new IntegrationError("AMOUNT_INVALID", `"${text}" is no amount in whole coins.`);
  if (fraction.length > decimals) {
    throw new IntegrationError("AMOUNT_INVALID", `"${text}" has more than the coin's ${decimals} decimals.`);
  }
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

/** Writes an amount of smallest units for people, such as `1,500.50`; the greatest `uint256` is `unlimited`. */
export { formatAmount } from "./format.ts";
