import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { BaseWallet, TransactionReceipt } from "ethers";
import hre from "hardhat";
import type { NetworkConfigOverride } from "hardhat/types/config";
import type { NetworkConnection } from "hardhat/types/network";
import { STEPS } from "../../deploy/steps.ts";
import { writeBundle } from "../../issuer/cosigning/bundle.ts";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import { type Desired, resolveCoin, validateCoin } from "../../issuer/coin-file/resolve.ts";
import type { CoinConfig } from "../../issuer/coin-file/schema.ts";
import { type Build, loadBuild } from "../../issuer/model/build.ts";
import { EvmChain } from "../../issuer/chains/evm-chain.ts";
import type { JournalOptions } from "../../issuer/journal/journal.ts";
import { developmentWallets, walletKeys } from "../../issuer/signing/keys.ts";
import { type Outcome, type RunOptions, run } from "../../issuer/engine/run.ts";
import { type Store, fileStore } from "../../issuer/journal/store.ts";
import { type ErrorCode, OperatorError, asOperatorError } from "../../issuer/errors.ts";
import { emptyFolder } from "../support/folders.ts";

/** Transactions of a complete KGST deployment: four contracts and two limits. */
export const TRANSACTIONS = 6;

/** KGST on the embedded network, with changes to its file. */
export async function desiredKgst(change: (config: CoinConfig) => void = () => undefined): Promise<Desired> {
  const config = structuredClone(await loadCoin("kgst")) as CoinConfig;
  change(config);
  return resolveCoin("kgst", validateCoin("kgst", config), "default");
}

/** A chain to deploy to and a folder of records that outlives a run. */
export class Stage {
  readonly connection: NetworkConnection<string>;
  readonly build: Build;
  readonly folder = emptyFolder();

  private constructor(connection: NetworkConnection<string>, build: Build) {
    this.connection = connection;
    this.build = build;
  }

  /** An empty in-process chain. */
  static async open(override: NetworkConfigOverride = {}): Promise<Stage> {
    const connection = await hre.network.create({ network: "default", override });
    return new Stage(connection, await loadBuild(hre.artifacts));
  }

  chain(make: new (options: ConstructorParameters<typeof EvmChain>[0]) => EvmChain = EvmChain): EvmChain {
    return new make({ provider: this.connection.ethers.provider, confirmations: 1, pollMilliseconds: 5 });
  }

  store(options: Omit<JournalOptions, "file"> = {}): Store {
    return fileStore("default", "kgst", { ...options, root: this.folder });
  }

  /** Runs a deployment, every key at hand unless other keys are given. */
  async run(options: Partial<RunOptions> = {}): Promise<Outcome> {
    const given = {
      desired: options.desired ?? (await desiredKgst()),
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

  /** Every transaction on the chain, oldest first. */
  async transactions(): Promise<TransactionReceipt[]> {
    const { provider } = this.connection.ethers;
    const receipts: TransactionReceipt[] = [];
    for (let number = 0; number <= (await provider.getBlockNumber()); number++) {
      const block = await provider.getBlock(number);
      for (const hash of block?.transactions ?? []) receipts.push((await provider.getTransactionReceipt(hash))!);
    }
    return receipts;
  }

  /** What the records folder says. */
  record(): Record<string, unknown> | null {
    try {
      return JSON.parse(readFileSync(join(this.folder, "default", "kgst.json"), "utf8")) as Record<string, unknown>;
    } catch {
      return null;
    }
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

  async close(): Promise<void> {
    await this.connection.close();
  }
}

/** Public development accounts, by index. */
export const accounts: readonly BaseWallet[] = developmentWallets();

/** Expects a refusal with this code, and returns it. */
export async function expectRefusal(code: ErrorCode, action: () => unknown): Promise<OperatorError> {
  try {
    await action();
  } catch (error) {
    const refusal = asOperatorError(error);
    if (refusal === null) throw error;
    expect(refusal.code, refusal.message).to.equal(code);
    expect(refusal.remedy).to.match(/\.$/);
    return refusal;
  }
  return expect.fail(`expected the refusal ${code}`);
}
