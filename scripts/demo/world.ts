import { rmSync } from "node:fs";
import { createServer } from "node:net";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { type DeployedCoin, deployCoin } from "../deploy-coin.ts";
import { type EmbeddedChain, openEmbeddedEvm, openEmbeddedTron } from "../embedded-chains.ts";
import { hireIssuer, openLayerZero, withWorld } from "../layerzero/embedded.ts";
import { writePlaces } from "../layerzero/places.ts";
import type { LayerZeroWorld } from "../layerzero/world.ts";
import { layerZeroFile } from "../../issuer/coin-file/layerzero.ts";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import type { ValidCoinConfig } from "../../issuer/coin-file/schema.ts";
import type { RunOptions } from "../../issuer/engine/run.ts";
import { cursorsFile } from "../../issuer/moves/cursors.ts";
import { type Store, fileStore, memoryStore } from "../../issuer/journal/store.ts";
import type { Cast } from "./cast.ts";
import { Stage } from "./stage.ts";

/** Ports where a wallet or a script expects the chains, where they are free; otherwise any. */
const KEPT_PORTS = { bnb: 8545, tron: 9090 } as const;

const DAY = 86_400;

/** Seconds before the first report: the timelock's days pass meanwhile. */
const LEAD = 5 * DAY;

/** Seconds that the longest of the timelock's delays takes. */
const DELAY = 3 * DAY + 60;

/** Shows the steps of a deployment while they run. */
type Track = RunOptions["track"];

/** An embedded BNB-like chain and an embedded TRON node, with LayerZero between them. */
export class World {
  readonly bnb: EmbeddedChain;
  readonly tron: EmbeddedChain;
  readonly layerZero: LayerZeroWorld;
  readonly #hre: HardhatRuntimeEnvironment;
  readonly #config: ValidCoinConfig;
  readonly #stores: ReadonlyMap<EmbeddedChain, Store>;
  readonly #keep: boolean;
  /** When the first report begins, in Unix seconds. */
  readonly #start: number;

  private constructor(
    hre: HardhatRuntimeEnvironment,
    chains: readonly [EmbeddedChain, EmbeddedChain],
    layerZero: LayerZeroWorld,
    known: { readonly config: ValidCoinConfig; readonly start: string; readonly keep: boolean },
  ) {
    this.#hre = hre;
    [this.bnb, this.tron] = chains;
    this.layerZero = layerZero;
    this.#config = known.config;
    this.#keep = known.keep;
    this.#start = Date.parse(known.start) / 1_000;
    this.#stores = new Map(
      chains.map((chain) => [chain, known.keep ? fileStore(chain.network, "kgst") : memoryStore()]),
    );
  }

  /**
   * Starts both chains, with LayerZero's contracts on them.
   * @param start - When the first report begins, so that a signed report is the same in every run.
   * @param keep - Whether they listen on the usual ports, where these are free.
   */
  static async open(hre: HardhatRuntimeEnvironment, start: string, keep: boolean): Promise<World> {
    const early = new Date(Date.parse(start) - LEAD * 1_000).toISOString();
    const bnb = await openEmbeddedEvm(hre, { start: early, port: keep ? await freeOr(KEPT_PORTS.bnb) : 0 });
    const opened = [bnb];
    try {
      const tron = await openEmbeddedTron(hre, { start: early, port: keep ? await freeOr(KEPT_PORTS.tron) : 0 });
      opened.push(tron);
      const file = await loadCoin("kgst");
      const layerZero = await openLayerZero({ bnb, tron }, file);
      for (const [index, { network }] of [bnb, tron].entries()) {
        if (!keep) continue;
        // The chain is new, so records of the last one would belong to a chain that is gone.
        rmSync(`deployments/${network}`, { recursive: true, force: true });
        writePlaces(network, layerZero.chains[index as 0 | 1]);
      }
      // So would the place up to which a verifier has read them.
      if (keep) rmSync(cursorsFile("kgst"), { force: true });
      return new World(hre, [bnb, tron], layerZero, { config: withWorld("kgst", file, layerZero), start, keep });
    } catch (error) {
      await Promise.all(opened.map((chain) => chain.close()));
      throw error;
    }
  }

  /**
   * Deploys the coin on both chains as its file says, waits for the timelocks, and goes on until the first report begins.
   * @param track - Shows the steps of the first deployment on each chain.
   * @param say - Called before each chain.
   */
  async deploy(track?: Track, say: (chain: EmbeddedChain) => void = () => undefined): Promise<Cast> {
    for (const chain of [this.bnb, this.tron]) {
      say(chain);
      await this.#deploy(chain, track);
    }
    await this.#deploy(this.bnb); // which knows the adapter on TRON by now
    const stages: Stage[] = [];
    for (const chain of [this.bnb, this.tron]) {
      await chain.travel(DELAY);
      const coin = await this.#deploy(chain);
      if (coin.outcome.state !== "finished") throw new Error(`The deployment on ${chain.title} is not finished.`);
      const stage = new Stage(chain.title, coin, chain.travel);
      await chain.travel(this.#start - (await stage.now()));
      stages.push(stage);
    }
    const [bnb, tron] = stages as [Stage, Stage];
    hireIssuer(this.layerZero, [endOf(bnb), endOf(tron)]);
    return { bnb, tron, layerZero: this.layerZero };
  }

  /** Deploys on one of the chains, or goes on. */
  #deploy(chain: EmbeddedChain, track?: Track): Promise<DeployedCoin> {
    const { connection } = chain;
    const store = this.#stores.get(chain) ?? memoryStore();
    const stores = [...this.#stores];
    return deployCoin({
      ...{ connection, artifacts: this.#hre.artifacts, config: this.#config, store },
      recordOf: (network) => stores.find(([other]) => other.network === network)?.[1].readRecord() ?? null,
      ...(track === undefined ? {} : { track }),
    });
  }

  /** Stops both chains. */
  async close(): Promise<void> {
    await this.layerZero.stop();
    if (this.#keep) for (const { network } of [this.bnb, this.tron]) rmSync(layerZeroFile(network), { force: true });
    await Promise.all([this.bnb.close(), this.tron.close()]);
  }
}

/** Returns a port if nobody listens there, otherwise zero: any. */
async function freeOr(port: number): Promise<number> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  });
  if (isFree) await new Promise((resolve) => server.close(resolve));
  return isFree ? port : 0;
}

function endOf({ coin }: Stage): Parameters<typeof hireIssuer>[1][0] {
  return { desired: coin.desired, chain: coin.chain, record: coin.outcome.record };
}
