import { type BareAddress, toBare } from "../../../tron/address.ts";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { bytesToNumber } from "../protocol/bytes.ts";
import { emptyAccount } from "../state/account.ts";
import { JournaledMap } from "../state/journal.ts";
import { World } from "../state/world.ts";
import type { Environment } from "../transactions/environment.ts";
import { TronException } from "../transactions/errors.ts";
import { processTransaction, type History } from "../transactions/process.ts";
import { infoMessage } from "../transactions/receipt.ts";
import { validateSignatures } from "../transactions/signatures.ts";
import { runConstant } from "../transactions/smart.ts";
import { integer, type SignedTransaction } from "../transactions/transaction.ts";
import type { ExecutionResult } from "../vm/execution.ts";
import type { BlockContext } from "../vm/frame.ts";
import { Machine } from "../vm/machine.ts";
import { type Rules, rulesOf, type Version } from "../vm/rules.ts";
import { type Block, genesisBlock, type Producer, sealBlock, type StoredTransaction } from "./block.ts";
import { Clock } from "./clock.ts";
import { Finality } from "./finality.ts";
import { BLOCK_INTERVAL, type ChainParameters } from "./parameters.ts";

const RECENT = 65_536n;

/** An account of the genesis block. */
export interface GenesisAccount {
  readonly address: string;
  /** Sun. */
  readonly balance: bigint;
  readonly name?: string;
}

/** How a chain begins and behaves. */
export interface ChainOptions {
  readonly version: Version;
  readonly parameters: ChainParameters;
  readonly accounts: readonly GenesisAccount[];
  readonly producer: Producer;
  readonly genesisId: Uint8Array | undefined;
  readonly chainId: bigint | undefined;
  readonly now: () => number;
  readonly maxSteps: number | undefined;
  /** History `getbandwidthprices` shows. */
  readonly bandwidthPrices: string | undefined;
}

/** The ledger: blocks, state and pending transactions. All methods must be called one after the other. */
export class Chain implements History {
  readonly world = new World();
  readonly machine = new Machine();
  readonly rules: Rules;
  readonly clock: Clock;
  readonly #blocks = new JournaledMap<bigint, Block>(this.world.journal);
  readonly #ids = new JournaledMap<string, bigint>(this.world.journal);
  readonly #transactions = new JournaledMap<string, StoredTransaction>(this.world.journal);
  readonly #snapshots: {
    readonly mark: number;
    readonly clock: bigint;
    readonly pending: readonly SignedTransaction[];
  }[] = [];
  readonly #finality = new Finality();
  #head: Block;
  #pending: SignedTransaction[] = [];
  #pendingMark: number | undefined;

  readonly options: ChainOptions;

  /** @param options - rules, prices, first accounts */
  constructor(options: ChainOptions) {
    this.options = options;
    this.rules = rulesOf(options.version);
    this.clock = new Clock(options.now);
    this.#head = genesisBlock(options.genesisId, options.chainId, 0n);
    for (const { address, balance, name } of options.accounts) {
      const bare = toBare(address);
      this.world.accounts.set(bare, { ...emptyAccount(bare), balance, name: utf8ToBytes(name ?? "") });
    }
    this.#store(this.#head);
    this.world.journal.forget();
  }

  /** Newest block. */
  get head(): Block {
    return this.#head;
  }

  /** Newest final block: the newest one, unless there is a lag. */
  get final(): Block {
    return this.block(this.#finality.final) ?? this.#head;
  }

  /** Last four bytes of the genesis block's id. */
  get chainId(): bigint {
    return bytesToNumber((this.block(0n)?.id ?? this.#head.id).subarray(28));
  }

  /** Accounts whose transactions need no signature (development control). */
  get unlocked(): Set<BareAddress> {
    return this.world.unlocked;
  }

  /** Number of transactions in all blocks. */
  get transactionCount(): number {
    return this.#transactions.size;
  }

  /** Accepted transactions that are in no block yet. */
  get pending(): readonly SignedTransaction[] {
    return this.#pending;
  }

  /** Block by number. */
  block(number: bigint): Block | undefined {
    return this.#blocks.get(number);
  }

  /** Block by id in hex. */
  blockById(id: string): Block | undefined {
    const number = this.#ids.get(id.replace(/^0x/, "").toLowerCase());
    return number === undefined ? undefined : this.block(number);
  }

  /** A transaction in a block, by id in hex. */
  transaction(id: string): StoredTransaction | undefined {
    return this.#transactions.get(id.replace(/^0x/, "").toLowerCase());
  }

  /** @inheritdoc */
  knows(id: string): boolean {
    return this.#transactions.has(id) || this.#pending.some((tx) => bytesToHex(tx.id) === id);
  }

  /** @inheritdoc */
  referencedBlock(refBlockBytes: Uint8Array): Uint8Array | undefined {
    const low = bytesToNumber(refBlockBytes);
    const head = this.#head.number;
    const back = BigInt.asUintN(16, head - low);
    return back >= RECENT || back > head ? undefined : this.block(head - back)?.id;
  }

  /**
   * Takes a transaction. With `mine` it goes into a block of its own at once; otherwise it is applied to the pending
   * state until {@link mine}, in no block: java-tron hands the machine an empty one, so that contracts see the time zero
   * then (VMActuator, `ET_PRE_TYPE`). @throws TronException when it is refused; nothing has changed then
   */
  async accept(tx: SignedTransaction, mine: boolean): Promise<void> {
    if (tx.contract === undefined) throw new TronException("ContractValidateException", "No contract!");
    if (integer(tx.raw, "expiration") < this.#head.timestamp + BLOCK_INTERVAL) {
      throw new TronException("TransactionExpirationException", "Transaction expiration, transaction expired");
    }
    validateSignatures(this.world, tx);
    if (mine && this.#pending.length === 0) {
      const timestamp = this.clock.nextBlock(this.#head.timestamp);
      this.#seal(timestamp, [await this.#apply(tx, this.#context(this.#head.number + 1n, timestamp), 0)]);
      return;
    }
    this.#pendingMark ??= this.world.journal.mark();
    await this.#apply(tx, this.#context(0n, 0n), this.#pending.length);
    this.#pending.push(tx);
    if (mine) await this.mine();
  }

  /** Puts the pending transactions into a block; a transaction that no longer holds is dropped. */
  async mine(): Promise<Block> {
    const transactions = this.#pending;
    if (this.#pendingMark !== undefined) this.world.journal.revertTo(this.#pendingMark);
    this.#pendingMark = undefined;
    this.#pending = [];
    const timestamp = this.clock.nextBlock(this.#head.timestamp);
    const context = this.#context(this.#head.number + 1n, timestamp);
    const stored: StoredTransaction[] = [];
    for (const tx of transactions) {
      try {
        stored.push(await this.#apply(tx, context, stored.length));
      } catch (error) {
        if (!(error instanceof TronException)) throw error;
      }
    }
    return this.#seal(timestamp, stored);
  }

  /** Runs a transaction's contract on the present state without changing it. @throws TronException */
  async call(tx: SignedTransaction): Promise<ExecutionResult> {
    return runConstant(this.environment(), tx);
  }

  /** Remembers the present state and returns its number. Pending transactions are remembered as not yet applied. */
  snapshot(): number {
    const mark = this.#pendingMark ?? this.world.journal.mark();
    this.#snapshots.push({ mark, clock: this.clock.state, pending: [...this.#pending] });
    return this.#snapshots.length;
  }

  /** Returns to a snapshot; it and later ones are gone. False when there is no such snapshot. */
  revert(id: number): boolean {
    const snapshot = this.#snapshots[id - 1];
    if (snapshot === undefined) return false;
    this.#snapshots.length = id - 1;
    this.world.journal.revertTo(snapshot.mark);
    this.clock.restore(snapshot.clock);
    this.#pending = [...snapshot.pending];
    this.#pendingMark = this.#pending.length === 0 ? undefined : snapshot.mark;
    let number = this.#head.number;
    while (this.block(number) === undefined) number -= 1n;
    this.#head = this.block(number) ?? this.#head;
    this.#finality.shortened(this.#head.number);
    return true;
  }

  /** Lets the final block stay so many blocks behind the newest; what is final already stays so. */
  setFinalityLag(blocks: bigint): void {
    this.#finality.setLag(blocks, this.#head.number, this.#pendingMark ?? this.world.journal.mark());
    this.#settle();
  }

  /**
   * Replaces the newest blocks by one more than there were, as a node does that hears of a longer branch.
   * @param depth - how many blocks
   * @param again - whether their transactions are taken into the first of the new ones, where they still hold
   * @throws RangeError when one of them is final
   */
  async reorganise(depth: bigint, again: boolean): Promise<void> {
    const old = this.#head;
    const target = old.number - depth;
    const mark = this.#finality.endOf(target, old.number);
    const taken = Array.from({ length: Number(depth) }, (_, index) => this.block(target + 1n + BigInt(index)));
    const transactions = taken.flatMap((block) => block?.transactions.map(({ tx }) => tx) ?? []);
    const waiting = [...(again ? transactions : []), ...this.#pending];
    this.world.journal.revertTo(mark);
    this.#snapshots.length = this.#snapshots.filter((snapshot) => snapshot.mark <= mark).length;
    this.#pending = [];
    this.#pendingMark = undefined;
    this.#head = this.block(target) ?? old;
    this.#finality.shortened(target);
    for (const tx of waiting) await this.accept(tx, false).catch(() => undefined);
    this.clock.setNext(old.timestamp + BLOCK_INTERVAL); // so that no new block is one of the old ones
    for (let made = 0n; made <= depth; made++) await this.mine();
  }

  /** Changes the state from outside (development controls), beneath the pending transactions. */
  async edit(change: (world: World) => void): Promise<void> {
    const pending = this.#pending;
    if (this.#pendingMark !== undefined) this.world.journal.revertTo(this.#pendingMark);
    this.#pendingMark = undefined;
    this.#pending = [];
    change(this.world);
    this.#finality.sealed(this.#head.number, this.world.journal.mark());
    this.#settle();
    for (const tx of pending) await this.accept(tx, false).catch(() => undefined);
  }

  /** Undo records are needed only while a snapshot, a pending transaction or a block may be taken back. */
  #settle(): void {
    const lags = this.#finality.lag > 0n;
    if (!lags && this.#snapshots.length === 0 && this.#pendingMark === undefined) this.world.journal.forget();
  }

  async #apply(tx: SignedTransaction, context: BlockContext, index: number): Promise<StoredTransaction> {
    const { journal } = this.world;
    const { number, timestamp } = context;
    const mark = journal.mark();
    try {
      const receipt = await processTransaction(this.#environment(context), this, tx);
      return { tx, receipt, info: infoMessage(tx.id, receipt, number, timestamp), blockNumber: number, index };
    } catch (error) {
      journal.revertTo(mark);
      throw error;
    }
  }

  #seal(timestamp: bigint, transactions: readonly StoredTransaction[]): Block {
    this.clock.sealed();
    const block = sealBlock(this.#head, timestamp, this.options.producer, transactions);
    this.#store(block);
    this.#finality.sealed(block.number, this.world.journal.mark());
    this.#settle();
    return block;
  }

  #store(block: Block): void {
    this.#blocks.set(block.number, block);
    this.#ids.set(bytesToHex(block.id), block.number);
    for (const stored of block.transactions) this.#transactions.set(bytesToHex(stored.tx.id), stored);
    this.#head = block;
  }

  #context(number: bigint, timestamp: bigint): BlockContext {
    const hashOf = (index: bigint): Uint8Array | undefined => this.block(index)?.id;
    const producer: BareAddress = this.options.producer.address;
    return { number, timestamp, producer, headTimestamp: this.#head.timestamp, hashOf };
  }

  /** What validation of a transaction sees now. */
  environment(): Environment {
    return this.#environment(this.#headContext());
  }

  #headContext(): BlockContext {
    return this.#context(this.#head.number, this.#head.timestamp);
  }

  #environment(block: BlockContext): Environment {
    const { world, machine, rules, chainId } = this;
    return {
      world,
      machine,
      rules,
      parameters: this.options.parameters,
      chainId,
      block,
      maxSteps: this.options.maxSteps,
    };
  }
}
