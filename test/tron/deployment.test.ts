import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { BrowserProvider } from "ethers";
import hre from "hardhat";
import { STEPS } from "../../deploy/steps.ts";
import { contractsOf, deployCoin, signerOf } from "../../scripts/deploy-coin.ts";
import { loadCoin } from "../../scripts/lib/config/load.ts";
import { type Desired, resolveCoin } from "../../scripts/lib/config/resolve.ts";
import { verifyDeployment } from "../../scripts/lib/deployment/verify.ts";
import { type Build, loadBuild } from "../../scripts/lib/engine/build.ts";
import type { JournalOptions, StoredRecord } from "../../scripts/lib/engine/journal.ts";
import { developmentWallets, walletKeys } from "../../scripts/lib/engine/keys.ts";
import { rehearse } from "../../scripts/lib/engine/rehearse.ts";
import { type Outcome, type RunOptions, run } from "../../scripts/lib/engine/run.ts";
import { type Store, fileStore } from "../../scripts/lib/engine/store.ts";
import { TronChain } from "../../scripts/lib/engine/tron-chain.ts";
import { OperatorError } from "../../scripts/lib/errors.ts";
import { TronClient, type Transport } from "../../tron/client.ts";
import { createTronNode, type TronNode, type TronNodeOptions } from "../../tron/devnet/node.ts";
import { TronProvider } from "../../tron/provider.ts";
import type { TronSettings } from "../../tron/provider/settings.ts";

/** Four contracts and two limits. */
const TRANSACTIONS = 6;
/** begin, then intent, sent, mined and verified for each transaction, then finished. */
const RECORDS = 1 + 4 * TRANSACTIONS + 1;

const wallets = developmentWallets();

class Killed extends Error {}

/** An embedded TRON node and a folder of records that outlives a run. */
class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), "kgst-tron-"));
  readonly node: TronNode;
  readonly desired: Desired;
  readonly #build: Build;

  private constructor(node: TronNode, desired: Desired, build: Build) {
    this.node = node;
    this.desired = desired;
    this.#build = build;
  }

  static async open(options: TronNodeOptions = {}): Promise<Stage> {
    const privateKeys = wallets.map(({ privateKey }) => privateKey.slice(2));
    const node = await createTronNode({ port: false, privateKeys, ...options });
    const desired = resolveCoin("kgst", await loadCoin("kgst"), "tronEmbedded");
    return new Stage(node, desired, await loadBuild(hre.artifacts));
  }

  /** The engine's view of the node. Requests to `lose` are answered and go no further. */
  chain(settings: Partial<TronSettings> = {}, { lose = /(?!)/ }: { lose?: RegExp } = {}): TronChain {
    const transport: Transport = (path, body) =>
      lose.test(path) ? Promise.resolve({ result: true }) : this.node.request(path, body);
    const client = new TronClient({ wallet: transport, solidity: transport, jsonRpc: transport });
    const tron = new TronProvider({ client, settings });
    const provider = new BrowserProvider(tron, Number(this.node.chainId), { staticNetwork: true, cacheTimeout: -1 });
    return new TronChain({ tron, provider, confirmations: null, pollMilliseconds: 1 });
  }

  store(options: Omit<JournalOptions, "file"> = {}): Store {
    return fileStore("tronEmbedded", "kgst", { ...options, root: this.folder });
  }

  run(options: Partial<RunOptions> = {}): Promise<Outcome> {
    return run({
      desired: this.desired,
      chain: this.chain(),
      build: this.#build,
      keys: walletKeys(wallets),
      store: this.store(),
      steps: STEPS,
      confirm: () => Promise.resolve(),
      patience: 5_000,
      ...options,
    });
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

describe("A deployment on TRON", function () {
  this.timeout(120_000);

  it("sends each transaction once, records it, verifies without drift, and sends nothing when run again", async () => {
    const stage = await Stage.open();
    const first = await stage.run();
    expect(first.sent).to.equal(TRANSACTIONS);
    await stage.expectDeployedOnce(first);
    const second = await stage.run({ confirm: () => expect.fail("must not ask") });
    expect(second.sent).to.equal(0);
    await stage.expectDeployedOnce(second);
  });

  it("compares name, origin and energy settings with what was asked for", async () => {
    const stage = await Stage.open();
    const outcome = await stage.run({ chain: stage.chain({ userFeePercentage: 40, originEnergyLimit: 5 }) });
    expect((await stage.verify(outcome, { userFeePercentage: 40, originEnergyLimit: 5 })).drifts).to.deep.equal([]);
    const { drifts } = await stage.verify(outcome);
    expect(drifts.map(({ path }) => path)).to.deep.equal(
      ["timelock", "attestations", "controls", "token"].map((contract) => `platform.${contract}`),
    );
    expect(drifts[3]?.actual).to.equal("energy paid by callers: 40%, origin's energy limit: 5");
  });

  it("costs what the rehearsal said, at most", async () => {
    const stage = await Stage.open();
    const outcome = await stage.run({ rehearse: () => rehearse(hre, stage.desired, stage.build) });
    const used = stage.records().flatMap((record) => (record.type === "mined" ? [BigInt(record.gasUsed)] : []));
    const limits = outcome.overview.transactions.map(({ gas }) => gas ?? 0n);
    for (const [index, energy] of used.entries()) {
      expect(energy <= limits[index]! && energy * 2n > limits[index]!, `transaction ${index}`).to.equal(true);
    }
    expect(used.reduce((sum, energy) => sum + energy)).to.be.lessThan(11_000_000);
  });

  it("goes on when it was stopped after any record, and sends nothing twice", async function () {
    this.timeout(600_000);
    for (let n = 1; n <= RECORDS; n++) {
      const stage = await Stage.open();
      await stage.runUntil((phase, record) => phase === "after" && record.n === n);
      await stage.expectDeployedOnce(await stage.run());
    }
  });

  it("goes on after its process was killed, and sends nothing twice", async function () {
    this.timeout(300_000);
    const accounts = wallets.map(({ address }) => ({ address, balance: 1_000_000_000_000n }));
    const node = await createTronNode({ accounts });
    const folder = mkdtempSync(join(tmpdir(), "kgst-tron-"));
    const store = fileStore("tronEmbedded", "kgst", { root: folder });
    for (let kills = 1; kills <= 5; kills++) {
      expect(await runAndDie(node.url, folder)).to.deep.equal([null, "SIGKILL"]);
      expect(store.openJournal().records, `after ${kills} kills`).to.have.length(kills);
    }
    const connection = await hre.network.create({ network: "tronEmbedded", override: { url: node.url } });
    const { outcome } = await deployCoin({ connection, artifacts: hre.artifacts, store });
    expect(outcome.state).to.equal("finished");
    const records = store.openJournal().records.filter(({ type }) => type === "intent" || type === "verified");
    expect(records).to.have.length(2 * TRANSACTIONS);
    expect(new Set(records.map((record) => "hash" in record && record.hash)).size).to.equal(TRANSACTIONS);
    await connection.close();
    await node.close();
  });

  it("signs anew what expired before it was sent, and says so in the journal", async () => {
    const stage = await Stage.open();
    await stage.runUntil((phase, { type }) => phase === "after" && type === "intent");
    await stage.node.increaseTime(60 + 30);
    await stage.node.mine();
    await stage.expectDeployedOnce(await stage.run());
    const [first, second] = stage.records().filter(({ type }) => type === "intent");
    const dropped = stage.records().filter((record) => record.type === "dropped");
    expect(dropped.map(({ hash }) => hash)).to.deep.equal([(first as { hash: string }).hash]);
    expect((second as { key: string }).key).to.equal((first as { key: string }).key);
    expect(await stage.mined()).to.not.include((first as { hash: string }).hash);
  });

  it("signs nothing anew while the first transaction might still be in a block", async () => {
    const stage = await Stage.open();
    await stage.runUntil((phase, { type }) => phase === "after" && type === "intent");
    await stage.node.increaseTime(60 + 3); // expired, yet not long enough to rule a late answer out
    await stage.node.mine();
    const error = await stage.run({ patience: 50 }).catch((thrown: unknown) => thrown);
    expect((error as OperatorError).code).to.equal("NOT_MINED");
    expect(stage.records().filter(({ type }) => type === "intent")).to.have.length(1);
    expect(await stage.mined()).to.deep.equal([]);
    await stage.node.increaseTime(60);
    await stage.node.mine();
    await stage.expectDeployedOnce(await stage.run());
  });

  it("follows a transaction that was mined after it had been given up as expired by the clock", async () => {
    const stage = await Stage.open();
    await stage.runUntil((phase, { type }) => phase === "after" && type === "sent");
    await stage.node.increaseTime(3_600);
    await stage.node.mine();
    await stage.expectDeployedOnce(await stage.run());
    expect(stage.records().filter(({ type }) => type === "dropped")).to.deep.equal([]);
  });

  it("gives up in the same run what a node took and lost, once it can never be mined", async () => {
    const stage = await Stage.open();
    const lossy = stage.chain({}, { lose: /broadcasthex$/ });
    const running = stage.run({ chain: lossy, patience: 20_000 }).catch((thrown: unknown) => thrown);
    while (!stage.records().some(({ type }) => type === "sent")) await sleep(5);
    await stage.node.increaseTime(120);
    await stage.node.mine();
    const error = (await running) as OperatorError;
    expect(error.code).to.equal("NOT_MINED");
    expect(error.remedy).to.equal("Run again: the transaction is signed anew, since the old one can have no effect.");
    expect(stage.records().map(({ type }) => type)).to.deep.equal(["begin", "intent", "sent", "dropped"]);
    await stage.expectDeployedOnce(await stage.run());
  });

  it("refuses what costs more than the fee limit or the balance, before anything is signed", async () => {
    const poor = await Stage.open({ balance: 50_000_000n });
    const refused = await poor.run().catch((thrown: unknown) => thrown);
    expect((refused as OperatorError).code).to.equal("BALANCE_TOO_LOW");
    expect((refused as OperatorError).message).to.match(
      / has 50\.00 TRX; the transaction takes [\d.]+ TRX\. Missing: /,
    );
    expect(poor.records().map(({ type }) => type)).to.deep.equal(["begin"]);

    const stage = await Stage.open();
    const capped = await stage.run({ chain: stage.chain({ feeLimit: 1_000_000n }) }).catch((thrown: unknown) => thrown);
    expect((capped as OperatorError).code).to.equal("FEE_LIMIT_TOO_LOW");
    expect(await stage.mined()).to.deep.equal([]);
  });

  it("runs through Hardhat's network, with typed contracts and signers for programs", async () => {
    const privateKeys = wallets.map(({ privateKey }) => privateKey.slice(2));
    const node = await createTronNode({ privateKeys });
    const connection = await hre.network.create({ network: "tronEmbedded", override: { url: node.url } });
    const root = mkdtempSync(join(tmpdir(), "kgst-tron-"));
    const store = fileStore("tronEmbedded", "kgst", { root });
    const deployed = await deployCoin({ connection, artifacts: hre.artifacts, store, keys: walletKeys(wallets) });
    expect(deployed.outcome.state).to.equal("finished");
    const { token } = contractsOf(deployed);
    const minter = deployed.desired.roles.MINTER[0]!;
    await (await token.connect(await signerOf(deployed, "LIMITER")).setMinterLimit(minter, 5n, 60n)).wait();
    expect((await token.minterLimit(minter)).slice(0, 2)).to.deep.equal([5n, 60n]);
    await connection.close();
    await node.close();
  });
});

/** Deploys in a process of its own, which kills itself after the first new record of the journal. */
async function runAndDie(url: string, folder: string): Promise<unknown[]> {
  const script = fileURLToPath(new URL("../deploy/run-and-die.ts", import.meta.url));
  const parameters = ["--import", "tsx", script, url, folder, "tronEmbedded"];
  return (await once(
    spawn(process.execPath, parameters, { stdio: ["ignore", "ignore", "inherit"] }),
    "exit",
  )) as unknown[];
}
