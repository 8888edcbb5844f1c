import { keccak256 } from "ethers";
import { type ErrorCode, OperatorError } from "../errors.ts";
import { DECIDING, Memory } from "./evm-reads.ts";
import { type NodeHealth, NodePool, type PoolOptions, isMethod } from "./pool.ts";
import { readProvedLogs } from "./proved-logs.ts";
import { NodeTrouble } from "./trouble.ts";
import type { VerdictKind } from "./verdict.ts";

/** An error of JSON-RPC, as whoever asked gets it. */
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

  /** @param urls One or more. */
  constructor(urls: readonly string[], options: PoolOptions = {}) {
    this.#pool = new NodePool(urls, options);
  }

  /** What is known of each node. */
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
      return { result: await this.#read(method, params) };
    } catch (error) {
      if (!(error instanceof NodeTrouble)) throw error;
      return outcomeOf(error, method);
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
    const nodes = this.#pool.members;
    const attempts = nodes.map(({ rpc }) => rpc.ask("eth_sendRawTransaction", params));
    const results = await Promise.allSettled(attempts);
    const troubles: unknown[] = results.flatMap((result) =>
      result.status === "rejected" ? [result.reason as unknown] : [],
    );
    const taken =
      troubles.length < results.length ||
      troubles.some((error) => error instanceof NodeTrouble && error.verdict.kind === "known");
    if (taken) return keccak256(String(params[0]));
    // What a node says of the transaction is worth more than that another one was not reached.
    throw troubles.find((error) => error instanceof NodeTrouble && error.verdict.kind === "refused") ?? troubles[0];
  }
}

const CODES: Readonly<Partial<Record<VerdictKind, ErrorCode>>> = {
  wait: "NODE_THROTTLED",
  limited: "NODE_THROTTLED",
  retry: "CHAIN_UNREACHABLE",
  behind: "NODE_BEHIND",
  "not-served": "HISTORY_MISSING",
  denied: "NODE_DENIED",
  odd: "NODE_ANSWER_INVALID",
};

/** Kinds that the reader of logs understands by itself. */
const OF_LOGS: ReadonlySet<VerdictKind> = new Set(["range", "results", "limited", "not-served", "wait"]);

function outcomeOf(trouble: NodeTrouble, method: string): RpcOutcome {
  const { verdict, said, message, host } = trouble;
  const { kind } = verdict;
  const own = kind === "refused" || (kind === "not-served" && isMethod(trouble));
  if (own || (method === "eth_getLogs" && OF_LOGS.has(kind))) {
    const { code, data } = said ?? {};
    const number = typeof code === "number" ? code : -32_000;
    return { error: { code: number, message, ...(data === undefined ? {} : { data }) } };
  }
  const sentence = message.includes(host) ? message : `${host}: ${message}`;
  throw new OperatorError(CODES[kind] ?? "CHAIN_UNREACHABLE", sentence, { cause: trouble });
}
