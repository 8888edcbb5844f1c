import { type ContractTransactionResponse, type Signer, ZeroHash, id } from "ethers";
import hre from "hardhat";
import { type DeployedCoin, contractsOf, deployCoin, signerOf } from "../../../scripts/deploy-coin.ts";
import { type EmbeddedChain, openEmbeddedEvm, openEmbeddedTron } from "../../../scripts/embedded-chains.ts";
import type { BankPeriod } from "../../../issuer/books/bank.ts";
import { openBooks } from "../../../issuer/books/book-file.ts";
import { type BookedCoin, bookIdentity, reconciledChain } from "../../../issuer/books/books-of-coin.ts";
import { type ReconciledChain, type Reconciliation, reconcile } from "../../../issuer/books/reconcile.ts";
import type { Opened } from "../../../issuer/coin/open-each.ts";
import type { CoinContracts } from "../../../issuer/coin/connect.ts";
import { addressesOf } from "../../../issuer/coin/record-of-chain.ts";
import { developmentWallets } from "../../../issuer/signing/keys.ts";
import { loadBuild } from "../../../issuer/model/build.ts";
import { fileStore, memoryStore } from "../../../issuer/journal/store.ts";
import type { Cutting } from "../../../issuer/nodes/read-logs.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import type { PlainReferences } from "../../../issuer/books/plain-references.ts";
import { parseAmount } from "../../../packages/integration/reading/units.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { emptyFolder } from "../../support/folders.ts";

const START = "2027-01-04T06:00:00Z";

/** The coin on one chain of this process. */
export class Site {
  readonly coin: DeployedCoin;
  readonly contracts: CoinContracts;
  readonly booked: BookedCoin;
  readonly network: string;
  readonly url: EmbeddedChain["url"];
  readonly travel: EmbeddedChain["travel"];
  readonly snapshot: EmbeddedChain["snapshot"];
  readonly setCode: EmbeddedChain["setCode"];
  readonly setStorage: EmbeddedChain["setStorage"];
  readonly connection: EmbeddedChain["connection"];
  readonly close: () => Promise<void>;

  constructor(coin: DeployedCoin, embedded: EmbeddedChain) {
    const { desired, chain, outcome } = coin;
    const addresses = addressesOf(outcome.record);
    if (outcome.record === null || addresses === null) throw new Error("The coin is not deployed.");
    this.coin = coin;
    this.contracts = contractsOf(coin);
    this.booked = { desired, chain, record: outcome.record, addresses, contracts: this.contracts };
    this.network = desired.network.name;
    this.url = embedded.url;
    this.travel = embedded.travel;
    this.snapshot = embedded.snapshot;
    this.setCode = embedded.setCode;
    this.setStorage = embedded.setStorage;
    this.connection = embedded.connection;
    this.close = () => embedded.close();
  }

  /** As the tasks open it. */
  async opened(): Promise<Opened> {
    const { coin, connection, booked } = this;
    const build = await loadBuild(hre.artifacts);
    const parts = { hre, connection, build, store: memoryStore(), keys: coin.keys, close: () => Promise.resolve() };
    return { desired: coin.desired, coin: { ...booked, ...parts }, refusal: null };
  }

  /** Has the timelock make calls, after its delay. */
  async viaTimelock(calls: readonly { readonly to: string; readonly data: string }[]): Promise<void> {
    const { timelock } = this.contracts;
    const { delays, executors } = this.coin.desired.timelock;
    const executor = await this.coin.keys.find(executors[0] ?? "");
    if (executor === null) throw new Error("There is no executor.");
    const parts = [calls.map(({ to }) => to), calls.map(() => 0n), calls.map(({ data }) => data)] as const;
    const batch = [...parts, ZeroHash, id(`${await this.now()}`)] as const;
    await send(timelock.connect(await this.staff("PROPOSER")).scheduleBatch(...batch, delays.upgrade));
    await this.travel(Number(delays.upgrade));
    await send(timelock.connect(this.coin.chain.signer(executor)).executeBatch(...batch));
  }

  /** The issuer's account for a role. */
  staff(role: Parameters<typeof signerOf>[1], index = 0): Promise<Signer> {
    return signerOf(this.coin, role, index);
  }

  /** An account without any role, by number. */
  person(index: number): Signer {
    const wallet = developmentWallets()[15 + index];
    if (wallet === undefined) throw new Error(`There is no account ${index}.`);
    return this.coin.chain.signer(localSigner(wallet));
  }

  /** Whole coins in smallest units. */
  coins(text: string | number): bigint {
    return parseAmount(String(text), this.coin.desired.decimals);
  }

  /** Time of the newest block. */
  async now(): Promise<number> {
    return (await this.coin.chain.provider.getBlock("latest"))?.timestamp ?? 0;
  }
}

/** Waits for transactions that must succeed, one after the other. */
export async function send(sent: Promise<ContractTransactionResponse>): Promise<string> {
  const receipt = await (await sent).wait();
  if (receipt?.status !== 1) throw new Error("A transaction was not executed.");
  return receipt.hash;
}

/** Opens an embedded BNB-like chain with the coin. @param folder - Where its record is kept. */
export async function openBnb(folder: string): Promise<Site> {
  return openSite(await openEmbeddedEvm(hre, { start: START }), folder);
}

/** Opens an embedded TRON node with the coin. @param folder - Where its record is kept. */
async function openTron(folder: string): Promise<Site> {
  return openSite(await openEmbeddedTron(hre, { start: START }), folder);
}

async function openSite(embedded: EmbeddedChain, folder: string): Promise<Site> {
  const { network, connection } = embedded;
  const store = fileStore(network, "kgst", { root: folder });
  return new Site(await deployCoin({ connection, artifacts: hre.artifacts, store }), embedded);
}

/** How a test reconciles, if not as usual. */
export interface Asked {
  readonly bank?: string;
  readonly period?: BankPeriod;
  readonly bridgePatience?: number;
  readonly sample?: number | null;
  readonly references?: PlainReferences;
  readonly chunks?: Partial<Cutting>;
  /** Changes what the run sees of a chain. */
  readonly see?: (chain: ReconciledChain) => ReconciledChain;
}

/** Reconciles the coin on these chains with the books in a file. */
export async function reconcileSites(file: string, sites: readonly Site[], asked: Asked = {}): Promise<Reconciliation> {
  const [first] = sites;
  if (first === undefined) throw new Error("There is no chain.");
  const { bank, period = { since: 0, until: Number.MAX_SAFE_INTEGER }, bridgePatience = 3_600, sample = 200 } = asked;
  const { see = (chain) => chain, chunks, references } = asked;
  const db = openBooks(file, bookIdentity(first.booked));
  try {
    return await reconcile(
      db,
      sites.map(({ booked }) => see(reconciledChain(booked))),
      {
        decimals: first.coin.desired.decimals,
        sample,
        bridgePatience,
        ...(bank === undefined ? {} : { bank: { file: bank, period } }),
        ...(chunks === undefined ? {} : { chunks }),
        ...(references === undefined ? {} : { references }),
      },
    );
  } finally {
    db.close();
  }
}

/** What a run found, as `code subject: expected -> actual`. */
export function told({ findings }: Reconciliation): string[] {
  return findings.kept.map(
    ({ code, network, subject, expected, actual }) =>
      `${code} ${network ?? "all"} ${subject}: ${expected} -> ${actual}`,
  );
}

/** The coin on both chains, deployed once for all tests of the books. */
export interface Town {
  readonly bnb: Site;
  readonly tron: Site;
  readonly folder: string;
}

let town: Promise<Town> | undefined;

/** Opens both chains, the first time. */
export function openTown(): Promise<Town> {
  return (town ??= (async () => {
    const folder = emptyFolder();
    return { bnb: await openBnb(folder), tron: await openTron(folder), folder };
  })());
}

closeAtEnd("the chains of the books", async () => {
  const opened = await town;
  await Promise.all([opened?.bnb.close(), opened?.tron.close()]);
});

/** Runs something on both chains and takes it back afterwards. */
export async function takenBack<T>({ bnb, tron }: Town, work: () => Promise<T>): Promise<T> {
  const undo = [await bnb.snapshot(), await tron.snapshot()];
  try {
    return await work();
  } finally {
    for (const back of undo) await back();
  }
}
