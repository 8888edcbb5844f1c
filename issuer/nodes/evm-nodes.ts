import { TROUBLE_CODES } from "../../packages/tron/nodes/codes.ts";
import { keccak256 } from "ethers";
import { type ErrorCode, OperatorError } from "../errors.ts";
import { classify } from "../../packages/tron/nodes/classify.ts";
import { DECIDING, Memory } from "./evm-reads.ts";
import { type NodeHealth, NodePool, type PoolOptions, isMethod } from "./pool.ts";
import { readProvedLogs } from "./proved-logs.ts";
import { forOneAnswer } from "../../packages/tron/nodes/time-limit.ts";
import { NodeTrouble } from "../../packages/tron/nodes/trouble.ts";
import type { VerdictKind } from "../../packages/tron/nodes/verdict.ts";

/** An error of JSON-RPC, as the caller gets it. */
export interface RpcFailure {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** A result, or the node's own refusal. */
export type RpcOutcome = { readonly result: unknown } | { readonly error: RpcFailure };

/** The nodes of an EVM network, as if they were one that is always right. */
export class EvmNodes {
  readonly #pool: NodePool;
  readonly #memory = new Memory();

  /** @param urls - One or more. */
  constructor(urls: readonly string[], options: PoolOptions = {}) {
    this.#pool = new NodePool(urls, options);
  }

  /** Returns what is known of each node. */
  health(): NodeHealth[] {
    return this.#pool.health();
  }

  /**
   * Answers a request of JSON-RPC.
   * @returns The result, or the error of a node that understood what it was asked for: a revert, a nonce that is too low.
   * @throws OperatorError for what is the nodes' fault: `CHAIN_UNREACHABLE`, `NODE_THROTTLED`, `NODE_DENIED`,
   * `NODE_BEHIND`, `HISTORY_MISSING`, `NODE_ANSWER_INVALID`, `NODES_DISAGREE`, `CHAIN_MISMATCH`.
   */
  async request(method: string, params: readonly unknown[]): Promise<RpcOutcome> {
    try {
      return { result: await forOneAnswer(() => this.#read(method, params)) };
    } catch (error) {
      if (!(error instanceof NodeTrouble)) throw error;
      return outcomeOf(error, method);
    }
  }

  /**
   * Asks for logs once, without a proof that none is missing: for those who notice that in another way.
   * @returns The logs, or the error of a node, as {@link request} does.
   * @throws OperatorError as {@link request} does.
   */
  async logsOnce(filter: unknown): Promise<RpcOutcome> {
    try {
      return { result: (await forOneAnswer(() => this.#pool.any("eth_getLogs", [filter]))).result };
    } catch (error) {
      if (!(error instanceof NodeTrouble)) throw error;
      return outcomeOf(error, "eth_getLogs");
    }
  }

  async #read(method: string, params: readonly unknown[]): Promise<unknown> {
    if (method === "eth_getLogs") return readProvedLogs(this.#pool, params, this.#memory);
    if (method === "eth_sendRawTransaction") return this.#broadcast(params);
    const decide = DECIDING[method];
    if (decide !== undefined) return decide(this.#pool, params, this.#memory);
    return (await this.#pool.any(method, params)).result;
  }

  /** Gives a transaction to all nodes. It is on its way if one has taken it, or has it already. */
  async #broadcast(params: readonly unknown[]): Promise<unknown> {
    const attempts = this.#pool.members.map(async ({ rpc }) => {
      try {
        await rpc.ask("eth_sendRawTransaction", params);
      } catch (error) {
        if (!(error instanceof NodeTrouble && error.verdict.kind === "known")) throw error;
      }
    });
    try {
      await Promise.any(attempts); // the others go on meanwhile
      return keccak256(String(params[0]));
    } catch (error) {
      const { errors } = error as { readonly errors: readonly unknown[] };
      // What a node says of the transaction is worth more than that another one was not reached.
      throw errors.find((one) => one instanceof NodeTrouble && one.verdict.kind === "refused") ?? errors[0];
    }
  }
}

const CODES: Readonly<Partial<Record<VerdictKind, ErrorCode>>> = TROUBLE_CODES;

/** Kinds that the reader of logs understands by itself, in words for an answer that was a bare status. */
const OF_LOGS: Readonly<Partial<Record<VerdictKind, string>>> = {
  range: "The block range is over the limit",
  results: "There are too many results",
  limited: "The limit is exceeded",
  "not-served": "The history is not available",
};

function outcomeOf(trouble: NodeTrouble, method: string): RpcOutcome {
  const { verdict, said, message, host } = trouble;
  const { kind } = verdict;
  const { code: own, data } = said ?? {};
  const code = typeof own === "number" ? own : -32_000;
  const more = data === undefined ? {} : { data };
  if (kind === "refused" || (kind === "not-served" && isMethod(trouble))) return { error: { code, message, ...more } };
  const words = OF_LOGS[kind];
  if (method === "eth_getLogs" && words !== undefined) {
    const clear = classify({ code, message }, "logs").kind === kind ? message : `${words}: ${message}`;
    return { error: { code: kind === "limited" ? -32_005 : code, message: clear, ...more } };
  }
  const sentence = message.includes(host) ? message : `${host}: ${message}`;
  throw new OperatorError(CODES[kind] ?? "CHAIN_UNREACHABLE", sentence, { cause: trouble });
}
