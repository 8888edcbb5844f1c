import { rmSync } from "node:fs";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { createTronNode } from "../../tron/devnet/node.ts";
import { deployCoin } from "../deploy-coin.ts";
import { developmentWallets } from "../lib/engine/keys.ts";
import type { RunOptions } from "../lib/engine/run.ts";
import { fileStore, memoryStore } from "../lib/engine/store.ts";
import { Stage } from "./stage.ts";

/** A chain of this process, reached over HTTP as any other. */
interface EmbeddedChain {
  /** How people call it. */
  readonly title: string;
  /** Hardhat's name of the network. */
  readonly network: string;
  readonly url: string;
  readonly connection: NetworkConnection<string>;
  /** Moves the chain's clock forward by seconds and makes a block. */
  readonly travel: (seconds: number) => Promise<void>;
  close(): Promise<void>;
}

/** Ports where a wallet or a script expects the chains; otherwise any free ones. */
const KEPT_PORTS = { bnb: 8545, tron: 9090 } as const;

/** An embedded BNB-like chain and an embedded TRON node. */
export class World {
  readonly bnb: EmbeddedChain;
  readonly tron: EmbeddedChain;
  readonly #hre: HardhatRuntimeEnvironment;
  readonly #keep: boolean;

  private constructor(hre: HardhatRuntimeEnvironment, bnb: EmbeddedChain, tron: EmbeddedChain, keep: boolean) {
    this.#hre = hre;
    this.bnb = bnb;
    this.tron = tron;
    this.#keep = keep;
  }

  /**
   * Starts both chains.
   * @param start Time of their first block, so that a signed report is the same in every run.
   * @param keep Whether they listen on the usual ports.
   */
  static async open(hre: HardhatRuntimeEnvironment, start: string, keep: boolean): Promise<World> {
    const bnb = await openBnb(hre, start, keep);
    try {
      return new World(hre, bnb, await openTron(hre, start, keep), keep);
    } catch (error) {
      await bnb.close();
      throw error;
    }
  }

  /** Deploys the coin on one of the chains as its file says. */
  async deploy(chain: EmbeddedChain, track: RunOptions["track"]): Promise<Stage> {
    const { network, connection, title, travel } = chain;
    // The chain is new, so records of the last one would belong to a chain that is gone.
    if (this.#keep) rmSync(`deployments/${network}`, { recursive: true, force: true });
    const coin = await deployCoin({
      connection,
      artifacts: this.#hre.artifacts,
      store: this.#keep ? fileStore(network, "kgst") : memoryStore(),
      ...(track === undefined ? {} : { track }),
    });
    return new Stage(title, coin, travel);
  }

  /** Stops both chains. */
  async close(): Promise<void> {
    await Promise.all([this.bnb.close(), this.tron.close()]);
  }
}

async function openBnb(hre: HardhatRuntimeEnvironment, start: string, keep: boolean): Promise<EmbeddedChain> {
  const network = "localhost";
  const server = await hre.network.createServer(
    { network: "default", override: { initialDate: start } },
    "127.0.0.1",
    keep ? KEPT_PORTS.bnb : 0,
  );
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const connection = await hre.network.create({ network, override: { url } });
  return {
    title: "BNB Chain",
    network,
    url,
    connection,
    async travel(seconds) {
      await connection.provider.request({ method: "evm_increaseTime", params: [seconds] });
      await connection.provider.request({ method: "evm_mine" });
    },
    async close() {
      await connection.close();
      await server.close();
    },
  };
}

async function openTron(hre: HardhatRuntimeEnvironment, start: string, keep: boolean): Promise<EmbeddedChain> {
  const network = "tronEmbedded";
  const begin = Date.parse(start);
  const opened = Date.now();
  const node = await createTronNode({
    port: keep ? KEPT_PORTS.tron : 0,
    privateKeys: developmentWallets().map(({ privateKey }) => privateKey.slice(2)),
    now: () => begin + Date.now() - opened,
  });
  const url = node.url;
  const connection = await hre.network.create({
    network,
    override: { url, accounts: developmentWallets().map(({ privateKey }) => privateKey) },
  });
  return {
    title: "TRON",
    network,
    url,
    connection,
    async travel(seconds) {
      await node.increaseTime(seconds);
      await node.mine();
    },
    async close() {
      await connection.close();
      await node.close();
    },
  };
}
