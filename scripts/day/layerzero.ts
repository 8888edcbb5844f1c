import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import { type OpenCoin, openCoin } from "../../issuer/coin/open.ts";
import type { EmbeddedChain } from "../embedded-chains.ts";
import { type DeployedEnd, type EmbeddedPair, hireIssuer, openLayerZero } from "../layerzero/embedded.ts";
import { writePlaces } from "../layerzero/places.ts";
import type { LayerZeroWorld } from "../layerzero/world.ts";

const DAY = 86_400;

/** Seconds that both chains begin before the day: the timelocks' delays are over when it begins. */
export const LEAD = 4 * DAY;

/** LayerZero between the two chains of the day. */
export class DayLayerZero {
  readonly #hre: HardhatRuntimeEnvironment;
  readonly #chains: readonly [EmbeddedChain, EmbeddedChain];
  readonly #world: LayerZeroWorld;
  #coins: readonly OpenCoin[] = [];

  private constructor(hre: HardhatRuntimeEnvironment, { bnb, tron }: EmbeddedPair, world: LayerZeroWorld) {
    this.#hre = hre;
    this.#chains = [bnb, tron];
    this.#world = world;
  }

  /** Puts its contracts on both chains and writes down where they are. */
  static async open(hre: HardhatRuntimeEnvironment, pair: EmbeddedPair): Promise<DayLayerZero> {
    const world = await openLayerZero(pair, await loadCoin("kgst"));
    writePlaces(pair.bnb.network, world.chains[0]);
    writePlaces(pair.tron.network, world.chains[1]);
    return new DayLayerZero(hre, pair, world);
  }

  /** Lets the timelocks' delays pass on both chains. */
  async passDelays(): Promise<void> {
    for (const chain of this.#chains) await chain.travel(3 * DAY + 60);
  }

  /** Brings both chains to the time of now, and has the issuer's verifiers begin their work. */
  async begin(): Promise<void> {
    const coins: OpenCoin[] = [];
    for (const { network, connection, travel } of this.#chains) {
      const block = await connection.ethers.provider.getBlock("latest");
      await travel(Math.max(0, Math.floor(Date.now() / 1_000) - (block?.timestamp ?? 0)));
      coins.push(await openCoin(this.#hre, { network }));
    }
    this.#coins = coins;
    hireIssuer(this.#world, coins as unknown as readonly [DeployedEnd, DeployedEnd]);
  }

  /** Has the workers verify and deliver whatever was sent. */
  async settle(): Promise<void> {
    await this.#world.settle();
  }

  /** Closes what it has opened. */
  async close(): Promise<void> {
    for (const coin of this.#coins) await coin.close();
  }
}
