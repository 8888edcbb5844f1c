import { UNLIMITED } from "./format.ts";

/** The most digits of an amount: none has more than a `uint256`. */
const MOST_DIGITS = 78;

/** In what an amount is written. */
export interface AmountUnit {
  /** Such as `whole coins` or `gwei`. */
  readonly name: string;
  /** Whose decimals they are, such as `the coin`. */
  readonly owner: string;
}

const WHOLE_COINS: AmountUnit = { name: "whole coins", owner: "the coin" };

/**
 * Reads an amount such as `1000000.50`.
 * @param decimals - How many the unit has.
 * @param refusal - Makes the error to be thrown of what is wrong, such as `has more than the coin's 6 decimals`.
 * @returns The amount in smallest units, below the largest `uint256`, which stands for no limit.
 */
export function amountOf(
  text: string,
  decimals: number,
  refusal: (what: string) => Error,
  { name, owner }: AmountUnit = WHOLE_COINS,
): bigint {
  const [match, whole = "", fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (match === undefined) throw refusal(`is not an amount in ${name} such as 1000.50`);
  if (fraction.length > decimals) throw refusal(`has more than ${owner}'s ${decimals} decimals`);
  const digits = whole.replace(/^0+/, "");
  const amount = digits.length > MOST_DIGITS ? UNLIMITED : BigInt(`0${digits}${fraction.padEnd(decimals, "0")}`);
  if (amount >= UNLIMITED) throw refusal("is more than a chain can count");
  return amount;
}
