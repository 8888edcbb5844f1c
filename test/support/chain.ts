import "./quick-ethers.ts";
import { expect } from "chai";
import {
  type AbstractProvider,
  type ContractTransactionResponse,
  type Interface,
  type LogDescription,
  type Signer,
  type SigningKey,
  type TransactionReceipt,
  type TransactionRequest,
  getAddress,
  isAddress,
  isCallException,
} from "ethers";
import type { FactoryClass } from "../../packages/tron/deploy-contract.ts";
import { SYSTEM_INTERFACE, decodeError, findRevertData } from "./errors.ts";

/** A funded account whose key is at hand, so that typed data and bare digests can be signed. */
export interface Account extends Signer {
  readonly address: string;
  readonly signingKey: SigningKey;
}

/** What a chain can do beyond the common ground. Behaviours that need more are mounted only where it is there. */
export interface ChainSupports {
  /** Externally owned accounts can carry code (EIP-7702, type-4 transactions). */
  readonly eip7702: boolean;
  /** Several transactions can be put into one block in a given order. */
  readonly sameBlock: boolean;
  /** The node tells a contract's raw storage. */
  readonly storage: boolean;
}

/** One expected log: who emitted it, its name, its arguments. */
export type ExpectedEvent = readonly [emitter: Addressed, name: string, args: readonly unknown[]];

/** A contract or an account. */
export type Addressed = { readonly target: unknown } | { readonly address: string };

/** A transaction on its way, or one that never left because it would have reverted. */
export type Sent = Promise<ContractTransactionResponse> | Promise<{ readonly hash: string }>;

type Undo = () => Promise<void>;

/**
 * All that a behaviour knows of the chain it runs on. A chain is mounted by extending this class; behaviours reach it
 * only through here, so that they are the same on every chain.
 */
export abstract class TestChain {
  abstract readonly name: string;
  /** What `block.chainid` is. */
  abstract readonly chainId: bigint;
  abstract readonly provider: AbstractProvider;
  /** At least 32 funded accounts. */
  abstract readonly accounts: readonly Account[];
  abstract readonly supports: ChainSupports;

  /** Moves the clock forward by at least `seconds` and makes a block. */
  abstract timeTravel(seconds: number | bigint): Promise<void>;
  /** Remembers the state; the function it returns goes back to it, once. */
  abstract snapshot(): Promise<Undo>;
  /** A second, independent chain with another chain id. */
  abstract sibling(): Promise<TestChain>;
  /** Points an account to code (EIP-7702); only where supported. */
  abstract delegate(account: Account, code: string): Promise<void>;
  /** Puts transactions into one block in the given order; only where supported. Reverts are in the receipts. */
  abstract mineTogether(requests: readonly (readonly [Account, TransactionRequest])[]): Promise<TransactionReceipt[]>;
  abstract close(): Promise<void>;

  /** The data with which a mined transaction reverted. */
  protected abstract revertDataOf(receipt: TransactionReceipt): Promise<string>;

  readonly #foundations = new Map<unknown, unknown>();
  /** Goes back to where only the foundations stand. */
  #clear: Undo | null = null;
  readonly #fixtures: { readonly make: unknown; readonly value: unknown; undo: Undo }[] = [];

  /** Time of the latest block in Unix seconds: what a call sees. */
  async now(): Promise<bigint> {
    return BigInt((await this.#block("latest")).timestamp);
  }

  /** Time of the block that holds a receipt. */
  async timeOf(receipt: TransactionReceipt): Promise<bigint> {
    return BigInt((await this.#block(receipt.blockNumber)).timestamp);
  }

  /** Account number `index`. */
  account(index: number): Account {
    const account = this.accounts[index];
    if (account === undefined) throw new Error(`${this.name} has no account ${index}`);
    return account;
  }

  /** Deploys a contract; its address is what the receipt says, since chains derive it differently. */
  async deploy<C, A extends unknown[]>(factory: FactoryClass<C, A>, deployer: Account, ...args: A): Promise<C> {
    const request = await new factory(deployer).getDeployTransaction(...args);
    const receipt = await this.send(deployer.sendTransaction(request));
    if (receipt.contractAddress === null) throw new Error("The receipt of a deployment names no contract");
    return factory.connect(receipt.contractAddress, deployer);
  }

  /** Waits for a transaction that must succeed. */
  async send(sent: Sent): Promise<TransactionReceipt> {
    let hash: string;
    try {
      ({ hash } = await sent);
    } catch (thrown) {
      const data = revertDataIn(thrown);
      throw data === undefined ? thrown : new Error(describeRevert(data), { cause: thrown });
    }
    const receipt = await this.#settle(hash);
    if (receipt.status !== 1) throw new Error(describeRevert(await this.revertDataOf(receipt)));
    return receipt;
  }

  /** Asserts that a call or a transaction reverts with exactly this error. */
  async expectRevert(action: Promise<unknown>, name: string, args: readonly unknown[] = []): Promise<void> {
    const data = await this.#dataOfRevert(action, `${name}(${String(plain([...args]))})`);
    const decoded = decodeError(data);
    expect({ error: decoded.name, args: plain(decoded.args.toArray()) }).to.deep.equal({
      error: name,
      args: plain(args),
    });
  }

  /** The name of the error that a call or a transaction must revert with, where its arguments cannot be foretold. */
  async revertName(action: Promise<unknown>): Promise<string> {
    return decodeError(await this.#dataOfRevert(action, "some error")).name;
  }

  /** Asserts that a call or a transaction reverts without any data, as unknown selectors do. */
  async expectBareRevert(action: Promise<unknown>): Promise<void> {
    expect(await this.#dataOfRevert(action, "no data")).to.equal("0x");
  }

  /** Asserts that a transaction succeeds and emits exactly these logs, in this order. */
  async expectEvents(
    sent: Sent,
    expected: readonly ExpectedEvent[],
    abi: Interface = SYSTEM_INTERFACE,
  ): Promise<TransactionReceipt> {
    const receipt = await this.send(sent);
    const seen = receipt.logs.map((log) => {
      const event = abi.parseLog(log);
      return { emitter: log.address, event: event?.name ?? log.topics[0], args: plain(event?.args.toArray() ?? []) };
    });
    expect(seen).to.deep.equal(
      expected.map(([emitter, event, args]) => ({ emitter: addressOf(emitter), event, args: plain(args) })),
    );
    return receipt;
  }

  /** The logs of a receipt that one contract emitted, decoded. */
  eventsOf(receipt: TransactionReceipt, emitter: Addressed, abi: Interface = SYSTEM_INTERFACE): LogDescription[] {
    return receipt.logs
      .filter((log) => log.address === addressOf(emitter))
      .map((log) => abi.parseLog(log))
      .filter((event) => event !== null);
  }

  /**
   * Goes back to where nothing stands but the foundations, of which `make` is one: it runs once and adds to them, so that
   * all fixtures can begin with it.
   */
  async foundation<T>(make: (chain: TestChain) => Promise<T>): Promise<T> {
    await this.#clear?.();
    this.#fixtures.length = 0; // gone
    if (!this.#foundations.has(make)) this.#foundations.set(make, await make(this));
    this.#clear = await this.snapshot();
    return this.#foundations.get(make) as T;
  }

  /** Runs `make` once and afterwards only returns to the state it left. */
  async fixture<T>(make: (chain: TestChain) => Promise<T>): Promise<T> {
    const index = this.#fixtures.findIndex((fixture) => fixture.make === make);
    const known = this.#fixtures[index];
    if (known === undefined) {
      const value = await make(this);
      this.#fixtures.push({ make, value, undo: await this.snapshot() });
      return value;
    }
    await known.undo();
    this.#fixtures.splice(index + 1); // made after this state, hence gone
    known.undo = await this.snapshot();
    return known.value as T;
  }

  async #dataOfRevert(action: Promise<unknown>, wanted: string): Promise<string> {
    let outcome: unknown;
    try {
      outcome = await action;
    } catch (thrown) {
      const data = revertDataIn(thrown);
      if (data !== undefined) return data;
      throw thrown;
    }
    const hash = (outcome as { readonly hash?: unknown } | undefined)?.hash;
    if (typeof hash === "string") {
      const receipt = await this.#settle(hash);
      if (receipt.status === 0) return await this.revertDataOf(receipt);
    }
    throw new Error(`Expected a revert with ${wanted}, but it went through`);
  }

  async #settle(hash: string): Promise<TransactionReceipt> {
    const receipt = (await this.provider.getTransactionReceipt(hash)) ?? (await this.provider.waitForTransaction(hash));
    if (receipt === null) throw new Error(`No receipt for ${hash}`);
    return receipt;
  }

  async #block(tag: "latest" | number): Promise<{ timestamp: number }> {
    const block = await this.provider.getBlock(tag);
    if (block === null) throw new Error(`${this.name} has no block ${tag}`);
    return block;
  }
}

function revertDataIn(thrown: unknown): string | undefined {
  return isCallException(thrown) && thrown.data !== null ? thrown.data : findRevertData(thrown);
}

function describeRevert(data: string): string {
  if (data === "0x") return "The transaction reverted without data";
  const { name, args } = decodeError(data);
  return `The transaction reverted with ${name}(${args.join(", ")})`;
}

/** Address of a contract or an account, in mixed case. */
export function addressOf(addressed: Addressed): string {
  return getAddress("target" in addressed ? String(addressed.target) : addressed.address);
}

/** Values as assertions compare them: numbers as bigint, contracts and accounts as addresses, addresses in mixed case. */
function plain(value: unknown): unknown {
  if (typeof value === "number") return BigInt(value);
  if (typeof value === "string") return isAddress(value) ? getAddress(value) : value;
  if (Array.isArray(value)) return Array.from(value as unknown[], plain);
  if (typeof value === "object" && value !== null && ("target" in value || "address" in value)) {
    return addressOf(value as Addressed);
  }
  return value;
}
