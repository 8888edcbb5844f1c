import type { NetworkHooks } from "hardhat/types/hooks";
import type { NodeList } from "../hardhat-config.ts";

/** Left to Hardhat: what it does with the accounts of a network, and what belongs to its own node. */
const OTHERS =
  /^(eth_(accounts|requestAccounts|sendTransaction|sign.*)|personal_.*|wallet_.*|hardhat_.*|evm_.*|anvil_.*)$/;

/** Hardhat would wait five minutes. */
const LONGEST_ANSWER = 30_000;

/** Answers the requests of connections to EVM networks over HTTP through their nodes. */
export default (): Promise<Partial<NetworkHooks>> =>
  Promise.resolve({
    async newConnection(context, next) {
      const connection = await next(context);
      const { networkConfig } = connection;
      if (networkConfig.type !== "http" || networkConfig.tron !== undefined) return connection;
      const { EvmNodes } = await import("../evm-nodes.ts"); // not needed on simulated networks
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
  });
