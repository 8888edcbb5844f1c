import { HDNodeWallet, Mnemonic } from "ethers";
import type { HttpNetworkConfig } from "hardhat/types/config";
import type { NetworkConnection } from "hardhat/types/network";
import type { JsonRpcRequest, JsonRpcResponse } from "hardhat/types/providers";
import { TronError } from "../tron/error.ts";
import { TronClient, httpTransports } from "../tron/client.ts";
import { RpcError, TronProvider } from "../tron/provider.ts";
import type { TronNetworkConfig } from "./type-extensions.ts";
import { refusing } from "./refusals.ts";

/** Makes the provider that serves a connection. Nothing is asked of the network yet, and no key is read. */
export async function connect(connection: NetworkConnection<string>): Promise<TronProvider> {
  const { networkConfig, networkName } = connection;
  const { tron } = networkConfig as HttpNetworkConfig;
  if (networkConfig.type !== "http" || tron === undefined) throw new Error(`${networkName} is not a TRON network.`);
  const endpoints = await endpointsOf(networkConfig, tron);
  return refusing(() => {
    const client = new TronClient(httpTransports(endpoints));
    return new TronProvider({ client, settings: tron.settings, keys: () => keysOf(networkConfig) });
  });
}

/** Answers one request as a JSON-RPC node would. */
export async function answer(provider: TronProvider, request: JsonRpcRequest): Promise<JsonRpcResponse> {
  const { id, method, params } = request;
  try {
    return { jsonrpc: "2.0", id, result: await refusing(() => provider.request({ method, params })) };
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return { jsonrpc: "2.0", id, error: { code: error.code, message: error.message, data: error.data } };
  }
}

/** Stops before a word is said to the wrong chain. @throws HardhatPluginError over a `TronError` `CHAIN_MISMATCH` */
export async function requireChain(connection: NetworkConnection<string>, provider: TronProvider): Promise<void> {
  const { chainId } = connection.networkConfig;
  if (chainId === undefined) return;
  await refusing(async () => {
    const found = Number(await provider.request({ method: "eth_chainId" }));
    if (found === chainId) return;
    const message = `${connection.networkName} is chain ${chainId} in Hardhat's configuration, but the node says ${found}.`;
    throw new TronError("CHAIN_MISMATCH", message);
  });
}

async function endpointsOf(
  network: HttpNetworkConfig,
  tron: TronNetworkConfig,
): Promise<Parameters<typeof httpTransports>[0]> {
  const { solidityNode, jsonRpc, apiKey } = tron;
  return {
    fullNode: tron.fullNode ?? (await network.url.get()),
    solidityNode,
    jsonRpc,
    timeout: network.timeout,
    ...(apiKey === undefined ? {} : { apiKey: () => apiKey.get() }),
  };
}

/** Keys of the network's `accounts`; empty ones are elsewhere. */
async function keysOf({ accounts }: HttpNetworkConfig): Promise<string[]> {
  if (accounts === "remote") return [];
  if (Array.isArray(accounts)) {
    const keys = await Promise.all(accounts.map((account) => account.get()));
    return keys.filter((key) => key !== "");
  }
  const { path, initialIndex, count } = accounts;
  const mnemonic = Mnemonic.fromPhrase(await accounts.mnemonic.get(), await accounts.passphrase.get());
  const root = HDNodeWallet.fromMnemonic(mnemonic, path);
  return Array.from({ length: count }, (_, index) => root.deriveChild(initialIndex + index).privateKey);
}
