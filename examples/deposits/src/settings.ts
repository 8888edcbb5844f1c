import { connectToken } from "@kgst/integration";
import { tronProvider } from "@kgst/integration/tron/provider";
import { JsonRpcProvider, computeAddress, id } from "ethers";
import type { Watched } from "./watch.js";

/** A setting of the environment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`Set ${name} first; examples/README.md says to what.`);
  return value;
}

/** Deposit addresses of three customers, the same on both chains. An exchange derives them from a key of its own. */
export const CUSTOMERS: readonly string[] = [1, 2, 3].map((customer) => computeAddress(id(`deposits of ${customer}`)));

/** Providers of both chains. */
export function openProviders() {
  const bnb = new JsonRpcProvider(setting("KGST_BNB_RPC"), Number(setting("KGST_BNB_CHAIN_ID")), {
    staticNetwork: true,
    cacheTimeout: -1,
  });
  return { bnb, tron: tronProvider({ fullNode: setting("KGST_TRON_URL") }) };
}

/** What the service watches. */
export function watched(
  { bnb, tron }: ReturnType<typeof openProviders>,
  start: Readonly<Record<string, number>>,
): Watched[] {
  const accounts = CUSTOMERS;
  return [
    { chain: "bnb", token: connectToken(setting("KGST_BNB_TOKEN"), bnb), accounts, start: start["bnb"] ?? 0 },
    { chain: "tron", token: connectToken(setting("KGST_TRON_TOKEN"), tron), accounts, start: start["tron"] ?? 0 },
  ];
}
