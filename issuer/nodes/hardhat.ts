import type { ChainType } from "hardhat/types/network";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { type NodeList, withLists } from "./hardhat-config.ts";
import type { EvmNodes } from "./evm-nodes.ts";

declare module "hardhat/types/network" {
  // The parameter is written as in the interface that this one is merged with.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-redundant-type-constituents
  interface NetworkConnection<ChainTypeT extends ChainType | string = DefaultChainType> {
    /** The nodes behind an EVM network that is reached over HTTP. Undefined on other networks. */
    nodes?: EvmNodes;
  }
}

/** Left to Hardhat: what it does with the accounts of a network, and what belongs to its own node. */
const OTHERS =
  /^(eth_(accounts|requestAccounts|sendTransaction|sign.*)|personal_.*|wallet_.*|hardhat_.*|evm_.*|anvil_.*)$/;

/**
 * Lets every EVM network that is reached over HTTP be answered by one or more nodes as they really are: behind, limited,
 * forgetful, at times odd. List it before any plugin that answers requests by itself.
 * @example
 * networks: { bsc: { type: "http", url: configVariable("BSC_RPC_URL") } } // BSC_RPC_URL="https://a.example, https://b.example"
 */
export const realNodes: HardhatPlugin = {
  id: "real-nodes",
  hookHandlers: {
    config: () =>
      Promise.resolve({
        default: () =>
          Promise.resolve({
            resolveUserConfig: async (userConfig, resolveVariable, next) =>
              withLists(await next(userConfig, resolveVariable)),
          }),
      }),
    network: () =>
      Promise.resolve({
        default: () =>
          Promise.resolve({
            newConnection: async (context, next) => {
              const connection = await next(context);
              const { networkConfig } = connection;
              if (networkConfig.type !== "http" || networkConfig.tron !== undefined) return connection;
              const { EvmNodes } = await import("./evm-nodes.ts");
              const { chainId, httpHeaders, timeout } = networkConfig;
              connection.nodes = new EvmNodes(await (networkConfig.url as NodeList).getUrls(), {
                headers: httpHeaders,
                timeout: Math.min(timeout, LONGEST_ANSWER),
                ...(chainId === undefined ? {} : { chainId: BigInt(chainId) }),
              });
              return connection;
            },
            async onRequest(context, connection, request, next) {
              const { nodes } = connection;
              if (nodes === undefined || OTHERS.test(request.method)) return next(context, connection, request);
              const params = Array.isArray(request.params) ? request.params : [];
              return { jsonrpc: "2.0", id: request.id, ...(await nodes.request(request.method, params)) };
            },
          }),
      }),
  },
};

/** Hardhat would wait five minutes. */
const LONGEST_ANSWER = 30_000;
