import { setTimeout as sleep } from "node:timers/promises";
import type { Overrides } from "ethers";
import { type WireEvent, toWireFilter } from "../chains/chain-events.ts";
import type { Chain } from "../chains/chain.ts";
import { ADAPTER_TOPICS, TOPICS } from "./kinds.ts";
import type { Answers, Ask, BlockPoint, LogSource, StateSource } from "./source.ts";

/** Blocks whose hash and time are remembered. */
const REMEMBERED = 1_000;

/** The events of a coin on a chain, through the chain's node. */
export class ChainLogs implements LogSource {
  readonly #chain: Chain;
  readonly #addresses: string[];
  readonly #topics: string[];
  readonly #blocks = new Map<number, BlockPoint>();

  /**
   * @param addresses - The token and its reserve attestations.
   * @param adapters - The coin's adapter, if it has one, and those before it.
   */
  constructor(chain: Chain, addresses: readonly string[], adapters: readonly string[] = []) {
    this.#chain = chain;
    this.#addresses = [...addresses, ...adapters];
    this.#topics = [...TOPICS, ...(adapters.length === 0 ? [] : ADAPTER_TOPICS)];
  }

  finalBlock(): Promise<number> {
    this.#blocks.clear(); // a new look at the chain
    return this.#chain.finalBlock();
  }

  async block(number: number): Promise<BlockPoint | null> {
    const known = this.#blocks.get(number);
    if (known !== undefined) return known;
    const found = await this.#chain.provider.getBlock(number);
    if (found?.hash == null) return null;
    const block = { number, hash: found.hash, time: found.timestamp };
    if (this.#blocks.size >= REMEMBERED) this.#blocks.clear();
    this.#blocks.set(number, block);
    return block;
  }

  async blockByBlock(): Promise<boolean> {
    const missing = (await this.#chain.missingServices?.()) ?? [];
    return missing.some((sentence) => /\bservice jsonrpc\b/.test(sentence));
  }

  /** As the node says it: ethers takes forty times as long for a log as it takes to read it, mostly for a checksum. */
  async logs(from: number, to: number): ReturnType<LogSource["logs"]> {
    const filter = toWireFilter({ address: this.#addresses, topics: [[...this.#topics]] }, from, to);
    const logs = (await this.#chain.provider.send("eth_getLogs", [filter])) as readonly WireEvent[];
    return logs.map(({ address, topics, data, transactionHash, blockNumber, logIndex }) => ({
      ...{ address, topics, data, transactionHash },
      ...{ blockNumber: Number(blockNumber), index: Number(logIndex) },
    }));
  }
}

/** How a chain is asked about a moment that is past. */
export type Moment =
  /** EVM: the node keeps the state of the last blocks, so that a final one can be named. */
  | { readonly kind: "block" }
  /** TRON: the node has two states, the newest and the final one, and names the block of neither answer. */
  | { readonly kind: "tag"; readonly tag: "latest" | "finalized" };

/** The state of a coin on a chain, through the chain's node. */
export class ChainState implements StateSource {
  readonly #chain: Chain;
  readonly #moment: Moment;

  constructor(chain: Chain, moment: Moment) {
    this.#chain = chain;
    this.#moment = moment;
  }

  async read(asks: readonly Ask[]): Promise<Answers> {
    const all = (at: Overrides): Promise<unknown[]> => Promise.all(asks.map((ask) => ask(at)));
    if (this.#moment.kind === "block") {
      const block = await this.#chain.finalBlock();
      return { from: block, to: block, values: await all({ blockTag: block }) };
    }
    const { tag } = this.#moment;
    const from = await this.#newest(tag);
    const values = await all({ blockTag: tag });
    const to = await this.#newest(tag);
    while ((await this.#chain.finalBlock()) < to) await sleep(this.#chain.pollMilliseconds);
    return { from, to, values };
  }

  #newest(tag: "latest" | "finalized"): Promise<number> {
    return tag === "finalized" ? this.#chain.finalBlock() : this.#chain.provider.getBlockNumber();
  }
}
