/**
 * TRON for ethers, from `@kgst/tron`: a provider over java-tron's HTTP API and a signer, so that ethers contracts and the
 * typings work on TRON as on BNB Chain. For Node.
 * @packageDocumentation
 */
import type { BrowserProvider } from "ethers";
import {
  type TronEndpoints,
  type TronSettings,
  type TronSigner,
  type TronTransports,
  httpTransports as transportsOf,
  tronProvider as providerOf,
  tronSigner as signerOf,
} from "../tron/index.ts";
import { objectOf, valuesOf } from "./given.ts";
import { IntegrationError, isIntegrationError } from "./problem.ts";
import { shownOf } from "./shown.ts";

export * from "./problem.ts";
export {
  TRON_REMEDIES,
  TronClient,
  type TronEndpoints,
  TronError,
  type TronErrorCode,
  TronProvider,
  type TronProviderOptions,
  type TronSettings,
  TronSigner,
  type TronTransports,
} from "../tron/index.ts";

/**
 * Returns an ethers provider for a TRON network.
 * @param endpoints - such as `{ fullNode: "https://nile.trongrid.io" }`
 * @param settings - fee limit and energy margin; the defaults suit transfers
 * @throws IntegrationError `INPUT_INVALID`
 * @example
 * const provider = tronProvider({ fullNode: "http://127.0.0.1:9090" });
 * const token = connectToken("T…", tronSigner(privateKey, provider));
 */
export function tronProvider(endpoints: TronEndpoints, settings: Partial<TronSettings> = {}): BrowserProvider {
  return made(() => providerOf(valuesOf("The endpoints", endpoints), valuesOf("The settings", settings)));
}

/**
 * Returns an ethers signer for an account of a TRON network; its key stays in this process.
 * @throws IntegrationError `INPUT_INVALID`
 */
export function tronSigner(privateKey: string, provider: BrowserProvider): TronSigner {
  const connected = objectOf("The provider", provider);
  if (typeof privateKey !== "string") throw keyRefused();
  try {
    return signerOf(privateKey, connected);
  } catch {
    throw keyRefused(); // without what was thrown: it may repeat the key
  }
}

/**
 * Reaches a network over HTTP, for a `TronClient` of your own.
 * @throws IntegrationError `INPUT_INVALID`
 */
export function httpTransports(endpoints: TronEndpoints): TronTransports {
  return made(() => transportsOf(valuesOf("The endpoints", endpoints)));
}

function keyRefused(): IntegrationError {
  return new IntegrationError("INPUT_INVALID", "The private key is not 32 bytes in hex that are a key.");
}

function made<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (isIntegrationError(error)) throw error;
    const words = error instanceof Error ? shownOf(error.message, 200) : "they cannot be read";
    throw new IntegrationError("INPUT_INVALID", `These settings reach no node of TRON: ${words}`, { cause: error });
  }
}
