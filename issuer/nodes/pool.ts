import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "../errors.ts";
import { RpcNode, type RpcNodeOptions } from "./rpc-node.ts";
import { NodeTrouble } from "../../packages/tron/nodes/trouble.ts";

/** What is known of a node; all of it may be shown. */
export interface NodeHealth {
  readonly host: string;
  /** Why it was passed over last; null if it never was. */
  readonly trouble: string | null;
  /** When that was, Unix seconds. */
  readonly since: number | null;
  /** Whether it is passed over now. */
  readonly out: boolean;
  /** The highest block it has named; null before the first. */
  readonly head: number | null;
}

/** What one node answered. */
export interface Reply {
  readonly node: Member;
  readonly result: unknown;
}

/** A node of a pool. */
export interface Member {
  readonly rpc: RpcNode;
  trouble: string | null;
  /** Milliseconds. */
  since: number | null;
  outUntil: number;
  head: number | null;
  /** Whether it has said that it has the pool's chain. */
  checked: boolean;
}

/** How a pool works. */
export interface PoolOptions extends RpcNodeOptions {
  /** The chain that every node must have; if not given, that of the first node that answers. */
  readonly chainId?: bigint;
  /** Milliseconds before a question is asked again whose answer may be that of a machine that lags. */
  readonly pause?: number;
  /** Milliseconds for which a node that was of no use is not asked while others are. */
  readonly rest?: number;
}

const PAUSE = 100;
const REST = 30_000;

/** The nodes of one network: one URL, behind which may be several machines, or several URLs. */
export class NodePool {
  readonly members: readonly Member[];
  readonly #options: PoolOptions;
  #chain: bigint | undefined;

  constructor(urls: readonly string[], options: PoolOptions = {}) {
    this.#options = options;
    this.#chain = options.chainId;
    const member = (url: string): Member => ({
      rpc: new RpcNode(url, options),
      ...{ trouble: null, since: null, outUntil: 0, head: null, checked: false },
    });
    this.members = urls.map(member);
  }

  /** Returns what is known of each node, for `status`. */
  health(): NodeHealth[] {
    const now = Date.now();
    return this.members.map(({ rpc, trouble, since, outUntil, head }) => {
      return {
        host: rpc.host,
        trouble,
        since: since === null ? null : Math.floor(since / 1_000),
        out: outUntil > now,
        head,
      };
    });
  }

  /**
   * Asks one node, and the next one if that is of no use.
   * @throws NodeTrouble of the last; at once if a node refuses what was asked for.
   */
  async any(method: string, params: readonly unknown[]): Promise<Reply> {
    const members = this.#inOrder();
    if (members.length > 1) {
      for (const node of members) {
        try {
          return { node, result: await this.#askOne(node, method, params, true) };
        } catch (error) {
          if (!this.#passOver(node, error)) throw error;
        }
      }
    }
    let last: unknown;
    for (const node of members) {
      try {
        return { node, result: await this.#askOne(node, method, params) };
      } catch (error) {
        if (!this.#passOver(node, error)) throw error;
        last = error;
      }
    }
    throw last;
  }

  /**
   * Asks all nodes at once that are not passed over now.
   * @returns The answers there are, at least one.
   * @throws NodeTrouble if there is none.
   */
  async all(method: string, params: readonly unknown[]): Promise<Reply[]> {
    const [only, ...others] = this.members;
    if (only === undefined) throw new Error("A pool has nodes.");
    if (others.length === 0) return [await this.any(method, params)];
    const now = Date.now();
    const ready = this.members.filter(({ outUntil }) => outUntil <= now);
    const replies = await this.#ask(ready, method, params);
    if (replies.length > 0) return replies;
    return [await this.any(method, params)];
  }

  /** Gives machines that lag some time. */
  async pause(times = 1): Promise<void> {
    await sleep((this.#options.pause ?? PAUSE) * times);
  }

  /** Notes that a node was of no use, and leaves it alone for a while if there are others. */
  note(node: Member, trouble: string): void {
    this.remember(node, trouble);
    node.outUntil = Date.now() + (this.#options.rest ?? REST);
  }

  /** Notes what is wrong with a node that is asked on all the same: of two that contradict each other, either may be right. */
  remember(node: Member, trouble: string): void {
    node.trouble = trouble;
    node.since = Date.now();
  }

  /** Asks one node, which must have the right chain. @throws OperatorError `CHAIN_MISMATCH` */
  async #askOne(node: Member, method: string, params: readonly unknown[], hurry = false): Promise<unknown> {
    if (!node.checked && (this.#chain !== undefined || this.members.length > 1)) {
      const found = BigInt(String(await node.rpc.ask("eth_chainId", [], hurry)));
      this.#chain ??= found;
      if (found !== this.#chain) {
        throw new OperatorError("CHAIN_MISMATCH", `The node ${node.rpc.host} has chain ${found}, not ${this.#chain}.`);
      }
      node.checked = true;
    }
    return node.rpc.ask(method, params, hurry);
  }

  async #ask(members: readonly Member[], method: string, params: readonly unknown[]): Promise<Reply[]> {
    const hurry = members.length > 1;
    const asked = members.map(async (node): Promise<Reply | null> => {
      try {
        return { node, result: await this.#askOne(node, method, params, hurry) };
      } catch (error) {
        if (!this.#passOver(node, error)) throw error;
        return null;
      }
    });
    return (await Promise.all(asked)).filter((reply) => reply !== null);
  }

  /** Returns whether another node may do better. A node's own refusal of what was asked for is an answer. */
  #passOver(node: Member, error: unknown): boolean {
    if (!(error instanceof NodeTrouble) || error.verdict.kind === "refused") return false;
    if (error.verdict.kind === "not-served" && isMethod(error)) return this.members.length > 1;
    if (error.verdict.kind !== "range" && error.verdict.kind !== "results") this.note(node, error.message);
    return true;
  }

  /** Those that rest come last; among the others, those with the newest blocks first. */
  #inOrder(): Member[] {
    const now = Date.now();
    const rank = ({ outUntil, head }: Member): [number, number] => [outUntil > now ? 1 : 0, -(head ?? 0)];
    return [...this.members].sort((a, b) => {
      const [[restA, headA], [restB, headB]] = [rank(a), rank(b)];
      return restA - restB || headA - headB;
    });
  }
}

/** Returns whether a node does not have the method at all, rather than the blocks. */
export function isMethod({ said }: NodeTrouble): boolean {
  return [-32_601, -32_004].includes(Number(said?.code)) || /method/i.test(said?.message ?? "");
}
