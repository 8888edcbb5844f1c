import { toBare } from "../address.ts";
import { Chain } from "./chain/chain.ts";
import { Controls } from "./controls.ts";
import { dispatcher, walletRoute } from "./http/router.ts";
import { listen } from "./http/server.ts";
import { PRODUCER_KEY, resolveOptions, type TronNodeOptions } from "./options.ts";
import { fromHexString } from "./protocol/bytes.ts";
import { addressOfPrivateKey } from "./protocol/signature.ts";

/** A running node. */
export interface TronNode extends Controls {
  /** Where it listens, e.g. `http://127.0.0.1:9090`. Empty when it serves no HTTP. */
  readonly url: string;
  /** Private keys of the funded accounts. */
  readonly privateKeys: readonly string[];
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
  const controls = new Controls(chain, resolved);
  const instant = (): boolean => controls.blocks === "instant";
  const handle = dispatcher([walletRoute(chain, instant, resolved.solidity)]);
  const http = resolved.port === false ? undefined : await listen(handle, resolved.hostname, resolved.port);
  return Object.assign(controls, {
    url: http?.url ?? "",
    privateKeys: resolved.privateKeys,
    close: async (): Promise<void> => {
      controls.stop();
      if (http === undefined) return;
      http.server.closeAllConnections();
      await new Promise<void>((resolve) => http.server.close(() => resolve()));
    },
  });
}
