import { toEvm } from "../../packages/tron/address.ts";
import { OperatorError } from "../errors.ts";
import { readOption } from "../text/read-option.ts";
import type { Division } from "./build-report.ts";

/** Returns what cannot be read in an option. */
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

/** Accounts with commas between them, `0x…` or `T…`. @throws OperatorError `ARGUMENT_INVALID` */
export function readAccounts(option: string, text: string): string[] {
  return splitList(text).map((item) => {
    try {
      return toEvm(item);
    } catch {
      throw invalid(option, item, "an address");
    }
  });
}

/**
 * Returns how headroom is divided: `--allocate bsc=600000,tron=400000` in whole coins, or `--shares bsc=3,tron=2` of
 * all that is free, less `--keep`.
 * @throws OperatorError `ARGUMENT_INVALID` unless exactly one of the two is given, `AMOUNT_INVALID` for what is not an amount
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
      return [network, readOption.sum(`--allocate ${network}=`, text, decimals)];
    });
    return { kind: "amounts", amounts };
  }
  const parts = splitPairs(shares).map(([network, text]): [string, bigint] => {
    return [network, readOption.whole(`--shares ${network}=`, text, { most: 999_999_999n })];
  });
  return { kind: "shares", shares: parts, keep: readOption.sum("--keep", keep === "" ? "0" : keep, decimals) };
}
