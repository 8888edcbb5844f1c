import type { ContractRunner, ContractTransactionReceipt, ContractTransactionResponse } from "ethers";
import type { IStablecoin } from "../../../typechain-types/index.js";
import { chainOf } from "../chains.ts";
import { connectToken } from "../connect.ts";
import { IntegrationError } from "../problem.ts";
import { readUnit } from "../reading/coin.ts";
import { explainError } from "../reading/errors.ts";
import { type Form, callOf } from "./call.ts";
import type { Act, PermitMessage, SignedOrder } from "./typed-data.ts";

/**
 * Carries a signed order to the token; the runner pays the gas (energy on TRON).
 * @param signed - order and signature
 * @param runner - a signer of ethers; on TRON one over `TronProvider`. For `receive` it must be the payee's
 * @param form - the signature as bytes (default) or as `v`, `r`, `s`
 * @throws IntegrationError `REVERTED` with the token's reason as a sentence
 */
export async function submitOrder<A extends Act>(
  signed: SignedOrder<A>,
  runner: ContractRunner,
  form: Form = "bytes",
): Promise<ContractTransactionResponse> {
  const { signature, args } = callOf(signed, form);
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
 */
export async function simulateOrder(
  signed: SignedOrder,
  runner: ContractRunner,
): Promise<IntegrationError | undefined> {
  const { signature, args } = callOf(signed);
  try {
    await tokenOf(signed, runner)
      .getFunction(signature)
      .staticCall(...args);
    return undefined;
  } catch (error) {
    return await refusal(signed, runner, error);
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
 * @throws IntegrationError `REVERTED` if it failed and the allowance is not there
 */
export async function submitPermit(signed: SignedOrder<"permit">, runner: ContractRunner): Promise<PermitOutcome> {
  try {
    const receipt = await (await submitOrder(signed, runner)).wait();
    if (receipt?.status === 1) return { status: "submitted", receipt };
    throw new IntegrationError("REVERTED", "The permit's transaction was executed without success.");
  } catch (error) {
    if (await isPermitted(signed, runner)) return { status: "already submitted", receipt: undefined };
    throw error instanceof IntegrationError ? error : await refusal(signed, runner, error);
  }
}

/** Returns whether a permit was used, by whomever, and what it allowed is still there. */
export async function isPermitted(
  { order, signature }: SignedOrder<"permit">,
  runner: ContractRunner,
): Promise<boolean> {
  const token = tokenOf({ order, signature }, runner);
  const { owner, spender, value, nonce }: PermitMessage = order.message;
  const [next, allowance] = await Promise.all([token.nonces(owner), token.allowance(owner, spender)]);
  return next > nonce && allowance >= value;
}

function tokenOf({ order }: SignedOrder, runner: ContractRunner): IStablecoin {
  return connectToken(order.domain.verifyingContract, runner);
}

/** Returns what the token said, as a sentence in whole coins; anything else is passed on. */
async function refusal(signed: SignedOrder, runner: ContractRunner, error: unknown): Promise<IntegrationError> {
  const token = tokenOf(signed, runner);
  const chain = chainOf(signed.order.domain.chainId);
  const explanation = explainError(error, {
    ...(await readUnit(token)),
    ...(chain === undefined ? {} : { platform: chain.platform }),
  });
  if (explanation === undefined) throw error;
  return new IntegrationError("REVERTED", explanation.sentence, { remedy: explanation.remedy, cause: error });
}
