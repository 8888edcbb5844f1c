import {
  AddressError,
  type Base58Address,
  type EvmAddress,
  type HexAddress,
  toBase58 as asBase58,
  toEvm,
  toHex as asHex,
} from "../tron/address.ts";
import { IntegrationError } from "./problem.ts";
import { shownOf } from "./shown.ts";

export { isTronAddress } from "../tron/address.ts";

/**
 * Returns an account in the form that contracts and typed data take, `0x…` with EIP-55 checksum.
 * @param address - `0x…`, `T…`, `41…`
 * @throws IntegrationError `ADDRESS_INVALID`, also for a wrong checksum
 */
export function toAccount(address: string): EvmAddress & `0x${string}` {
  return asked(address, toEvm) as EvmAddress & `0x${string}`;
}

/**
 * Returns an account as TRON's wallets show it, `T…`.
 * @param address - in any form
 * @throws IntegrationError `ADDRESS_INVALID`
 */
export function toBase58(address: string): Base58Address {
  return asked(address, asBase58);
}

/**
 * Returns an account as java-tron's API writes it, `41` and 40 hex digits.
 * @param address - in any form
 * @throws IntegrationError `ADDRESS_INVALID`
 */
export function toHex(address: string): HexAddress {
  return asked(address, asHex);
}

function asked<T>(address: string, convert: (address: string) => T): T {
  try {
    return convert(address);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    const message =
      error.problem === "checksum"
        ? `"${shownOf(address)}" has a wrong checksum: a character was mistyped, or the case of one was changed.`
        : `"${shownOf(address)}" is not an address of an account.`;
    throw new IntegrationError("ADDRESS_INVALID", message, { cause: error });
  }
}
