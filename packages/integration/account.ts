import { AddressError, type EvmAddress, toEvm } from "../tron/address.ts";
import { IntegrationError } from "./problem.ts";
import { shownOf } from "./shown.ts";
import type { Hex } from "./signing/typed-data.ts";

/**
 * Returns an account in the form that contracts and typed data take, `0x…` with EIP-55 checksum.
 * @param address - `0x…`, `T…`, `41…`
 * @throws IntegrationError `ADDRESS_INVALID`, also for a wrong checksum
 */
export function toAccount(address: string): EvmAddress & Hex {
  try {
    return toEvm(address) as EvmAddress & Hex;
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    const message =
      error.problem === "checksum"
        ? `"${shownOf(address)}" has a wrong checksum: a character was mistyped, or the case of one was changed.`
        : `"${shownOf(address)}" is not an address of an account.`;
    throw new IntegrationError("ADDRESS_INVALID", message, { cause: error });
  }
}
