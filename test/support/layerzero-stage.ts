import hre from "hardhat";
import { stepsOf } from "../../deploy/steps.ts";
import type { Chain } from "../../issuer/chains/chain.ts";
import { connectChain, connectContracts } from "../../issuer/coin/connect.ts";
import type { OpenCoin } from "../../issuer/coin/open.ts";
import { addressesOf } from "../../issuer/coin/record-of-chain.ts";
import { withPeers } from "../../issuer/coin/peers.ts";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import { type Desired, resolveCoin, validateCoin } from "../../issuer/coin-file/resolve.ts";
import type { CoinConfig } from "../../issuer/coin-file/schema.ts";
import { writeBundle } from "../../issuer/cosigning/bundle.ts";
import { type Outcome, type RunOptions, run } from "../../issuer/engine/run.ts";
import { type Store, memoryStore } from "../../issuer/journal/store.ts";
import { type Build, loadBuild } from "../../issuer/model/build.ts";
import { type Keys, developmentWallets, walletKeys } from "../../issuer/signing/keys.ts";
import { type EmbeddedChain, openEmbeddedEvm, openEmbeddedTron } from "../../scripts/embedded-chains.ts";
import { openLayerZero, withWorld } from "../../scripts/layerzero/embedded.ts";
import type { LayerZeroWorld } from "../../scripts/layerzero/world.ts";

/** Which of the two chains. */
export type End = "bnb" | "tron";

/** KGST on both embedded chains, with LayerZero between them. */
export class LayerZeroStage {
  readonly chains: Readonly<Record<End, EmbeddedChain>>;
  readonly world: LayerZeroWorld;
  readonly build: Build;
  readonly stores: Record<End, Store> = { bnb: memoryStore(), tron: memoryStore() };
  readonly #config: CoinConfig;

  private constructor(chains: Record<End, EmbeddedChain>, world: LayerZeroWorld, build: Build, config: CoinConfig) {
    this.chains = chains;
    this.world = world;
    this.build = build;
    this.#config = config;
  }

  /** Opens both chains and puts LayerZero's contracts there. Nothing of the coin stands yet. */
  static async open(): Promise<LayerZeroStage> {
    const chains = { bnb: await openEmbeddedEvm(hre), tron: await openEmbeddedTron(hre) };
    const file = await loadCoin("kgst");
    const world = await openLayerZero(chains, file);
    const config = withWorld("kgst", file, world) as CoinConfig;
    return new LayerZeroStage(chains, world, await loadBuild(hre.artifacts), config);
  }

  /** What the coin shall be on one of the chains. @param change - Changes what its file says. */
  desired(end: End, change: (config: CoinConfig) => unknown = () => undefined): Desired {
    const config = structuredClone(this.#config);
    change(config);
    const found = resolveCoin("kgst", validateCoin("kgst", config), this.chains[end].network);
    return withPeers(found, (network) => {
      const other = (["bnb", "tron"] as const).find((one) => this.chains[one].network === network);
      return other === undefined ? null : this.stores[other].readRecord();
    });
  }

  /** The engine's view of one of the chains. */
  chain(end: End): Chain {
    const chain = connectChain(this.chains[end].connection, this.desired(end));
    return Object.assign(chain, { pollMilliseconds: 5 });
  }

  /** Deploys, or goes on, with the key of every development account unless other keys are given. */
  deploy(end: End, options: Partial<RunOptions> = {}): Promise<Outcome> {
    const desired = options.desired ?? this.desired(end);
    const given = {
      ...{ desired, chain: this.chain(end), build: this.build, store: this.stores[end], steps: stepsOf(desired) },
      ...{ keys: walletKeys(developmentWallets()), confirm: () => Promise.resolve() },
      ...options,
    };
    const bundle: RunOptions["bundle"] = (step, actions) =>
      writeBundle(given.store, given.desired, given.build, step, actions);
    return run({ ...given, bundle });
  }

  /** Deploys on both chains and has the timelocks execute everything. */
  async deployBoth(): Promise<void> {
    await this.deploy("bnb");
    await this.deploy("tron");
    await this.deploy("bnb");
    for (const end of ["bnb", "tron"] as const) {
      await this.chains[end].travel(3 * 86_400 + 1);
      const { state } = await this.deploy(end);
      if (state !== "finished") throw new Error(`The deployment on ${end} is ${state}.`);
    }
  }

  /** The coin on one of the chains, as tasks open it; with the key of every development account. */
  coin(end: End, keys: Keys = walletKeys(developmentWallets())): OpenCoin {
    const [store, chain, desired] = [this.stores[end], this.chain(end), this.desired(end)];
    const record = store.readRecord();
    const addresses = addressesOf(record);
    if (record === null || addresses === null) throw new Error(`Nothing is deployed on ${end}.`);
    const { connection } = this.chains[end];
    const contracts = connectContracts(addresses, chain);
    const close = (): Promise<void> => Promise.resolve();
    return { desired, hre, connection, chain, build: this.build, store, record, addresses, contracts, keys, close };
  }

  /** Stops both chains. */
  async close(): Promise<void> {
    await Promise.all([this.chains.bnb.close(), this.chains.tron.close()]);
  }
}
