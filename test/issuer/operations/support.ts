import "../../support/quick-ethers.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type BaseWallet, type ContractTransactionResponse, type Signer, id } from "ethers";
import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import { deployCoin } from "../../../scripts/deploy-coin.ts";
import { connectChain } from "../../../issuer/coin/connect.ts";
import { type OpenCoin, openCoin } from "../../../issuer/coin/open.ts";
import type { StoredRecord } from "../../../issuer/journal/entries.ts";
import type { JournalOptions } from "../../../issuer/journal/journal.ts";
import { type Keys, developmentWallets, walletKeys } from "../../../issuer/signing/keys.ts";
import {
  type ChainControls,
  type EmbeddedChain,
  evmControls,
  openEmbeddedTron,
} from "../../../scripts/embedded-chains.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { type Store, memoryStore } from "../../../issuer/journal/store.ts";
import { type ErrorCode, asOperatorError } from "../../../issuer/errors.ts";
import { type HistoryEntry, historyOf } from "../../../issuer/journal/history.ts";
import { operationStore } from "../../../issuer/subjects/operation-history.ts";
import { operationNamed } from "../../../issuer/operations/operations.ts";
import type { Given } from "../../../issuer/operations/operation.ts";
import type { OperationName } from "../../../issuer/operations/operation-table.ts";
import { type OperateOptions, type OperationOutcome, operate } from "../../../issuer/operations/run.ts";
import { type ReserveReport, reportDomain, signReport } from "../../../issuer/reports/reserve-report.ts";
import { toBase58 } from "../../../packages/tron/address.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { reportOf } from "../../support/reports.ts";
import { emptyFolder } from "../../support/folders.ts";

const START = "2027-03-01T06:00:00Z";
const wallets = developmentWallets();

/** Accounts without any role. */
export const PEOPLE = [17, 18, 19].map((index) => wallets[index]!.address) as [string, string, string];

function walletOf(account: string): BaseWallet {
  return wallets.find(({ address }) => address === account) as BaseWallet;
}

/** One whole coin of the example. */
export const COIN = 1_000_000n;

type Parts = ChainControls & { close(): Promise<void> };

/** A coin on one embedded chain; every test begins where the last window was opened, with nothing issued. */
export class Bench {
  readonly title: string;
  readonly coin: OpenCoin;
  readonly travel: ChainControls["travel"];
  readonly setBalance: ChainControls["setBalance"];
  /** As it says; every test begins with a block for each transaction. */
  readonly automine: ChainControls["automine"];
  readonly mine: ChainControls["mine"];
  readonly #snapshot: ChainControls["snapshot"];
  readonly #close: () => Promise<void>;
  #restore: (() => Promise<void>) | undefined;
  #folder = "";

  private constructor(title: string, coin: OpenCoin, parts: Parts) {
    this.title = title;
    this.coin = coin;
    this.travel = parts.travel;
    this.setBalance = parts.setBalance;
    this.automine = parts.automine;
    this.mine = parts.mine;
    this.#snapshot = parts.snapshot;
    this.#close = () => parts.close();
  }

  /** The in-process EVM network. */
  static async evm(): Promise<Bench> {
    const connection = await hre.network.create({ network: "default", override: { initialDate: START } });
    return Bench.#open("BNB Chain", connection, { ...evmControls(connection), close: () => connection.close() });
  }

  /** The embedded TRON node over HTTP, through Hardhat's network. */
  static async tron(): Promise<Bench> {
    const { title, connection, ...parts } = await openEmbeddedTron(hre, { start: START });
    return Bench.#open(title, connection, parts);
  }

  /** Any chain that is open already. */
  static async on({ title, connection, ...parts }: EmbeddedChain): Promise<Bench> {
    const bench = await Bench.#open(title, connection, parts);
    bench.#folder = emptyFolder();
    return bench;
  }

  /** The coin, with so many blocks on a transaction until it is final. */
  withConfirmations(confirmations: number): OpenCoin {
    const { desired, connection } = this.coin;
    const chain = connectChain(connection, { network: { ...desired.network, confirmations } });
    return { ...this.coin, chain };
  }

  static async #open(title: string, connection: NetworkConnection<string>, parts: Parts): Promise<Bench> {
    const store = memoryStore();
    await deployCoin({ connection, artifacts: hre.artifacts, store, keys: walletKeys(wallets) });
    const coin = await openCoin(hre, { connection, store, keys: walletKeys(wallets) });
    const bench = new Bench(title, coin, parts);
    await bench.#openWindow();
    return bench;
  }

  /** Back to the beginning, with an empty ledger. */
  async reset(): Promise<void> {
    await this.#restore?.();
    await this.automine(true);
    this.#restore = await this.#snapshot();
    this.#folder = emptyFolder();
  }

  async close(): Promise<void> {
    await this.#close();
  }

  /** Remembers the chain; the function it returns takes away all blocks since, however final they were. */
  undoLater(): Promise<() => Promise<void>> {
    return this.#snapshot();
  }

  get token(): OpenCoin["contracts"]["token"] {
    return this.coin.contracts.token;
  }

  /** The example account of a role. */
  holder(role: keyof OpenCoin["desired"]["roles"]): string {
    return this.coin.desired.roles[role][0] ?? "";
  }

  /** An address as people of this chain write it. */
  text(account: string): string {
    return this.coin.desired.network.platform === "tron" ? toBase58(account) : account;
  }

  store(operation: OperationName, options: Omit<JournalOptions, "file"> = {}): Store {
    const { network, coin } = this.coin.desired;
    return operationStore(network.name, coin, operation, { root: this.#folder, ...options });
  }

  /** Runs an operation, every key at hand and nobody asked unless told otherwise. */
  run(
    name: OperationName,
    given: Given,
    { keys, ...options }: Partial<OperateOptions> & { readonly keys?: Keys } = {},
  ): Promise<OperationOutcome> {
    const coin = keys === undefined ? this.coin : { ...this.coin, keys };
    const confirm = (): Promise<void> => Promise.resolve();
    const operation = operationNamed(name);
    return operate({ coin, operation, given, store: this.store(name), confirm, patience: 10_000, ...options });
  }

  /** Expects a refusal with this code and an unchanged chain and ledger. */
  async refused(
    code: ErrorCode,
    name: OperationName,
    given: Given,
    more: Partial<OperateOptions> = {},
  ): Promise<string> {
    const before = [await this.transactions(), this.records(name).length];
    const confirm = (): Promise<void> => expect.fail("must be refused before anybody is asked");
    const error = await this.run(name, given, { confirm, ...more }).then(
      ({ state }) => expect.fail(`expected the refusal ${code}, but it ended ${state}`),
      (thrown: unknown) => thrown,
    );
    const refusal = asOperatorError(error);
    if (refusal === null) throw error;
    expect(refusal.code, refusal.message).to.equal(code);
    expect(refusal.remedy).to.match(/\S/);
    expect([await this.transactions(), this.records(name).length]).to.deep.equal(before);
    return refusal.message;
  }

  records(name: OperationName): readonly StoredRecord[] {
    return this.store(name).openJournal().records;
  }

  ledger(name: OperationName): HistoryEntry[] {
    return [...historyOf(this.records(name)).values()];
  }

  /** Keys without these roles' accounts. */
  keysWithout(...roles: (keyof OpenCoin["desired"]["roles"])[]): Keys {
    const away = roles.map((role) => this.holder(role));
    return walletKeys(wallets.filter(({ address }) => !away.includes(address)));
  }

  /** Keys without these accounts. */
  keysExcept(...accounts: readonly string[]): Keys {
    return walletKeys(wallets.filter(({ address }) => !accounts.includes(address)));
  }

  /** Number of transactions since the chain began. */
  async transactions(): Promise<number> {
    const { provider } = this.coin.chain;
    let count = 0;
    for (let number = this.#first; number <= (await provider.getBlockNumber()); number++) {
      count += (await provider.getBlock(number))?.transactions.length ?? 0;
    }
    return count;
  }
  #first = 1;

  /** Sends a call of the token from an example account, besides the operations. */
  async send(from: string, call: (token: Bench["token"]) => Promise<ContractTransactionResponse>): Promise<void> {
    const signer = this.coin.chain.signer(localSigner(walletOf(from)));
    const receipt = await (await call(this.token.connect(signer))).wait();
    expect(receipt?.status).to.equal(1);
  }

  /** Makes what a bundle asks for happen, as its signers would. */
  async signBundle(file: string, by: string): Promise<void> {
    const bundle = JSON.parse(readFileSync(file, "utf8")) as { transactions: { to: string; data: string }[] };
    const signer = this.coin.chain.signer(localSigner(walletOf(by)));
    for (const { to, data } of bundle.transactions) {
      const receipt = await (await signer.sendTransaction({ to, data })).wait();
      expect(receipt?.status).to.equal(1);
    }
  }

  /** Issues to an account, with a reference nobody else uses. */
  async issue(to: string, amount: bigint): Promise<void> {
    const deposit = id(`issue ${(await this.token.totalSupply()).toString()}`);
    await this.send(this.holder("MINTER"), (token) => token.mint(to, amount, deposit));
  }

  /** Writes a file and returns where it is. */
  file(name: string, ...lines: readonly string[]): string {
    const path = join(this.#folder, name);
    writeFileSync(path, `${lines.join("\n")}\n`);
    return path;
  }

  /** The report that would follow the first one, in the window after it. */
  async nextReport(changes: Partial<ReserveReport> = {}): Promise<ReserveReport> {
    const { validUntil, reserves, asOf } = await this.coin.contracts.attestations.report(1n);
    const allocations = [{ chainId: this.coin.desired.network.chainId, mintable: COIN }];
    return reportOf({ sequence: 2n, asOf, validFrom: validUntil, reserves, allocations, ...changes });
  }

  /** Signatures of just enough attestors. */
  async signReport(report: ReserveReport): Promise<string[]> {
    const { attestors, threshold } = this.coin.desired.attestation;
    const signers = attestors.slice(0, threshold).map((account) => walletOf(account));
    return signReport(await reportDomain(this.coin.contracts.attestations), report, signers);
  }

  /** Somebody without any role, connected. */
  anyone(): Signer {
    return this.coin.chain.signer(localSigner(wallets[0]!));
  }

  /** Reserves of two million are attested; this chain may issue 1,600,000 of them for two days. */
  async #openWindow(): Promise<void> {
    const { attestations } = this.coin.contracts;
    const { chain, desired } = this.coin;
    const now = BigInt((await chain.provider.getBlock("latest"))?.timestamp ?? 0);
    const report = reportOf({
      ...{ sequence: 1n, asOf: now, validFrom: now, validUntil: now + 172_800n, reserves: 2_000_000n * COIN },
      allocations: [{ chainId: desired.network.chainId, mintable: 1_600_000n * COIN }],
    });
    const signatures = await this.signReport(report);
    const anyone = attestations.connect(this.anyone());
    await (await anyone.submit(report, signatures)).wait();
    this.#first = await chain.provider.getBlockNumber();
  }
}

/** Both embedded chains, opened once for all tests of operations. */
let benches: Promise<readonly Bench[]> | undefined;

/** Runs the same tests on both chains. */
export function onBothChains(title: string, tests: (bench: () => Bench) => void): void {
  for (const [index, chain] of ["BNB Chain", "TRON"].entries()) {
    describe(`${title} on ${chain}`, function () {
      this.timeout(120_000);
      let bench: Bench;
      before(async () => {
        benches ??= (async () => [await Bench.evm(), await Bench.tron()])();
        bench = (await benches)[index]!;
      });
      beforeEach(() => bench.reset());
      tests(() => bench);
    });
  }
}

closeAtEnd("the chains of the operations", async () => {
  for (const bench of (await benches) ?? []) await bench.close();
});
