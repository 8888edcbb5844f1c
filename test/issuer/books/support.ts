import { type ContractTransactionResponse, type Signer, ZeroHash, id } from "ethers";
import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import { type DeployedCoin, contractsOf, deployCoin, signerOf } from "../../../scripts/deploy-coin.ts";
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
import { toHex } from "../../../packages/tron/address.ts";
import { createTronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { emptyFolder } from "../../support/folders.ts";

const START = "2027-01-04T06:00:00Z";

/** What differs between the embedded chains. */
type SiteParts = Pick<Site, "url" | "travel" | "snapshot" | "setCode" | "setStorage" | "connection" | "close">;

/** The coin on one chain of this process. */
export class Site {
  readonly coin: DeployedCoin;
  readonly contracts: CoinContracts;
  readonly booked: BookedCoin;
  readonly network: string;
  /** Where its node listens. */
  readonly url: string;
  /** Moves the clock on by seconds and makes a block. */
  readonly travel: (seconds: number) => Promise<void>;
  /** Remembers the chain; the result makes it forget what came after. */
  readonly snapshot: () => Promise<() => Promise<void>>;
  /** Changes an account's code behind everybody's back. */
  readonly setCode: (address: string, code: string) => Promise<unknown>;
  /** Changes a word of a contract's storage behind everybody's back. */
  readonly setStorage: (address: string, slot: string, word: string) => Promise<unknown>;
  readonly connection: NetworkConnection<string>;
  readonly close: () => Promise<void>;

  constructor(coin: DeployedCoin, parts: Omit<SiteParts, "coin">) {
    const { desired, chain, outcome } = coin;
    const addresses = addressesOf(outcome.record);
    if (outcome.record === null || addresses === null) throw new Error("The coin is not deployed.");
    this.coin = coin;
    this.contracts = contractsOf(coin);
    this.booked = { desired, chain, record: outcome.record, addresses, contracts: this.contracts };
    this.network = desired.network.name;
    this.url = parts.url;
    this.travel = parts.travel;
    this.snapshot = parts.snapshot;
    this.setCode = parts.setCode;
    this.setStorage = parts.setStorage;
    this.connection = parts.connection;
    this.close = parts.close;
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
    const { delay, executors } = this.coin.desired.timelock;
    const executor = await this.coin.keys.find(executors[0] ?? "");
    if (executor === null) throw new Error("There is no executor.");
    const parts = [calls.map(({ to }) => to), calls.map(() => 0n), calls.map(({ data }) => data)] as const;
    const batch = [...parts, ZeroHash, id(`${await this.now()}`)] as const;
    await send(timelock.connect(await this.staff("PROPOSER")).scheduleBatch(...batch, delay));
    await this.travel(Number(delay));
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

/** The coin on an embedded BNB-like chain. @param folder - Where its record is kept. */
export async function openBnb(folder: string): Promise<Site> {
  const server = await hre.network.createServer(
    { network: "default", override: { initialDate: START } },
    "127.0.0.1",
    0,
  );
  const url = `http://127.0.0.1:${(await server.listen()).port}`;
  const connection = await hre.network.create({ network: "localhost", override: { url } });
  const request = (method: string, ...params: unknown[]): Promise<unknown> =>
    connection.provider.request({ method, params });
  const store = fileStore("localhost", "kgst", { root: folder });
  const coin = await deployCoin({ connection, artifacts: hre.artifacts, store });
  return new Site(coin, {
    url,
    connection,
    setCode: (address, code) => request("hardhat_setCode", address, code),
    setStorage: (address, slot, word) => request("hardhat_setStorageAt", address, slot, word),
    travel: async (seconds) => {
      await request("evm_increaseTime", seconds);
      await request("evm_mine");
    },
    snapshot: async () => {
      const snapshot = await request("evm_snapshot");
      return async () => {
        if ((await request("evm_revert", snapshot)) !== true) throw new Error("The snapshot is gone.");
      };
    },
    close: async () => {
      await connection.close();
      await server.close();
    },
  });
}

/** The coin on an embedded TRON node. @param folder - Where its record is kept. */
export async function openTron(folder: string): Promise<Site> {
  const [begin, opened] = [Date.parse(START), Date.now()];
  const keys = developmentWallets().map(({ privateKey }) => privateKey);
  const node = await createTronNode({
    port: 0,
    privateKeys: keys.map((key) => key.slice(2)),
    now: () => begin + Date.now() - opened,
  });
  const { url } = node;
  const connection = await hre.network.create({ network: "tronEmbedded", override: { url, accounts: keys } });
  const store = fileStore("tronEmbedded", "kgst", { root: folder });
  const coin = await deployCoin({ connection, artifacts: hre.artifacts, store });
  return new Site(coin, {
    url,
    connection,
    setCode: (address, code) => node.setCode(toHex(address), code),
    setStorage: (address, slot, word) => node.setStorageAt(toHex(address), BigInt(slot), BigInt(word)),
    travel: async (seconds) => {
      await node.increaseTime(seconds);
      await node.mine();
    },
    snapshot: async () => {
      const snapshot = await node.snapshot();
      return async () => {
        if (!(await node.revert(snapshot))) throw new Error("The snapshot is gone.");
      };
    },
    close: async () => {
      await connection.close();
      await node.close();
    },
  });
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
