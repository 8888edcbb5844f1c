import type { ChainType } from "hardhat/types/network";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { resolve, validate } from "./config.ts";
import type { TronProvider } from "../tron/provider.ts";

declare module "hardhat/types/network" {
  // The parameter is written as in the interface that this one is merged with.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-redundant-type-constituents
  interface NetworkConnection<ChainTypeT extends ChainType | string = DefaultChainType> {
    /** The provider behind a TRON network: costs, settings, the node itself. Undefined on other networks. */
    tron?: TronProvider;
  }
}

/** One provider for each connection; its first request checks the chain. */
const providers = new WeakMap<object, { readonly provider: TronProvider; checked: Promise<void> | undefined }>();

/**
 * Makes a network with a `tron` section an ordinary Hardhat network: tasks, hardhat-ethers and its signers, typechain
 * factories and event queries work on it as on any other. List it after hardhat-ethers.
 * @example
 * networks: {
 *   nile: { type: "http", chainType: "generic", chainId: 3448148188, url: "https://nile.trongrid.io", tron: {} },
 * }
 */
export const tronNetworks: HardhatPlugin = {
  id: "tron-networks",
  hookHandlers: {
    config: () =>
      Promise.resolve({
        default: () =>
          Promise.resolve({
            validateUserConfig: (config) => Promise.resolve(validate(config)),
            resolveUserConfig: async (userConfig, resolveVariable, next) =>
              resolve(userConfig, resolveVariable, await next(userConfig, resolveVariable)),
          }),
      }),
    network: () =>
      Promise.resolve({
        default: () =>
          Promise.resolve({
            newConnection: async (context, next) => {
              const connection = await next(context);
              const { networkConfig } = connection;
              if (networkConfig.type !== "http" || networkConfig.tron === undefined) return connection;
              const { connect } = await import("./connect.ts"); // tronweb takes a second to load
              const provider = await connect(connection);
              connection.tron = provider;
              providers.set(connection, { provider, checked: undefined });
              return connection;
            },
            async onRequest(context, connection, request, next) {
              const entry = providers.get(connection);
              if (entry === undefined) return next(context, connection, request);
              const { answer, requireChain } = await import("./connect.ts");
              const { provider } = entry;
              entry.checked ??= requireChain(connection, provider);
              entry.checked.catch(() => (entry.checked = undefined));
              if (request.method !== "eth_chainId") await entry.checked;
              return answer(provider, request);
            },
          }),
      }),
  },
};
