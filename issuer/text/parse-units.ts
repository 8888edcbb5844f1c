import { SECONDS } from "./units.ts";
import { UNLIMITED } from "../../packages/integration/reading/format.ts";
import { ParseError } from "./parse-error.ts";
import { quote } from "./quote.ts";

/** The most digits of an amount: none has more than a `uint256`. */
const MOST_DIGITS = 78;

/**
 * Reads an amount in whole coins.
 * @param text Such as `"1000000.50"`, or `"unlimited"`.
 * @param decimals The coin's decimals.
 * @returns The amount in smallest units.
 * @throws ParseError if it is no such number, has more decimals than the coin, or is more than a chain can count.
 */
export function parseAmount(text: string, decimals: number): bigint {
  if (text === "unlimited") return UNLIMITED;
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  const [, whole = "", fraction = ""] = match ?? [];
  if (match === null) throw new ParseError(`${quote(text)} is no amount in whole coins such as 1000.50.`);
  if (fraction.length > decimals) {
    throw new ParseError(`${quote(text)} has more than the coin's ${decimals} decimals.`);
  }
  const digits = whole.replace(/^0+/, "");
  const amount = digits.length > MOST_DIGITS ? UNLIMITED : BigInt(`0${digits}${fraction.padEnd(decimals, "0")}`);
  if (amount >= UNLIMITED) throw new ParseError(`${quote(text)} is more than a chain can count.`);
  return amount;
}

/** The longest duration, in seconds: more than a hundred years is a slip of the hand. */
const LONGEST_DURATION = 3_200_000_000n;

/** Reads a duration such as `90s`, `15m`, `48h` or `2d` as seconds. @throws ParseError */
export function parseDuration(text: string): bigint {
  const match = /^(\d+)([smhd])$/.exec(text);
  if (match === null) throw new ParseError(`${quote(text)} is no duration such as 90s, 15m, 48h or 2d.`);
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
  throw new ParseError(`${quote(text)} is no day such as 2026-11-22.`);
}

/** Reads a time in UTC such as `2026-11-22T06:00:00Z`. @returns Unix seconds. @throws ParseError */
export function parseMoment(text: string): number {
  const time = Date.parse(text);
  if (MOMENT.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10))) {
    return time / 1_000;
  }
  throw new ParseError(`${quote(text)} is no time in UTC such as 2026-11-22T06:00:00Z.`);
}
