import type { ContractRunner, ContractTransactionReceipt, ContractTransactionResponse } from "ethers";
import { chainOf } from "../chains.ts";
import { type HolderToken, connectToken } from "../connect.ts";
import { objectOf } from "../given.ts";
import { IntegrationError, isIntegrationError } from "../problem.ts";
import { readUnit } from "../reading/coin.ts";
import { type Writing, refusalOf } from "../reading/errors.ts";
import { asked } from "../reading/trouble.ts";
import { type Form, callOf } from "./call.ts";
import { type Act, type SignedOrder, checkedSigned } from "./typed-data.ts";

/**
 * Carries a signed order to the token; the runner pays the gas (energy on TRON).
 * @param signed - order and signature
 * @param runner - a signer of ethers; on TRON one over `TronProvider`. For `receive` it must be the payee's
 * @param form - the signature as bytes (default) or as `v`, `r`, `s`
 * @throws IntegrationError `REVERTED` with the token's reason as a sentence; `WALLET_REJECTED`, `GAS_MONEY_MISSING`,
 * `GAS_EXHAUSTED`, `NODE_UNREACHABLE` and what else stands in the way; `ORDER_INVALID`, `SIGNATURE_MALFORMED`
 */
export async function submitOrder<A extends Act>(
  signed: SignedOrder<A>,
  runner: ContractRunner,
  form: Form = "bytes",
): Promise<ContractTransactionResponse> {
  const { signature, args } = callOf(signed, form);
  objectOf("The runner", runner);
  try {
    const sent: unknown = await tokenOf(signed, runner).getFunction(signature)(...args);
    return sent as ContractTransactionResponse;
  } catch (error) {
    throw await refusal(signed, runner, error);
  }
}

/**
 * Returns whether the token would execute a signed order now: signature, time, nonce, freezes, pauses and balance.
 * @param signed - order and signature
 * @param runner - a provider; for `receive` a signer of the payee
 * @returns undefined if it would, otherwise the refusal
 * @throws IntegrationError `NODE_UNREACHABLE`, `TOKEN_MISSING` and what else stands in the way of asking; `ORDER_INVALID`
 */
export async function simulateOrder(
  signed: SignedOrder,
  runner: ContractRunner,
): Promise<IntegrationError | undefined> {
  const { signature, args } = callOf(signed);
  objectOf("The runner", runner);
  try {
    await tokenOf(signed, runner)
      .getFunction(signature)
      .staticCall(...args);
    return undefined;
  } catch (error) {
    const refused = await refusal(signed, runner, error);
    if (refused.code === "REVERTED") return refused;
    throw refused;
  }
}

/** What became of a permit. */
export type PermitOutcome =
  | { readonly status: "submitted"; readonly receipt: ContractTransactionReceipt }
  /** Somebody else carried the same permit to the token before: the allowance is there. */
  | { readonly status: "already submitted"; readonly receipt: undefined };

/**
 * Carries a permit to the token and waits for it. A permit is public once it is in a pool, so anyone can submit it first;
 * then this one fails although the allowance is there. Such a failure is none: what counts is the allowance.
 * @throws IntegrationError `REVERTED` if it failed and the allowance is not there, and as {@link submitOrder}
 */
export async function submitPermit(signed: SignedOrder<"permit">, runner: ContractRunner): Promise<PermitOutcome> {
  try {
    const receipt = await (await submitOrder(signed, runner)).wait();
    if (receipt?.status === 1) return { status: "submitted", receipt };
    throw new IntegrationError("REVERTED", "The permit's transaction was executed without success.");
  } catch (error) {
    if (await isPermitted(signed, runner)) return { status: "already submitted", receipt: undefined };
    throw await refusal(signed, runner, error);
  }
}

/**
 * Returns whether a permit was used, by whomever, and what it allowed is still there.
 * @throws IntegrationError as `readUnit`; `ORDER_INVALID`
 */
export async function isPermitted(signed: SignedOrder<"permit">, runner: ContractRunner): Promise<boolean> {
  const { order } = checkedSigned(signed);
  const { owner, spender, value, nonce } = order.message;
  return await asked(async () => {
    const token = tokenOf(signed, objectOf("The runner", runner));
    const [next, allowance] = await Promise.all([token.nonces(owner), token.allowance(owner, spender)]);
    return next > nonce && allowance >= value;
  });
}

function tokenOf({ order }: SignedOrder, runner: ContractRunner): HolderToken {
  return connectToken(order.domain.verifyingContract, runner);
}

/** Returns what the token said, as a sentence in whole coins, or what went wrong around it. */
async function refusal(signed: SignedOrder, runner: ContractRunner, error: unknown): Promise<IntegrationError> {
  if (isIntegrationError(error)) return error;
  return refusalOf(error, await writingOf(signed, runner));
}

/** A node that has just refused may not answer either: then amounts are written in smallest units. */
async function writingOf(signed: SignedOrder, runner: ContractRunner): Promise<Writing> {
  const chain = chainOf(signed.order.domain.chainId);
  const platform = chain === undefined ? {} : { platform: chain.platform };
  try {
    return { ...(await readUnit(tokenOf(signed, runner))), ...platform };
  } catch {
    return platform;
  }
}
