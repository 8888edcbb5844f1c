import { rmSync } from "node:fs";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { deployCoin } from "../deploy-coin.ts";
import { type EmbeddedChain, openEmbeddedEvm, openEmbeddedTron } from "../embedded-chains.ts";
import type { RunOptions } from "../../issuer/engine/run.ts";
import { fileStore, memoryStore } from "../../issuer/journal/store.ts";
import { Stage } from "./stage.ts";

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
   * @param start - Time of their first block, so that a signed report is the same in every run.
   * @param keep - Whether they listen on the usual ports.
   */
  static async open(hre: HardhatRuntimeEnvironment, start: string, keep: boolean): Promise<World> {
    const bnb = await openEmbeddedEvm(hre, { start, port: keep ? KEPT_PORTS.bnb : 0 });
    try {
      const tron = await openEmbeddedTron(hre, { start, port: keep ? KEPT_PORTS.tron : 0 });
      return new World(hre, bnb, tron, keep);
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
