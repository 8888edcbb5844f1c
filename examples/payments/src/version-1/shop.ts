import { type Served, serve } from "./http.js";
import {
  type PaymentPayload,
  type PaymentRequired,
  type PaymentRequirements,
  type Settlement,
  VERSION,
  fromHeader,
  toHeader,
} from "./protocol.js";

/** What the shop takes on one chain, but for the resource. */
export type Price = Omit<PaymentRequirements, "scheme" | "resource" | "mimeType">;

/** A shop that sells its answer to `GET /forecast`, on any of these chains, and asks a facilitator to collect. */
export async function startShop(prices: readonly Price[], facilitator: string): Promise<Served> {
  return await serve(async ({ method, url, headers }) => {
    if (method !== "GET" || url !== "/forecast") return { status: 404, body: { error: "There is /forecast." } };
    const accepts = prices.map((price): PaymentRequirements => {
      return { scheme: "exact", resource: "/forecast", mimeType: "application/json", ...price };
    });
    const ask = (error: string) => {
      const body: PaymentRequired = { x402Version: VERSION, error, accepts };
      return { status: 402, body };
    };
    const header = headers["x-payment"];
    if (typeof header !== "string") return ask("X-PAYMENT header is required");
    const paymentPayload = fromHeader<PaymentPayload>(header);
    const paymentRequirements = accepts.find(({ network }) => network === paymentPayload.network);
    if (paymentRequirements === undefined) return ask("unsupported network");
    const response = await fetch(`${facilitator}/settle`, {
      method: "POST",
      body: JSON.stringify({ paymentPayload, paymentRequirements }),
    });
    const settlement = (await response.json()) as Settlement;
    if (!settlement.success) return ask(settlement.errorReason ?? "not settled");
    const paid = { "x-payment-response": toHeader(settlement) };
    return { status: 200, headers: paid, body: { forecast: "Bishkek: sunny, 24 °C" } };
  });
}
