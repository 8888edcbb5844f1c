import { type AmountUnit, amountOf } from "../../packages/integration/reading/amount.ts";
import { UNLIMITED } from "../../packages/integration/reading/format.ts";
import { ParseError } from "./parse-error.ts";
import { quote } from "./quote.ts";
import { SECONDS } from "./units.ts";

/** Decimals of the units in which fees are written, and their names: gwei for one unit of gas, TRX for one transaction. */
export const FEE_UNITS = { evm: { name: "gwei", decimals: 9 }, tron: { name: "TRX", decimals: 6 } } as const;

/**
 * Reads an amount in whole coins, such as `1000000.50`.
 * @param decimals - The coin's decimals.
 * @returns The amount in smallest units.
 * @throws ParseError if it is not such a number, has more decimals than the coin, or is more than a chain can count.
 */
export function parseSum(text: string, decimals: number, unit?: AmountUnit): bigint {
  return amountOf(text, decimals, (what) => new ParseError(`${quote(text)} ${what}.`), unit);
}

/** Reads an amount that is above zero. @returns Smallest units. @throws ParseError */
export function parsePositive(text: string, decimals: number, unit?: AmountUnit): bigint {
  const amount = parseSum(text, decimals, unit);
  if (amount === 0n) throw new ParseError("the amount is zero.");
  return amount;
}

/** Reads a capacity: an amount in whole coins, or `unlimited`. @returns Smallest units. @throws ParseError */
export function parseCapacity(text: string, decimals: number): bigint {
  return text === "unlimited" ? UNLIMITED : parseSum(text, decimals);
}

/** Reads a fee in the unit of its platform. @returns The native coin's smallest units. @throws ParseError */
export function parseFee(text: string, platform: keyof typeof FEE_UNITS): bigint {
  const { name, decimals } = FEE_UNITS[platform];
  const remedy = `Give it in ${name}, such as "5.5", without separators.`;
  const refusal = (what: string): Error => new ParseError(`${quote(text)} ${what}.`, remedy);
  return amountOf(text, decimals, refusal, { name, owner: name });
}

/** The longest duration, in seconds: more than a hundred years is a slip of the hand. */
const LONGEST_DURATION = 3_200_000_000n;

/** Reads a duration such as `90s`, `15m`, `48h` or `2d` as seconds. @throws ParseError */
export function parseDuration(text: string): bigint {
  const match = /^(\d+)([smhd])$/.exec(text);
  if (match === null) throw new ParseError(`${quote(text)} is not a duration such as 90s, 15m, 48h or 2d.`);
  const seconds = BigInt(match[1] ?? "0") * SECONDS[match[2] as keyof typeof SECONDS];
  if (seconds > LONGEST_DURATION) throw new ParseError(`${quote(text)} is longer than a hundred years.`);
  return seconds;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?Z$/;

/** Reads a day such as `2026-11-22`. @returns Unix seconds of its beginning in UTC. @throws ParseError */
export function parseDay(text: string): number {
  const time = Date.parse(`${text}T00:00:00Z`);
  // Date.parse takes 31 February for 3 March.
  if (DAY.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return time / 1_000;
  throw new ParseError(`${quote(text)} is not a day such as 2026-11-22.`);
}

/** Reads a time in UTC such as `2026-11-22T06:00:00Z`. @returns Unix seconds. @throws ParseError */
export function parseMoment(text: string): number {
  const time = Date.parse(text);
  if (MOMENT.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10))) {
    return time / 1_000;
  }
  throw new ParseError(`${quote(text)} is not a time in UTC such as 2026-11-22T06:00:00Z.`);
}
