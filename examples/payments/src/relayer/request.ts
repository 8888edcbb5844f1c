/** What a facilitator is asked, in either version of the protocol, in one form. */
import { type Domain, type Hex, type SignedOrder, orderOf, toAccount } from "@kgst/integration";

/** Why a payment is refused: a code as x402's own facilitators give them, and a sentence. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A payment, and what the shop wants of it. */
export interface Payment {
  readonly version: 1 | 2;
  /** As the shop spells it: CAIP-2, in version 1 a name. */
  readonly network: string;
  readonly asset: string;
  readonly payTo: string;
  readonly amount: bigint;
  readonly from: string;
  readonly authorization: Readonly<Record<(typeof FIELDS)[number], string>>;
  readonly signature: string;
}

const FIELDS = ["from", "to", "value", "validAfter", "validBefore", "nonce"] as const;
const AMOUNT = /^\d{1,78}$/;
const HEX = /^0x(?:[\da-fA-F]{2}){1,4096}$/;

type Fields = Readonly<Record<string, unknown>>;

/** Reads the body of a request. @throws Refusal for whatever is not one */
export function readRequest(body: string): Payment {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    throw new Refusal("invalid_payload", "The request is no JSON.");
  }
  const { paymentPayload, paymentRequirements, x402Version } = fields("The request", given);
  const payload = fields("paymentPayload", paymentPayload);
  const wanted = fields("paymentRequirements", paymentRequirements);
  const version = payload["x402Version"] ?? x402Version;
  if (version !== 1 && version !== 2) throw new Refusal("invalid_x402_version", "Versions 1 and 2 are spoken here.");
  // Version 2 repeats what was accepted, version 1 names scheme and network only.
  const chosen = version === 2 ? fields("accepted", payload["accepted"]) : payload;
  if (chosen["scheme"] !== "exact" || wanted["scheme"] !== "exact") {
    throw new Refusal("unsupported_scheme", "The scheme is `exact` here.");
  }
  const network = textOf("network", wanted["network"]);
  if (chosen["network"] !== network) throw new Refusal("network_mismatch", "The payment is for another network.");
  const inner = fields("payload", payload["payload"]);
  const stated = fields("authorization", inner["authorization"]);
  const authorization = Object.fromEntries(
    FIELDS.map((name) => [name, textOf(name, stated[name])]),
  ) as Payment["authorization"];
  const signature = textOf("signature", inner["signature"]);
  const numbers = [authorization.value, authorization.validAfter, authorization.validBefore];
  if (
    !numbers.every((number) => AMOUNT.test(number)) ||
    !HEX.test(signature) ||
    !/^0x[\da-fA-F]{64}$/.test(authorization.nonce)
  ) {
    throw new Refusal("invalid_payload", "The authorization has numbers, a nonce or a signature of another form.");
  }
  const amount = textOf("amount", wanted[version === 2 ? "amount" : "maxAmountRequired"]);
  if (!AMOUNT.test(amount)) throw new Refusal("invalid_payload", "The amount is no number of smallest units.");
  return {
    ...{ version, network, authorization, signature, amount: BigInt(amount) },
    asset: account("asset", wanted["asset"]),
    payTo: account("payTo", wanted["payTo"]),
    from: account("from", authorization.from),
  };
}

/** A payment as a signed order, under the domain that the token states. @throws Refusal */
export function orderIn({ authorization, signature, from }: Payment, domain: Domain): SignedOrder<"transfer"> {
  const { to, value, validAfter, validBefore, nonce } = authorization;
  try {
    const message = {
      ...{ from: toAccount(from), to: toAccount(to), nonce: nonce.toLowerCase() as Hex },
      ...{ value: BigInt(value), validAfter: BigInt(validAfter), validBefore: BigInt(validBefore) },
    };
    return { order: orderOf("transfer", domain, message), signature: signature as Hex };
  } catch (error) {
    throw new Refusal("invalid_payload", (error as Error).message);
  }
}

function fields(what: string, given: unknown): Fields {
  if (typeof given === "object" && given !== null && !Array.isArray(given)) return given as Fields;
  throw new Refusal("invalid_payload", `${what} is no object.`);
}

function textOf(what: string, given: unknown): string {
  if (typeof given === "string" && given.length <= 8_194) return given;
  throw new Refusal("invalid_payload", `${what} is no text.`);
}

function account(what: string, given: unknown): string {
  try {
    return toAccount(textOf(what, given));
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal("invalid_payload", (error as Error).message);
  }
}
