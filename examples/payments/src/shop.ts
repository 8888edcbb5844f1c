import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ExactEvmScheme } from "@x402/evm/exact/server";
import { HTTPFacilitatorClient } from "@x402/core/server";
import { paymentMiddleware, x402ResourceServer } from "@x402/express";
import express from "express";

/** What the shop takes on one chain. */
export interface Price {
  readonly network: `${string}:${string}`;
  /** In smallest units. */
  readonly amount: string;
  readonly asset: string;
  readonly payTo: string;
  /** Seconds. */
  readonly maxTimeoutSeconds: number;
  /** Of the signing domain. */
  readonly extra: { readonly name: string; readonly version: string };
}

/** A shop made of x402's own server: it sells its answer to `GET /forecast` for the coin on any of these chains. */
export async function startShop(
  prices: readonly Price[],
  facilitator: string,
): Promise<{ url: string; server: Server }> {
  const resources = new x402ResourceServer(new HTTPFacilitatorClient({ url: facilitator }));
  for (const { network } of prices) resources.register(network, new ExactEvmScheme());
  const accepts = prices.map(({ network, amount, asset, payTo, maxTimeoutSeconds, extra }) => ({
    ...{ scheme: "exact", network, payTo, maxTimeoutSeconds },
    price: { amount, asset, extra: { ...extra } },
  }));
  const app = express();
  app.use(paymentMiddleware({ "GET /forecast": { accepts, description: "A weather forecast" } }, resources));
  app.get("/forecast", (_, response) => {
    response.json({ forecast: "Bishkek: sunny, 24 °C" });
  });
  const server = await new Promise<Server>((resolve) => {
    const listening: Server = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
