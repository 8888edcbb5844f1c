import type { ContractTransactionResponse, Signer } from "ethers";
import { buildPermit, buildTransfer } from "../../packages/integration/signing/orders.ts";
import { signOrder } from "../../packages/integration/signing/sign.ts";
import { callOf } from "../../packages/integration/signing/call.ts";
import { type SignedOrder } from "../../packages/integration/signing/typed-data.ts";
import type { IStablecoin } from "../../typechain-types/index.ts";

/** Submits something signed, from whichever account the token is connected with. */
export type Submit = (token: IStablecoin) => Promise<ContractTransactionResponse>;

/** An owner signs a permit (EIP-2612) under the domain that the token states (ERC-5267). */
export async function signPermit(
  token: IStablecoin,
  owner: Signer,
  spender: string,
  value: bigint,
  deadline: number,
): Promise<Submit> {
  const request = { owner: await owner.getAddress(), spender, value, deadline: BigInt(deadline) };
  return submission(await signOrder(await buildPermit(token, request), owner));
}

/** A payer signs a payment (EIP-3009) that anyone can submit once. */
export async function signTransferAuthorization(
  token: IStablecoin,
  payer: Signer,
  to: string,
  value: bigint,
  validBefore: number,
): Promise<Submit> {
  const request = { from: await payer.getAddress(), to, value, validBefore: BigInt(validBefore) };
  return submission(await signOrder(await buildTransfer(token, request), payer));
}

/** Without the helpers' sentences: the demonstration decodes refusals itself. */
function submission(signed: SignedOrder): Submit {
  const { signature, args } = callOf(signed);
  return (token) => token.getFunction(signature)(...args) as Promise<ContractTransactionResponse>;
}
