import {
  connectToken,
  readDomain,
  readEvents,
  simulateOrder,
  submitOrder,
  toAccount,
  verifySignature,
} from "@kgst/integration";
import type { Signer } from "ethers";
import { type Served, serve } from "./http.js";
import {
  type FacilitatorRequest,
  type PaymentPayload,
  type PaymentRequirements,
  type Settlement,
  type Verification,
  fromPayment,
} from "./protocol.js";

/** One chain the facilitator serves: its relayer pays there. A signer of ethers, on TRON that of `./tron/provider`. */
export type Relayers = Readonly<Record<string, { readonly signer: Signer; readonly token: string }>>;

/** Seconds that must be left, so that the payment does not expire on its way. */
const MARGIN = 6n;

/** Verifies payments and carries them to the token. It can neither change nor keep them: the payer has signed the payee. */
export async function startFacilitator(relayers: Relayers): Promise<Served> {
  return await serve(async ({ method, url }, body) => {
    if (method !== "POST") return { status: 405, body: { error: "Use POST." } };
    const { paymentPayload, paymentRequirements } = JSON.parse(body) as FacilitatorRequest;
    if (url === "/verify") return { status: 200, body: await verify(relayers, paymentPayload, paymentRequirements) };
    if (url === "/settle") return { status: 200, body: await settle(relayers, paymentPayload, paymentRequirements) };
    return { status: 404, body: { error: "There are /verify and /settle." } };
  });
}

async function verify(relayers: Relayers, payment: PaymentPayload, wanted: PaymentRequirements): Promise<Verification> {
  const payer = payment.payload.authorization.from;
  const refuse = (invalidReason: string): Verification => ({ isValid: false, invalidReason, payer });
  const relayer = relayers[wanted.network];
  if (relayer === undefined || payment.network !== wanted.network) return refuse("unsupported network");
  if (toAccount(relayer.token) !== toAccount(wanted.asset)) return refuse("unsupported asset");

  const token = connectToken(relayer.token, relayer.signer);
  const signed = fromPayment(payment, await readDomain(token));
  const { to, value, validBefore } = signed.order.message;
  if (to !== toAccount(wanted.payTo)) return refuse("another payee");
  if (value !== BigInt(wanted.maxAmountRequired)) return refuse("another amount");
  const now = BigInt((await relayer.signer.provider?.getBlock("latest"))?.timestamp ?? 0);
  if (validBefore < now + MARGIN) return refuse("expires too soon");
  if (!(await verifySignature(signed, relayer.signer.provider ?? undefined)).valid) return refuse("invalid signature");
  // Balance, freezes, pauses, nonce: what the token itself says.
  const refusal = await simulateOrder(signed, relayer.signer);
  return refusal === undefined ? { isValid: true, payer } : refuse(refusal.message);
}

async function settle(relayers: Relayers, payment: PaymentPayload, wanted: PaymentRequirements): Promise<Settlement> {
  const { isValid, invalidReason, payer } = await verify(relayers, payment, wanted);
  const relayer = relayers[wanted.network];
  const refuse = (errorReason: string): Settlement => {
    return { success: false, errorReason, transaction: "", network: wanted.network, payer };
  };
  if (!isValid || relayer === undefined) return refuse(invalidReason ?? "unsupported network");
  const signed = fromPayment(payment, await readDomain(connectToken(relayer.token, relayer.signer)));
  const receipt = await (await submitOrder(signed, relayer.signer)).wait();
  const events = receipt === null ? [] : readEvents(receipt.logs, relayer.token);
  const used = events.some(
    ({ name, args }) => name === "AuthorizationUsed" && args.nonce === signed.order.message.nonce,
  );
  if (receipt?.status !== 1 || !used) return refuse("not executed");
  return { success: true, transaction: receipt.hash, network: wanted.network, payer };
}
