import { TronClient, type Transport } from "../../tron/client.ts";
import type { TronNode } from "./node.ts";

/**
 * Reaches a node of this process without a network: all three services are answered by its `request`.
 * @param node - the node, or whatever stands between it and the client
 */
export function inProcessClient(node: Pick<TronNode, "request">): TronClient {
  const ask: Transport = (path, body) => node.request(path, body);
  return new TronClient({ wallet: ask, solidity: ask, jsonRpc: ask });
}
