/**
 * Payments over HTTP status 402, in the form of x402's scheme `exact`: the shop says what it wants, the customer answers with
 * a signed authorization (EIP-3009), and a facilitator verifies it, carries it to the token and pays the gas or energy.
 */
import {
  type AuthorizationMessage,
  type Domain,
  type Hex,
  type SignedOrder,
  orderOf,
  toAccount,
} from "@kgst/integration";

/** Version of the protocol. */
export const VERSION = 1;

/** What the shop wants for a resource. Addresses in the chain's own form, amounts in smallest units as text. */
export interface PaymentRequirements {
  readonly scheme: "exact";
  readonly network: string;
  readonly maxAmountRequired: string;
  readonly resource: string;
  readonly description: string;
  readonly mimeType: string;
  readonly payTo: string;
  readonly maxTimeoutSeconds: number;
  readonly asset: string;
  /** Name and version of the signing domain; the facilitator reads it from the token again. */
  readonly extra: { readonly name: string; readonly version: string };
}

/** The body of a 402 answer. */
export interface PaymentRequired {
  readonly x402Version: typeof VERSION;
  readonly error: string;
  readonly accepts: readonly PaymentRequirements[];
}

/** What the header `X-PAYMENT` holds, as JSON in base64. */
export interface PaymentPayload {
  readonly x402Version: typeof VERSION;
  readonly scheme: "exact";
  readonly network: string;
  readonly payload: {
    readonly signature: string;
    readonly authorization: Readonly<Record<keyof AuthorizationMessage, string>>;
  };
}

/** What a facilitator is asked, at `/verify` and at `/settle`. */
export interface FacilitatorRequest {
  readonly paymentPayload: PaymentPayload;
  readonly paymentRequirements: PaymentRequirements;
}

/** The answer of `/verify`. */
export interface Verification {
  readonly isValid: boolean;
  readonly invalidReason?: string;
  readonly payer: string;
}

/** The answer of `/settle`, and what the header `X-PAYMENT-RESPONSE` holds. */
export interface Settlement {
  readonly success: boolean;
  readonly errorReason?: string;
  readonly transaction: string;
  readonly network: string;
  readonly payer: string;
}

/** A header's value. */
export function toHeader(value: PaymentPayload | Settlement): string {
  return Buffer.from(JSON.stringify(value)).toString("base64");
}

/** What a header says. */
export function fromHeader<T extends PaymentPayload | Settlement>(header: string): T {
  return JSON.parse(Buffer.from(header, "base64").toString("utf8")) as T;
}

/** A signed order as a payment. */
export function toPayment(network: string, { order, signature }: SignedOrder<"transfer">): PaymentPayload {
  const { from, to, value, validAfter, validBefore, nonce } = order.message;
  const authorization = {
    from,
    to,
    value: value.toString(),
    validAfter: validAfter.toString(),
    validBefore: validBefore.toString(),
    nonce,
  };
  return { x402Version: VERSION, scheme: "exact", network, payload: { signature, authorization } };
}

/** A payment as a signed order, under the domain that the token states. */
export function fromPayment({ payload }: PaymentPayload, domain: Domain): SignedOrder<"transfer"> {
  const { from, to, value, validAfter, validBefore, nonce } = payload.authorization;
  const message = {
    from: toAccount(from),
    to: toAccount(to),
    value: BigInt(value),
    validAfter: BigInt(validAfter),
    validBefore: BigInt(validBefore),
    nonce: nonce as Hex,
  };
  return { order: orderOf("transfer", domain, message), signature: payload.signature as Hex };
}
