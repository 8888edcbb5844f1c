import { toBare } from "../../tron/address.ts";
import { TronClient, type Transport } from "../../tron/client.ts";
import { Chain } from "./chain/chain.ts";
import { Controls } from "./controls.ts";
import { dispatcher } from "./http/router.ts";
import { listen } from "./http/server.ts";
import { PRODUCER_KEY, resolveOptions, type TronNodeOptions } from "./options.ts";
import { type JsonValue, parseExactly, stringifyExactly } from "../../tron/json.ts";
import { fromHexString } from "./protocol/bytes.ts";
import { addressOfPrivateKey } from "./protocol/signature.ts";
import { Mutex } from "./mutex.ts";

export { developmentKeys, type TronNodeOptions } from "./options.ts";

/** A running node. */
export interface TronNode extends Controls {
  /** Where it listens, e.g. `http://127.0.0.1:9090`. Empty when it serves no HTTP. */
  readonly url: string;
  /** Private keys of the funded accounts. */
  readonly privateKeys: readonly string[];
  /** Sends a request to the API without a network: GET, or POST when there is a body. `path` may have a query. */
  request(path: string, body?: JsonValue): Promise<JsonValue>;
  /** Stops producing blocks and closes the port. */
  close(): Promise<void>;
}

/**
 * Starts an embedded TRON node: java-tron's HTTP API and TVM rules in this process.
 * @example
 * const node = await createTronNode({ chainId: "mainnet" });
 * const tronWeb = new TronWeb({ fullHost: node.url, privateKey: node.privateKeys[0] });
 * await node.close();
 */
export async function createTronNode(options: TronNodeOptions = {}): Promise<TronNode> {
  const resolved = resolveOptions(options);
  const producer = { address: toBare(addressOfPrivateKey(PRODUCER_KEY)), key: fromHexString(PRODUCER_KEY) };
  const chain = new Chain({ ...resolved, producer });
  // tronweb cannot refer to a genesis block (java-tron prints it without number), so there is always a first block.
  await chain.mine();
  const mutex = new Mutex();
  const controls = new Controls(chain, mutex, resolved.blocks);
  const { privateKeys, solidity, events } = resolved;
  const handle = dispatcher({ chain, controls, mutex, privateKeys, solidity, events });
  const http = resolved.port === false ? undefined : await listen(handle, resolved.hostname, resolved.port);
  const request = async (path: string, body?: JsonValue): Promise<JsonValue> => {
    const url = new URL(path, "http://node");
    const method = body === undefined ? "GET" : "POST";
    const text = body === undefined ? "" : stringifyExactly(body);
    const answer = await handle({ method, path: url.pathname, query: url.searchParams, body: text });
    if (answer.status !== 200) throw new RangeError(`${method} ${path} answered ${answer.status}`);
    return parseExactly(answer.body);
  };
  return Object.assign(controls, {
    url: http?.url ?? "",
    privateKeys,
    request,
    close: async (): Promise<void> => {
      controls.stop();
      if (http === undefined) return;
      http.server.closeAllConnections();
      await new Promise<void>((resolve) => http.server.close(() => resolve()));
    },
  });
}

/**
 * Reaches a node of this process without a network: all three services are answered by its `request`.
 * @param node - the node, or whatever stands between it and the client
 */
export function inProcessClient(node: Pick<TronNode, "request">): TronClient {
  const ask: Transport = (path, body) => node.request(path, body);
  return new TronClient({ wallet: ask, solidity: ask, jsonRpc: ask });
}
