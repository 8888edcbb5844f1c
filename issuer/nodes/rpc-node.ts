import { type About, classify } from "../../packages/tron/nodes/classify.ts";
import { HttpFailure, type HttpFault, post } from "../../packages/tron/nodes/http.ts";
import { errorIn, readJson } from "../../packages/tron/nodes/read-answer.ts";
import { redact } from "../../packages/tron/nodes/redact.ts";
import { complaintOf } from "./shapes.ts";
import { timeLeft } from "../../packages/tron/nodes/time-limit.ts";
import { NodeTrouble } from "../../packages/tron/nodes/trouble.ts";
import { hostOf } from "../../packages/tron/nodes/urls.ts";
import { PATIENCE, type Patience, Waiting } from "../../packages/tron/nodes/waiting.ts";

/** How a node is talked to. */
export interface RpcNodeOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for one answer. */
  readonly timeout?: number;
  readonly patience?: Partial<Patience>;
}

/** Times a question is asked where there is no answer at all. */
const ATTEMPTS: Readonly<Record<HttpFault, number>> = {
  ...{ unreachable: 3, timeout: 2, broken: 5, untrusted: 1, "too-large": 1 },
};

/** One URL with JSON-RPC behind it. */
export class RpcNode {
  readonly host: string;
  readonly #url: string;
  readonly #options: RpcNodeOptions;
  readonly #patience: Patience;
  #id = 0;

  constructor(url: string, options: RpcNodeOptions = {}) {
    this.#url = url;
    this.host = hostOf(url);
    this.#options = options;
    this.#patience = { ...PATIENCE, ...options.patience };
  }

  /**
   * Asks, and asks again after a failure that passes; waits where the node limits requests.
   * @param hurry - Not to wait: there are other nodes to ask.
   * @returns The result, in the form that the method has.
   * @throws NodeTrouble otherwise; with the node's own refusal in it if there was one.
   */
  async ask(method: string, params: readonly unknown[], hurry = false): Promise<unknown> {
    const about = aboutOf(method);
    const waiting = new Waiting(this.#patience);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(method, params, about);
      } catch (error) {
        const trouble = toTrouble(error, this.host);
        if (hurry) throw trouble;
        const { verdict } = trouble;
        const fault = error instanceof HttpFailure ? error.fault : null;
        if (fault !== null && (attempt >= ATTEMPTS[fault] || timeLeft() <= 0)) throw trouble;
        if (verdict.kind === "wait" && (await waiting.throttled(verdict.milliseconds))) continue;
        if ((verdict.kind === "retry" || verdict.kind === "odd") && (await waiting.again())) continue;
        throw trouble;
      }
    }
  }

  async #once(method: string, params: readonly unknown[], about: About): Promise<unknown> {
    const { headers = {}, timeout } = this.#options;
    const id = ++this.#id;
    const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
    const answer = await post(this.#url, body, { headers, ...(timeout === undefined ? {} : { timeout }) });
    const json = readJson(answer, this.host, about) as Readonly<Record<string, unknown>> | null;
    if (typeof json === "object" && json !== null && json.error != null) {
      const said = errorIn(json);
      const verdict = classify(said, about, ...rangeOf(method, params));
      throw new NodeTrouble(this.host, verdict, redact(said.message ?? "The node refuses."), { said });
    }
    const odd = oddIn(json, id) ?? complaintOf(method, params, json?.result);
    if (odd === null) return json?.result;
    throw new NodeTrouble(this.host, { kind: "odd" }, `The answer of ${this.host} to ${method} ${odd}.`);
  }
}

function oddIn(json: Readonly<Record<string, unknown>> | null, id: number): string | null {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return "is not one of JSON-RPC";
  if (!("result" in json)) return "has neither result nor error";
  if (json.id !== undefined && json.id !== null && JSON.stringify(json.id).replaceAll('"', "") !== `${id}`)
    return "is that to another question";
  return null;
}

function toTrouble(error: unknown, host: string): NodeTrouble {
  if (error instanceof NodeTrouble) return error;
  if (error instanceof HttpFailure) {
    const kind =
      error.fault === "too-large" ? ({ kind: "results", most: null } as const) : ({ kind: "retry" } as const);
    return new NodeTrouble(host, kind, error.message, { cause: error });
  }
  throw error;
}

/** Returns what a method is about. */
export function aboutOf(method: string): About {
  if (method === "eth_getLogs") return "logs";
  return method.startsWith("eth_send") ? "send" : "read";
}

/** Width and ends of the range that logs are asked for. */
function rangeOf(method: string, params: readonly unknown[]): [width: number, ends: number[]] {
  if (method !== "eth_getLogs") return [0, []];
  const { fromBlock, toBlock } = (params[0] ?? {}) as { readonly fromBlock?: unknown; readonly toBlock?: unknown };
  const ends = [fromBlock, toBlock].map(Number);
  return ends.some(Number.isNaN) ? [0, []] : [Number(toBlock) - Number(fromBlock) + 1, ends];
}
