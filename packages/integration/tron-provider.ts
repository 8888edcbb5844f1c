/**
 * TRON for ethers: an EIP-1193 provider over java-tron's HTTP API and a signer, so that ethers contracts and the typings
 * work on TRON as on BNB Chain. For Node; needs tronweb for the encoding of transactions.
 * @packageDocumentation
 */
import { BrowserProvider } from "ethers";
import { TronClient, type TronEndpoints, httpTransports } from "../tron/client.ts";
import { TronProvider } from "../tron/provider.ts";
import { TronSigner } from "../tron/signer.ts";
import type { TronSettings } from "../tron/provider/settings.ts";

export { TRON_REMEDIES, TronError, type TronErrorCode } from "../tron/error.ts";
export { TronClient, type TronEndpoints, httpTransports } from "../tron/client.ts";
export { TronProvider, type TronProviderOptions } from "../tron/provider.ts";
export type { TronSettings } from "../tron/provider/settings.ts";
export { TronSigner } from "../tron/signer.ts";

/**
 * An ethers provider for a TRON network.
 * @param endpoints - such as `{ fullNode: "https://nile.trongrid.io" }`
 * @param settings - fee limit and energy margin; the defaults suit transfers
 * @example
 * const provider = tronProvider({ fullNode: "http://127.0.0.1:9090" });
 * const token = connectToken("T…", new TronSigner(privateKey, provider));
 * await (await token.transfer(recipient, 1_500_000n)).wait();
 */
export function tronProvider(endpoints: TronEndpoints, settings: Partial<TronSettings> = {}): BrowserProvider {
  const client = new TronClient(httpTransports(endpoints));
  return new BrowserProvider(new TronProvider({ client, settings }));
}

/** An ethers signer for an account of a TRON network; its key stays in this process. */
export function tronSigner(privateKey: string, provider: BrowserProvider): TronSigner {
  return new TronSigner(privateKey, provider);
}
