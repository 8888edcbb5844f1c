import { expect } from "chai";
import { BrowserProvider } from "ethers";
import hre from "hardhat";
import { STEPS } from "../../../../deploy/steps.ts";
import { writeBundle } from "../../../../issuer/cosigning/bundle.ts";
import { loadCoin } from "../../../../issuer/coin-file/load.ts";
import { type Desired, resolveCoin, validateCoin } from "../../../../issuer/coin-file/resolve.ts";
import type { CoinConfig } from "../../../../issuer/coin-file/schema.ts";
import { verifyDeployment } from "../../../../issuer/verification/verify.ts";
import { type Build, loadBuild } from "../../../../issuer/model/build.ts";
import type { JournalOptions, StoredRecord } from "../../../../issuer/journal/journal.ts";
import { developmentWallets, walletKeys } from "../../../../issuer/signing/keys.ts";
import { type Outcome, type RunOptions, run } from "../../../../issuer/engine/run.ts";
import { type Store, fileStore } from "../../../../issuer/journal/store.ts";
import { TronChain } from "../../../../issuer/chains/tron-chain.ts";
import {
  createTronNode,
  inProcessClient,
  type TronNode,
  type TronNodeOptions,
} from "../../../../packages/hardhat-tron/devnet/node.ts";
import { TronProvider } from "../../../../packages/tron/provider.ts";
import type { TronSettings } from "../../../../packages/tron/provider/settings.ts";
import { emptyFolder } from "../../../support/folders.ts";
import { Killed } from "../../../support/killed.ts";

/** Four contracts and two limits. */
export const TRANSACTIONS = 6;

const wallets = developmentWallets();

/** An embedded TRON node and a folder of records that outlives a run. */
export class TronStage {
  readonly folder = emptyFolder();
  readonly node: TronNode;
  readonly desired: Desired;
  readonly #build: Build;

  private constructor(node: TronNode, desired: Desired, build: Build) {
    this.node = node;
    this.desired = desired;
    this.#build = build;
  }

  /** @param change - What this test's coin has otherwise than its file says. */
  static async open(
    options: TronNodeOptions = {},
    change: (config: CoinConfig) => void = () => undefined,
  ): Promise<TronStage> {
    const privateKeys = wallets.map(({ privateKey }) => privateKey.slice(2));
    const node = await createTronNode({ port: false, privateKeys, ...options });
    const config = structuredClone(await loadCoin("kgst")) as CoinConfig;
    change(config);
    const desired = resolveCoin("kgst", validateCoin("kgst", config), "tronEmbedded");
    return new TronStage(node, desired, await loadBuild(hre.artifacts));
  }

  /** The engine's view of the node. Requests to `lose` are answered and go no further. */
  chain(settings: Partial<TronSettings> = {}, { lose = /(?!)/ }: { lose?: RegExp } = {}): TronChain {
    const request: TronNode["request"] = (path, body) =>
      lose.test(path) ? Promise.resolve({ result: true }) : this.node.request(path, body);
    const client = inProcessClient({ request });
    const tron = new TronProvider({ client, settings });
    const provider = new BrowserProvider(tron, Number(this.node.chainId), { staticNetwork: true, cacheTimeout: -1 });
    return new TronChain({ tron, provider, confirmations: null, pollMilliseconds: 1 });
  }

  store(options: Omit<JournalOptions, "file"> = {}): Store {
    return fileStore("tronEmbedded", "kgst", { ...options, root: this.folder });
  }

  run(options: Partial<RunOptions> = {}): Promise<Outcome> {
    const given = {
      desired: this.desired,
      chain: this.chain(),
      build: this.#build,
      keys: walletKeys(wallets),
      store: this.store(),
      steps: STEPS,
      confirm: () => Promise.resolve(),
      patience: 5_000,
      ...options,
    };
    const bundle: RunOptions["bundle"] = (step, actions) =>
      writeBundle(given.store, given.desired, given.build, step, actions);
    return run({ ...given, bundle });
  }

  /** Runs until a record is about to be written, or has been. */
  async runUntil(when: (phase: string, record: StoredRecord) => boolean): Promise<void> {
    const onRecord = (phase: string, record: StoredRecord): void => {
      if (when(phase, record)) throw new Killed(`${phase} record ${record.n}`);
    };
    const stopped = await this.run({ store: this.store({ onRecord }) }).catch((error: unknown) => error);
    expect(stopped).to.be.instanceOf(Killed);
  }

  records(): readonly StoredRecord[] {
    return this.store().openJournal().records;
  }

  /** Ids of everything that was ever mined, in order. */
  async mined(): Promise<string[]> {
    const ids: string[] = [];
    for (let num = 1; num <= Number(this.node.head.number); num++) {
      const block = await this.node.request("/wallet/getblockbynum", { num });
      const { transactions = [] } = block as { transactions?: { txID: string }[] };
      ids.push(...transactions.map(({ txID }) => `0x${txID}`));
    }
    return ids;
  }

  async expectDeployedOnce(outcome: Outcome): Promise<void> {
    expect(outcome.state).to.equal("finished");
    const mined = await this.mined();
    expect(mined).to.have.length(TRANSACTIONS);
    const verified = this.records().filter((record) => record.type === "verified");
    expect(verified.map(({ hash }) => hash)).to.deep.equal(mined);
    expect((await this.verify(outcome)).drifts).to.deep.equal([]);
  }

  verify(outcome: Outcome, settings?: Partial<TronSettings>): ReturnType<typeof verifyDeployment> {
    return verifyDeployment(this.chain(settings), this.desired, outcome.record, this.#build);
  }

  get build(): Build {
    return this.#build;
  }
}
