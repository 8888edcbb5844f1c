import { valuesOf } from "../given.ts";
import { IntegrationError, isIntegrationError } from "../problem.ts";
import { shownOf } from "../shown.ts";
import { amountOf } from "./amount.ts";
import { UNLIMITED, formatAmount as inEnglish } from "./format.ts";

/** How amounts of a coin are written. */
export interface Unit {
  readonly decimals: number;
  readonly symbol: string;
}

/** How people write an amount. */
export interface AmountStyle {
  /**
   * A language tag such as `ky-KG` or `ru`, whose separators are used: `1 500,50`. Left out, the point stands before the
   * decimals and commas between thousands.
   */
  readonly locale?: string;
}

/** What `formatAmount` calls the greatest `uint256`. */
const NO_LIMIT = "unlimited";
/** The most decimals that `decimals()` can answer. */
const MOST_DECIMALS = 255;

/**
 * Reads an amount in whole coins, and whatever {@link formatAmount} has written.
 * @param text - such as `1500.50` or `1,500.50`; with a locale such as `ky-KG` also `1 500,50`. `1,500` alone is refused where
 * it could mean one and a half
 * @param decimals - the token's `decimals()`; read it, never assume it
 * @returns The amount in smallest units.
 * @throws IntegrationError `AMOUNT_INVALID` for what is not such a number, has more decimals than the coin, or is more than a
 * chain can count; for decimals that are no whole number of 0 to 255; for a locale that is none; `INPUT_INVALID` for a style that is
 * no object
 */
export function parseAmount(text: string, decimals: number | bigint, style: AmountStyle = {}): bigint {
  const places = placesOf(decimals);
  const { locale } = valuesOf("The style", style);
  if (typeof text !== "string") throw refusal(`${shownOf(text)} is not a text`);
  if (text === NO_LIMIT) return UNLIMITED;
  const quoted = (what: string): IntegrationError => refusal(`"${shownOf(text)}" ${what}`);
  if (locale !== undefined) return amountOf(ungrouped(text, separatorsOf(locale), quoted), places, quoted);
  if (/^\d{1,3},\d{3}$/.test(text) && places > 0) {
    throw quoted(`can mean ${text.replace(",", "")} and ${text.replace(",", ".")}: write which one it is`);
  }
  return amountOf(ungrouped(text, { group: ",", point: "." }, quoted), places, quoted);
}

/**
 * Writes an amount of smallest units for people.
 * @param decimals - the token's `decimals()`
 * @returns Such as `1,500.50`, or by the locale; at least two decimals if the coin has them; `unlimited` for the greatest
 * `uint256`
 * @throws IntegrationError `AMOUNT_INVALID` for what is no bigint or outside of what a chain can count, in either direction;
 * `INPUT_INVALID` for a style that is no object
 */
export function formatAmount(amount: bigint, decimals: number | bigint, style: AmountStyle = {}): string {
  const places = placesOf(decimals);
  const { locale } = valuesOf("The style", style);
  if (typeof amount !== "bigint") throw refusal(`${shownOf(amount)} is no amount in smallest units: give a bigint`);
  if (amount > UNLIMITED || amount < -UNLIMITED) throw refusal("The amount is more than a chain can count");
  const written = inEnglish(amount, places);
  if (locale === undefined || amount === UNLIMITED) return written;
  const { group, point } = separatorsOf(locale);
  return written.replace(/[,.]/g, (separator) => (separator === "," ? group : point));
}

function placesOf(decimals: number | bigint): number {
  const places = typeof decimals === "bigint" ? Number(decimals) : decimals;
  if (Number.isInteger(places) && places >= 0 && places <= MOST_DECIMALS) return places;
  throw refusal(
    `The coin's decimals are a whole number of 0 to ${MOST_DECIMALS}, not ${shownOf(decimals)}: read \`decimals()\``,
  );
}

/** Returns an amount without separators between thousands, and with a point before its decimals. */
function ungrouped(text: string, { group, point }: Separators, quoted: (what: string) => IntegrationError): string {
  // People type a common space where a locale has one that does not break.
  const typed = isSpace(group) ? text.replace(/[\s\u00a0\u202f]/g, group) : text;
  const [whole = "", ...fractions] = typed.split(point);
  const [first = "", ...rest] = whole.split(group);
  if (rest.length === 0) return [whole, ...fractions].join(".");
  if (/^\d{1,3}$/.test(first) && rest.every((part) => /^\d{3}$/.test(part)))
    return [[first, ...rest].join(""), ...fractions].join(".");
  throw quoted(`has a separator where there is no thousand`);
}

function isSpace(text: string): boolean {
  return /^[\s\u00a0\u202f]$/.test(text);
}

interface Separators {
  readonly group: string;
  readonly point: string;
}

/** The som's own language, as the Unicode CLDR has it. */
const KYRGYZ: Separators = { group: "\u00a0", point: "," };

function separatorsOf(locale: string): Separators {
  try {
    const tag = new Intl.Locale(locale, { numberingSystem: "latn" });
    // Where a runtime does not know a language it takes its own in silence; Chromium does not know the som's.
    if (Intl.NumberFormat.supportedLocalesOf(tag).length === 0) {
      if (tag.language === "ky") return KYRGYZ;
      throw refusal(`The language ${shownOf(locale)} is not known here`);
    }
    const parts = new Intl.NumberFormat(tag, { useGrouping: true }).formatToParts(1_234_567.5);
    const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
    return { group: part("group"), point: part("decimal") };
  } catch (cause) {
    if (isIntegrationError(cause)) throw cause;
    throw refusal(`"${shownOf(locale)}" is not a language tag such as ky-KG`, cause);
  }
}

function refusal(sentence: string, cause?: unknown): IntegrationError {
  return new IntegrationError("AMOUNT_INVALID", `${sentence}.`, { cause });
}
