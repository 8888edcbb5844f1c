import { getAddress, isAddress } from "ethers";
import { toEvm } from "../../packages/tron/address.ts";
import { OperatorError } from "../errors.ts";
import { readField } from "../text/parse-error.ts";
import { parseAmount, parseDuration, parseMoment } from "../text/parse-units.ts";
import type { Division } from "./build-report.ts";

/** What cannot be read in an option. */
function invalid(option: string, text: string, wanted: string): OperatorError {
  return new OperatorError("ARGUMENT_INVALID", `${option} "${text}" is not ${wanted}.`);
}

/** Items with commas between them. */
export function splitList(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** Pairs such as `bsc=600000,tron=400000`. @throws OperatorError `ARGUMENT_INVALID` */
export function splitPairs(text: string): [name: string, value: string][] {
  return splitList(text).map((item) => {
    const [name, value, ...others] = item.split("=").map((part) => part.trim());
    if (name === undefined || name === "" || value === undefined || value === "" || others.length > 0) {
      throw invalid("The pair", item, "of the form NETWORK=VALUE");
    }
    return [name, value];
  });
}

/** An amount in whole coins. @throws OperatorError `ARGUMENT_INVALID` */
export function readAmount(option: string, text: string, decimals: number): bigint {
  if (text === "unlimited") throw invalid(option, text, "an amount in whole coins, such as 1000.50");
  return readField("ARGUMENT_INVALID", option, () => parseAmount(text, decimals));
}

/** A moment: a time in UTC; null if it was not given. @throws OperatorError `ARGUMENT_INVALID` */
export function readMoment(option: string, text: string): bigint | null {
  if (text === "") return null;
  return readField("ARGUMENT_INVALID", option, () => BigInt(parseMoment(text)));
}

/** Seconds of a duration such as `24h`. @throws OperatorError `ARGUMENT_INVALID` */
export function readDuration(option: string, text: string): bigint {
  return readField("ARGUMENT_INVALID", option, () => parseDuration(text));
}

/** Accounts with commas between them, `0x…` or `T…`. @throws OperatorError `ARGUMENT_INVALID` */
export function readAccounts(option: string, text: string): string[] {
  return splitList(text).map((item) => {
    try {
      return isAddress(item) ? getAddress(item) : toEvm(item);
    } catch {
      throw invalid(option, item, "an address");
    }
  });
}

/**
 * How headroom is divided: `--allocate bsc=600000,tron=400000` in whole coins, or `--shares bsc=3,tron=2` of all that is
 * free, less `--keep`.
 * @throws OperatorError `ARGUMENT_INVALID` unless exactly one of the two is given
 */
export function readDivision(
  { allocate, shares, keep }: { readonly allocate: string; readonly shares: string; readonly keep: string },
  decimals: number,
): Division {
  if ((allocate === "") === (shares === "")) {
    const message = "Say how the headroom is divided: with --allocate or with --shares, not with both.";
    throw new OperatorError("ARGUMENT_INVALID", message);
  }
  if (allocate !== "") {
    const amounts = splitPairs(allocate).map(([network, text]): [string, bigint] => {
      return [network, readAmount(`--allocate ${network}=`, text, decimals)];
    });
    return { kind: "amounts", amounts };
  }
  const parts = splitPairs(shares).map(([network, text]): [string, bigint] => {
    if (!/^\d{1,9}$/.test(text)) throw invalid(`--shares ${network}=`, text, "a whole number");
    return [network, BigInt(text)];
  });
  return { kind: "shares", shares: parts, keep: readAmount("--keep", keep === "" ? "0" : keep, decimals) };
}
