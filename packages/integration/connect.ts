import { BaseContract, type ContractRunner } from "ethers";
import type { IHolder, IReserveAttestations } from "../../typechain-types/index.js";
import { toAccount } from "./account.ts";
import { holderAbi } from "./generated/abi/holder.ts";
import { reserveAttestationsAbi } from "./generated/abi/reserve-attestations.ts";
import { objectOf } from "./given.ts";
import { viewOf } from "./reading/view.ts";

/** The token with what its holders do, and all that a wallet, an exchange or a payment firm needs. */
export type HolderToken = IHolder;

/**
 * Returns the token at an address, with its typings: what holders do. Everything that the issuer does is in `IStablecoin__factory`
 * of `./typechain-types`.
 * @param address - `0x…`, or on TRON `T…` or `41…`
 * @param runner - an ethers provider for reading, a signer for sending
 * @throws IntegrationError `ADDRESS_INVALID`, `INPUT_INVALID` for a runner that is none
 */
export function connectToken(address: string, runner: ContractRunner | null): HolderToken {
  const target = toAccount(address);
  if (runner !== null) objectOf("The runner", runner);
  return new BaseContract(target, holderAbi, runner) as HolderToken;
}

/**
 * Returns the reserve attestations that a token mints under; undefined if it has none and so cannot mint.
 * @throws IntegrationError `TOKEN_MISSING`, `NODE_UNREACHABLE` and what else stands in the way of asking
 */
export async function connectAttestations(token: BaseContract): Promise<IReserveAttestations | undefined> {
  const gate = String(await viewOf(token)("reserveGate"));
  if (BigInt(gate) === 0n) return undefined;
  return new BaseContract(gate, reserveAttestationsAbi, token.runner) as IReserveAttestations;
}
