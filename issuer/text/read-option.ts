import type { AmountUnit } from "../../packages/integration/reading/amount.ts";
import { ParseError, readField } from "./parse-error.ts";
import {
  type FEE_UNITS,
  parseCapacity,
  parseDay,
  parseDuration,
  parseFee,
  parseMoment,
  parsePositive,
  parseSum,
} from "./parse-units.ts";
import { quote } from "./quote.ts";

/** The largest number that a file or a report keeps as one: a `uint64`. */
export const MOST_UINT64 = 2n ** 64n - 1n;

/** What a whole number may be. */
export interface Range {
  readonly least?: bigint;
  readonly most?: bigint;
}

/**
 * Readers of options, for all tasks. What cannot be read is refused under the option's own name, as it is typed
 * (`--amount`): amounts with `AMOUNT_INVALID`, everything else with `ARGUMENT_INVALID`. Amounts are in smallest units.
 */
export const readOption = {
  /** Reads an amount above zero, in whole coins unless it is in another unit. @throws OperatorError `AMOUNT_INVALID` */
  amount(option: string, text: string, decimals: number, unit?: AmountUnit): bigint {
    return readField("AMOUNT_INVALID", option, () => parsePositive(text, decimals, unit));
  },

  /** Reads an amount in whole coins that may be zero. @throws OperatorError `AMOUNT_INVALID` */
  sum(option: string, text: string, decimals: number): bigint {
    return readField("AMOUNT_INVALID", option, () => parseSum(text, decimals));
  },

  /** Reads a capacity: an amount, zero, or `unlimited`. @throws OperatorError `AMOUNT_INVALID` */
  capacity(option: string, text: string, decimals: number): bigint {
    return readField("AMOUNT_INVALID", option, () => parseCapacity(text, decimals));
  },

  /** Reads a fee in gwei, on TRON in TRX. @throws OperatorError `AMOUNT_INVALID` */
  fee(option: string, text: string, platform: keyof typeof FEE_UNITS): bigint {
    return readField("AMOUNT_INVALID", option, () => parseFee(text, platform));
  },

  /** Reads a duration such as `1d`. @returns Seconds. @throws OperatorError `ARGUMENT_INVALID` */
  duration(option: string, text: string): bigint {
    return readField("ARGUMENT_INVALID", option, () => parseDuration(text));
  },

  /** Reads a day such as `2026-11-22`. @returns Unix seconds of its beginning in UTC. @throws OperatorError `ARGUMENT_INVALID` */
  day(option: string, text: string): number {
    return readField("ARGUMENT_INVALID", option, () => parseDay(text));
  },

  /** Reads a time such as `2026-11-22T06:00:00Z`. @returns Unix seconds. @throws OperatorError `ARGUMENT_INVALID` */
  moment(option: string, text: string): number {
    return readField("ARGUMENT_INVALID", option, () => parseMoment(text));
  },

  /** Reads a whole number of a range, at most a `uint64`. @throws OperatorError `ARGUMENT_INVALID` */
  whole(option: string, text: string, { least = 0n, most = MOST_UINT64 }: Range = {}): bigint {
    return readField("ARGUMENT_INVALID", option, () => {
      const wanted = `a whole number from ${least} to ${most}`;
      if (!/^\d{1,20}$/.test(text)) throw new ParseError(`${quote(text)} is not ${wanted}.`);
      const number = BigInt(text);
      if (number < least || number > most) throw new ParseError(`${quote(text)} is not ${wanted}.`);
      return number;
    });
  },
} as const;
