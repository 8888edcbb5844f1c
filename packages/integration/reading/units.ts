import { IntegrationError } from "../problem.ts";
import { amountOf } from "./amount.ts";

/** Characters of a text that a message repeats. */
const SHOWN = 60;

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
 * @throws IntegrationError `AMOUNT_INVALID` for what is not such a number, has more decimals than the coin, or is more than a
 * chain can count
 */
export function parseAmount(text: string, decimals: number): bigint {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return amountOf(text, decimals, (what) => new IntegrationError("AMOUNT_INVALID", `"${shown}" ${what}.`));
}

/** Writes an amount of smallest units for people, such as `1,500.50`; the greatest `uint256` is `unlimited`. */
export { formatAmount } from "./format.ts";
