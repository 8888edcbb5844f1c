import { toBare } from "../../tron/address.ts";
import type { Chain } from "./chain/chain.ts";
import { fromHexString } from "./protocol/bytes.ts";
import { emptyAccount } from "./state/account.ts";
import type { Mutex } from "./mutex.ts";

/** When blocks are made: with each transaction, on request, or each so many milliseconds. */
export type BlockMode = "instant" | "manual" | number;

const SECOND = 1_000n;

function countOf(value: number | bigint, least: bigint): bigint {
  if (typeof value === "number" && !Number.isSafeInteger(value))
    throw new RangeError(`${value} is not a number of blocks.`);
  if (BigInt(value) < least) throw new RangeError(`The number of blocks is at least ${least}, not ${value}.`);
  return BigInt(value);
}

/** Development controls of a node. Addresses may have any form. */
export class Controls {
  readonly #chain: Chain;
  readonly #mutex: Mutex;
  #mode: BlockMode = "instant";
  #timer: NodeJS.Timeout | undefined;

  /** @param chain - what is controlled @param mutex - order among all requests @param mode - when blocks are made */
  constructor(chain: Chain, mutex: Mutex, mode: BlockMode) {
    this.#chain = chain;
    this.#mutex = mutex;
    this.setBlocks(mode);
  }

  /** Number and time (milliseconds) of the newest block. */
  get head(): { readonly number: bigint; readonly timestamp: bigint } {
    const { number, timestamp } = this.#chain.head;
    return { number, timestamp };
  }

  /** Number and time (milliseconds) of the newest final block. */
  get final(): { readonly number: bigint; readonly timestamp: bigint } {
    const { number, timestamp } = this.#chain.final;
    return { number, timestamp };
  }

  /** What `block.chainid` is. */
  get chainId(): bigint {
    return this.#chain.chainId;
  }

  /** When blocks are made. */
  get blocks(): BlockMode {
    return this.#mode;
  }

  /** Changes when blocks are made. Pending transactions wait for the next block. */
  setBlocks(mode: BlockMode): void {
    this.stop();
    this.#mode = mode;
    if (typeof mode !== "number") return;
    this.#timer = setInterval(() => void this.mine(), mode);
    this.#timer.unref();
  }

  /** Makes blocks; the first takes the pending transactions. */
  async mine(count = 1): Promise<void> {
    await this.#mutex.runExclusive(async () => {
      for (let made = 0; made < count; made++) await this.#chain.mine();
    });
  }

  /**
   * Lets what is final stay so many blocks behind the newest block; 0, as in the beginning, for none. On public TRON it is
   * about 19. What is final already stays final.
   */
  async setFinalityLag(blocks: number | bigint): Promise<void> {
    await this.#mutex.runExclusive(() => {
      this.#chain.setFinalityLag(countOf(blocks, 0n));
    });
  }

  /**
   * Replaces the newest blocks by others, one more than there were. Needs a finality lag, since no final block is replaced.
   * What these controls changed in the meantime (balances, code, storage) is taken back with them.
   * @param depth - how many blocks, one at least
   * @param transactions - `"again"` (default): they get into the new blocks, as far as they still hold; `"lost"`: they do not
   * @throws RangeError when so many blocks are not open to it
   */
  async reorganise(depth: number | bigint, transactions: "again" | "lost" = "again"): Promise<void> {
    await this.#mutex.runExclusive(() => this.#chain.reorganise(countOf(depth, 1n), transactions === "again"));
  }

  /** Remembers state, blocks and clock; the number is for {@link revert}. */
  snapshot(): Promise<number> {
    return this.#mutex.runExclusive(() => this.#chain.snapshot());
  }

  /** Returns to a snapshot, which is used up by it. False when it does not exist (any more). */
  revert(snapshot: number): Promise<boolean> {
    return this.#mutex.runExclusive(() => this.#chain.revert(snapshot));
  }

  /** Moves the clock forward by at least so much, counted from the newest block; the next block shows it. */
  async increaseTime(seconds: number | bigint): Promise<void> {
    await this.#mutex.runExclusive(() => {
      this.#chain.clock.advance(BigInt(seconds) * SECOND, this.#chain.head.timestamp);
    });
  }

  /** Fixes the time of the next block, in seconds since 1970; it must lie after the newest block. */
  async setNextBlockTimestamp(seconds: number | bigint): Promise<void> {
    await this.#mutex.runExclusive(() => {
      const timestamp = BigInt(seconds) * SECOND;
      if (timestamp <= this.#chain.head.timestamp) {
        throw new RangeError(
          `The next block must be later than ${this.#chain.head.timestamp / SECOND}, the time of the newest one.`,
        );
      }
      this.#chain.clock.setNext(timestamp);
    });
  }

  /** Sets a balance in sun, opening the account when needed. */
  async setBalance(address: string, sun: bigint): Promise<void> {
    const bare = toBare(address);
    await this.#edit((chain) => {
      chain.world.update(bare, { balance: sun });
    });
  }

  /** Puts runtime code at an address, making it a contract. */
  async setCode(address: string, code: string): Promise<void> {
    const bare = toBare(address);
    await this.#edit(({ world }) => {
      world.accounts.set(bare, { ...(world.account(bare) ?? emptyAccount(bare)), kind: 2 });
      const message = { contract_address: fromHexString(`41${bare}`), consume_user_resource_percent: 100n };
      if (!world.contracts.has(bare)) {
        world.contracts.set(bare, { message, origin: bare, percent: 100n, originEnergyLimit: 0n, energyFactor: 0n });
      }
      world.setCode(bare, fromHexString(code));
    });
  }

  /** Writes a storage row. */
  async setStorageAt(address: string, slot: bigint, value: bigint): Promise<void> {
    const bare = toBare(address);
    await this.#edit(({ world }) => {
      world.setRow(bare, slot, value);
    });
  }

  /** Sets the dynamic energy penalty of a contract, in 1/10000 on top (0 to 34000 on mainnet). */
  async setEnergyFactor(address: string, factor: bigint): Promise<void> {
    const bare = toBare(address);
    await this.#edit(({ world }) => {
      const contract = world.contracts.get(bare);
      if (contract === undefined) throw new RangeError(`There is no contract at ${address}.`);
      world.contracts.set(bare, { ...contract, energyFactor: factor });
    });
  }

  /** Accepts transactions of these accounts without their signatures. */
  async unlock(addresses: readonly string[]): Promise<void> {
    await this.#mutex.runExclusive(() => {
      for (const address of addresses) this.#chain.unlocked.add(toBare(address));
    });
  }

  /** Makes no more blocks by itself. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #edit(change: (chain: Chain) => void): Promise<void> {
    return this.#mutex.runExclusive(() => this.#chain.edit(() => change(this.#chain)));
  }
}
