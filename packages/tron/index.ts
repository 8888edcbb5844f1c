/**
 * TRON for ethers: an EIP-1193 provider over java-tron's HTTP API and a signer, so that ethers contracts and typings work
 * on TRON as on any EVM chain. For Node; `./address` and `./error` work in browsers too.
 * @packageDocumentation
 */
import { BrowserProvider } from "ethers";
import { TronClient, type TronEndpoints, httpTransports } from "./client.ts";
import { TronProvider, type TronSettings } from "./provider.ts";
import { TronSigner } from "./signer.ts";

export { AddressError, isTronAddress, toBase58, toEvm, toHex } from "./address.ts";
export { TronClient, type TronEndpoints, type TronTransports, type Transport, httpTransports } from "./client.ts";
export { deployContract } from "./deploy-contract.ts";
export { TRON_REMEDIES, TronError, type TronErrorCode } from "./error.ts";
export { DEFAULT_SETTINGS, RpcError, TronProvider, type TronProviderOptions, type TronSettings } from "./provider.ts";
export { type StoredAbi, type StoredEntry, type StoredParameter, storedAbi } from "./stored-abi.ts";
export { TronSigner } from "./signer.ts";

/**
 * Returns an ethers provider for a TRON network.
 * @param endpoints - such as `{ fullNode: "https://nile.trongrid.io" }`
 * @param settings - fee limit and energy margin; the defaults suit transfers
 * @example
 * const provider = tronProvider({ fullNode: "http://127.0.0.1:9090" });
 * const token = new Contract(toEvm("T…"), abi, new TronSigner(privateKey, provider));
 * await (await token.transfer(toEvm(recipient), 1_500_000n)).wait();
 */
export function tronProvider(endpoints: TronEndpoints, settings: Partial<TronSettings> = {}): BrowserProvider {
  const client = new TronClient(httpTransports(endpoints));
  return new BrowserProvider(new TronProvider({ client, settings }));
}

/** Returns an ethers signer for an account of a TRON network; its key stays in this process. */
export function tronSigner(privateKey: string, provider: BrowserProvider): TronSigner {
  return new TronSigner(privateKey, provider);
}
