import { type OrderSigner, type SignedOrder, buildTransfer, connectToken, signOrder } from "@kgst/integration";
import type { Provider } from "ethers";
import {
  type PaymentRequired,
  type PaymentRequirements,
  type Settlement,
  fromHeader,
  toHeader,
  toPayment,
} from "./protocol.js";

/** A customer with an account on one chain. It needs no gas there, only the coin. */
export interface Customer {
  readonly network: string;
  readonly account: string;
  /** Reads the chain. */
  readonly provider: Provider;
  /** Signs: a wallet of ethers, `window.ethereum`, tronweb or TronLink. */
  readonly wallet: OrderSigner;
  /** The most it pays for one answer, in smallest units. */
  readonly limit: bigint;
}

/** What was bought. */
export interface Purchase {
  readonly body: unknown;
  readonly settlement: Settlement;
  /** The header that paid, which pays only once. */
  readonly payment: string;
}

/** Fetches a resource and pays for it if the shop asks for that. */
export async function buy(url: string, customer: Customer): Promise<Purchase> {
  const first = await fetch(url);
  if (first.status !== 402) throw new Error(`${url} answered ${first.status} and wants no payment.`);
  const { accepts } = (await first.json()) as PaymentRequired;
  const wanted = accepts.find(({ network }) => network === customer.network);
  if (wanted === undefined) throw new Error(`${url} takes no payment on ${customer.network}.`);
  const payment = toHeader(toPayment(customer.network, await authorize(wanted, customer)));
  const second = await fetch(url, { headers: { "x-payment": payment } });
  const body: unknown = await second.json();
  const proof = second.headers.get("x-payment-response");
  if (second.status !== 200 || proof === null) throw new Error(`The payment was refused: ${JSON.stringify(body)}`);
  return { body, settlement: fromHeader<Settlement>(proof), payment };
}

/** Signs what the shop wants, within the customer's limit, for as long as the shop says it needs. */
export async function authorize(wanted: PaymentRequirements, customer: Customer): Promise<SignedOrder<"transfer">> {
  const value = BigInt(wanted.maxAmountRequired);
  if (value > customer.limit) throw new Error(`The shop wants ${value}, more than the limit of ${customer.limit}.`);
  const token = connectToken(wanted.asset, customer.provider);
  const now = BigInt((await customer.provider.getBlock("latest"))?.timestamp ?? 0);
  const validBefore = now + BigInt(wanted.maxTimeoutSeconds);
  const order = await buildTransfer(token, { from: customer.account, to: wanted.payTo, value, validBefore });
  return await signOrder(order, customer.wallet);
}
