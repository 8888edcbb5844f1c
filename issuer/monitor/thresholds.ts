import type { ValidCoinConfig } from "../coin-file/schema.ts";
import type { ErrorCode } from "../errors.ts";
import { optionName } from "../text/option-name.ts";
import { ParseError, readField } from "../text/parse-error.ts";
import { parseCapacity, parseDuration } from "../text/parse-units.ts";
import { quote } from "../text/quote.ts";

/** From when on something is reported. Amounts in smallest units, times in seconds. */
export interface Thresholds {
  readonly mintAbove: bigint;
  /** Percent of a window's headroom. */
  readonly windowSpent: number;
  /** Percent of a bridge's capacity. */
  readonly bridgeSpent: number;
  /** Before the end of the last window. */
  readonly reportExpires: bigint;
  /** Before a freeze ends by itself. */
  readonly freezeLapses: bigint;
  /** Age of the newest block. */
  readonly lag: bigint;
  /** Without any answer. */
  readonly unreachable: bigint;
  /** Age of a move that has not arrived. */
  readonly moveLate: bigint;
  /** Age of a final move that the issuer's verifier has not confirmed. */
  readonly verifierSilent: bigint;
  /** Percent of what LayerZero usually asks for a move. */
  readonly feeAbove: number;
}

const DEFAULTS = {
  mintAbove: "100000",
  windowSpent: 80,
  bridgeSpent: 80,
  reportExpires: "2h",
  freezeLapses: "12h",
  lag: "5m",
  unreachable: "1m",
  moveLate: "1h",
  verifierSilent: "15m",
  feeAbove: 300,
} as const;

/**
 * Returns the thresholds of a coin's file (its section `monitor`), defaults for the rest.
 * @param options - Texts of the options that were given, by name; they come first.
 * @throws OperatorError `AMOUNT_INVALID` or `ARGUMENT_INVALID` naming the option, `CONFIG_INVALID` naming the field of the file.
 */
export function thresholdsOf(
  { monitor = {}, decimals }: Pick<ValidCoinConfig, "monitor" | "decimals">,
  options: { readonly [Name in keyof Thresholds]?: string } = {},
): Thresholds {
  const read = <T>(name: keyof Thresholds, parse: (text: string) => T, code: ErrorCode = "ARGUMENT_INVALID"): T => {
    const option = options[name] ?? "";
    if (option !== "") return readField(code, optionName(name), () => parse(option));
    const text = String(monitor[name] ?? DEFAULTS[name]);
    return readField("CONFIG_INVALID", `monitor.${name} in the coin's file`, () => parse(text));
  };
  return {
    mintAbove: read("mintAbove", (text) => parseCapacity(text, decimals), "AMOUNT_INVALID"),
    windowSpent: read("windowSpent", parsePercent),
    bridgeSpent: read("bridgeSpent", parsePercent),
    reportExpires: read("reportExpires", parseDuration),
    freezeLapses: read("freezeLapses", parseDuration),
    lag: read("lag", parseDuration),
    unreachable: read("unreachable", parseDuration),
    moveLate: read("moveLate", parseDuration),
    verifierSilent: read("verifierSilent", parseDuration),
    feeAbove: read("feeAbove", parseMultiple),
  };
}

function parsePercent(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 100) return Number(text);
  throw new ParseError(`${quote(text)} is not a whole number from 1 to 100.`);
}

function parseMultiple(text: string): number {
  if (/^\d{3,5}$/.test(text) && Number(text) > 100) return Number(text);
  throw new ParseError(`${quote(text)} is not a whole number from 101 to 99999.`);
}
