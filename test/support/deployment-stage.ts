import "./quick-ethers.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { TransactionReceipt } from "ethers";
import { STEPS } from "../../deploy/steps.ts";
import type { Chain } from "../../issuer/chains/chain.ts";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import { type Desired, resolveCoin, validateCoin } from "../../issuer/coin-file/resolve.ts";
import type { CoinConfig } from "../../issuer/coin-file/schema.ts";
import { writeBundle } from "../../issuer/cosigning/bundle.ts";
import { type Outcome, type RunOptions, run } from "../../issuer/engine/run.ts";
import type { StoredRecord } from "../../issuer/journal/entries.ts";
import type { JournalOptions } from "../../issuer/journal/journal.ts";
import { type Store, fileStore } from "../../issuer/journal/store.ts";
import type { Build } from "../../issuer/model/build.ts";
import { developmentWallets, walletKeys } from "../../issuer/signing/keys.ts";
import { emptyFolder } from "./folders.ts";
import { Killed } from "./killed.ts";

/** Transactions of the LIMITER in a complete KGST deployment: the limits of a minter, of a guardian and of a bridge. */
export const LIMITS = 3;

/** Transactions of a complete KGST deployment: four contracts, and the limits. */
export const TRANSACTIONS = 4 + LIMITS;

/**
 * Resolves KGST for a network.
 * @param change - Changes what its file says.
 */
export async function desiredKgst(
  change: (config: CoinConfig) => unknown = () => undefined,
  network = "default",
): Promise<Desired> {
  const config = structuredClone(await loadCoin("kgst")) as CoinConfig;
  change(config);
  return resolveCoin("kgst", validateCoin("kgst", config), network);
}

/** Takes the moves between chains out of a coin's file: what is deployed then stands without LayerZero. */
export function withoutMoves(config: CoinConfig): CoinConfig {
  delete config.layerzero;
  for (const network of Object.values(config.networks)) delete network.layerzero;
  return config;
}

/** A chain to deploy KGST to, and a folder of records that outlives a run. */
export abstract class DeploymentStage {
  readonly folder = emptyFolder();
  readonly desired: Desired;
  readonly build: Build;

  protected constructor(desired: Desired, build: Build) {
    this.desired = desired;
    this.build = build;
  }

  /** Makes the engine's view of the chain. */
  abstract chain(): Chain;
  abstract close(): Promise<void>;

  store(options: Omit<JournalOptions, "file"> = {}): Store {
    return fileStore(this.desired.network.name, "kgst", { ...options, root: this.folder });
  }

  /** Runs a deployment, with the key of every development account unless other keys are given. */
  run(options: Partial<RunOptions> = {}): Promise<Outcome> {
    const given = {
      desired: this.desired,
      chain: this.chain(),
      build: this.build,
      keys: walletKeys(developmentWallets()),
      store: this.store(),
      steps: STEPS,
      confirm: () => Promise.resolve(),
      ...options,
    };
    const bundle: RunOptions["bundle"] = (step, actions) =>
      writeBundle(given.store, given.desired, given.build, step, actions);
    return run({ ...given, bundle });
  }

  /** Runs until a record is about to be written, or has been; fails if the run ends before. */
  async runUntil(when: (phase: string, record: StoredRecord) => boolean): Promise<void> {
    const onRecord = (phase: string, record: StoredRecord): void => {
      if (when(phase, record)) throw new Killed(`${phase} record ${record.n}`);
    };
    const stopped = await this.run({ store: this.store({ onRecord }) }).catch((error: unknown) => error);
    expect(stopped).to.be.instanceOf(Killed);
  }

  /** Reads the journal. */
  records(): readonly StoredRecord[] {
    return this.store().openJournal().records;
  }

  /** Reads the record of the deployment as it lies in the folder; null if there is none. */
  record(): Record<string, unknown> | null {
    try {
      const file = join(this.folder, this.desired.network.name, "kgst.json");
      return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    } catch {
      return null;
    }
  }

  /** Returns the hashes of all transactions on the chain, oldest first. */
  async mined(): Promise<string[]> {
    const { provider } = this.chain();
    const hashes: string[] = [];
    for (let number = 0; number <= (await provider.getBlockNumber()); number++) {
      hashes.push(...((await provider.getBlock(number))?.transactions ?? []));
    }
    return hashes;
  }

  /** Returns the receipts of all transactions on the chain, oldest first. */
  async transactions(): Promise<TransactionReceipt[]> {
    const { provider } = this.chain();
    const receipts: TransactionReceipt[] = [];
    for (const hash of await this.mined()) receipts.push((await provider.getTransactionReceipt(hash))!);
    return receipts;
  }

  /** Expects that each action was done by one transaction that succeeded, and that the record is complete. */
  async expectDeployedOnce(outcome: Outcome): Promise<void> {
    const receipts = await this.transactions();
    expect(outcome.state).to.equal("finished");
    expect(receipts.map((receipt) => receipt.status)).to.deep.equal(Array(TRANSACTIONS).fill(1));
    const contracts = Object.values(outcome.record?.contracts ?? {});
    expect(contracts.map((contract) => contract.address)).to.deep.equal(
      receipts.slice(0, 4).map((receipt) => receipt.contractAddress),
    );
    expect(outcome.record?.calls.map((call) => call.transaction)).to.deep.equal(
      receipts.slice(4).map((receipt) => receipt.hash),
    );
    expect(outcome.record?.finishedAt).to.be.a("string");
    expect(this.record()).to.deep.equal(JSON.parse(JSON.stringify(outcome.record)));
  }
}
