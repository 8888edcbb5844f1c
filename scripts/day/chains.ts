import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { createTronNode } from "../../tron/devnet/node.ts";
import { developmentKeys } from "../../tron/devnet/options.ts";
import { developmentWallets } from "../lib/engine/keys.ts";

/** Both embedded chains of a day, listening for the commands that the staff type. */
export interface Chains {
  /** What a command's environment says of them. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts an embedded EVM chain and an embedded TRON node on free ports. */
export async function openChains(hre: HardhatRuntimeEnvironment): Promise<Chains> {
  const server = await hre.network.createServer("default", "127.0.0.1", 0);
  const { address, port } = await server.listen();
  const wallets = developmentWallets().map(({ privateKey }) => privateKey.slice(2));
  const node = await createTronNode({ port: 0, privateKeys: [...developmentKeys(), ...wallets] });
  return {
    environment: { LOCALHOST_RPC_URL: `http://${address}:${port}`, TRON_EMBEDDED_URL: node.url },
    async close() {
      await node.close();
      await server.close();
    },
  };
}
