import { type ContractRunner, Interface } from "ethers";
import { IReserveAttestations__factory } from "../../typechain-types/factories/interfaces/IReserveAttestations__factory.js";
import { IStablecoin__factory } from "../../typechain-types/factories/interfaces/IStablecoin__factory.js";
import type { IReserveAttestations, IStablecoin } from "../../typechain-types/index.js";
import { toAccount } from "./account.ts";

/** Everything that can be called at the token's address. */
export const TOKEN_INTERFACE: Interface = IStablecoin__factory.createInterface();
/** Everything that can be called at the reserve attestations' address. */
export const ATTESTATIONS_INTERFACE: Interface = IReserveAttestations__factory.createInterface();

/**
 * Returns the token at an address, with its typings.
 * @param address - `0x…`, or on TRON `T…` or `41…`
 * @param runner - an ethers provider for reading, a signer for sending
 * @throws IntegrationError `ADDRESS_INVALID`
 */
export function connectToken(address: string, runner: ContractRunner | null): IStablecoin {
  return IStablecoin__factory.connect(toAccount(address), runner);
}

/** Returns the reserve attestations that a token mints under; undefined if it has none and so cannot mint. */
export async function connectAttestations(token: IStablecoin): Promise<IReserveAttestations | undefined> {
  const gate = await token.reserveGate();
  return BigInt(gate) === 0n ? undefined : IReserveAttestations__factory.connect(gate, token.runner);
}
