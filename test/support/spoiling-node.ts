import { type IncomingHttpHeaders, type Server, type ServerResponse, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { buffer } from "node:stream/consumers";

/** What a client asks: JSON-RPC's method or, on TRON, the last part of the path, with what goes along. */
export interface Question {
  readonly path: string;
  readonly method: string;
  /** JSON-RPC's parameters; on TRON the body. */
  readonly params: readonly unknown[];
  readonly id: unknown;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a client gets. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What becomes of a question; `hang` never answers, `break` closes the connection. */
export type Spoil = (
  question: Question,
  forward: (body?: string) => Promise<Reply>,
) => Promise<Reply | "hang" | "break">;

/** Which questions are spoiled: a method, several, or any condition. */
export type Which = string | RegExp | ((question: Question) => boolean);

interface Rule {
  readonly which: Which;
  readonly spoil: Spoil;
  left: number;
  skip: number;
}

/**
 * A node as real ones are: everything goes through to a true node, except what a rule spoils. The rule that was added last
 * and fits counts.
 * @example
 * const node = await SpoilingNode.before(chain.url);
 * node.on("eth_getLogs", cutAtHead(1), { times: 1 });
 */
export class SpoilingNode {
  /** Everything that was asked, oldest first. */
  readonly asked: Question[] = [];
  readonly #server: Server;
  readonly #target: URL;
  #rules: Rule[] = [];

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((incoming, response) => {
      const answered = buffer(incoming).then((body) =>
        this.#serve(incoming.url ?? "/", incoming.method ?? "POST", incoming.headers, body.toString("utf8"), response),
      );
      answered.catch(() => response.destroy());
    });
  }

  /** Starts one before a node, on a port of its own. */
  static async before(target: string): Promise<SpoilingNode> {
    const node = new SpoilingNode(target);
    await new Promise<void>((resolve) => node.#server.listen(0, "127.0.0.1", resolve));
    return node;
  }

  /** Where clients find it; with user, password or path in it where that is tested. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Spoils questions. @param options - How often, and how many are let through before. */
  on(which: Which, spoil: Spoil, { times = Infinity, skip = 0 }: { times?: number; skip?: number } = {}): void {
    this.#rules.unshift({ which, spoil, left: times, skip });
  }

  /** Lets everything through again, and forgets what was asked. */
  heal(): void {
    this.#rules = [];
    this.asked.length = 0;
  }

  /** How often something was asked. */
  count(which: Which): number {
    return this.asked.filter((question) => fits(which, question)).length;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(
    path: string,
    verb: string,
    headers: IncomingHttpHeaders,
    body: string,
    response: ServerResponse,
  ): Promise<void> {
    const question = readQuestion(path, headers, body);
    this.asked.push(question);
    const rule = this.#ruleFor(question);
    const forward = (changed = body): Promise<Reply> => this.#forward(path, verb, headers, changed);
    const reply = rule === undefined ? await forward() : await rule.spoil(question, forward);
    if (reply === "hang") return;
    if (reply === "break") response.destroy();
    else response.writeHead(reply.status, reply.headers).end(reply.body);
  }

  #ruleFor(question: Question): Rule | undefined {
    for (const rule of this.#rules) {
      if (rule.left <= 0 || !fits(rule.which, question)) continue;
      if (rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      rule.left -= 1;
      return rule;
    }
    return undefined;
  }

  #forward(path: string, method: string, headers: IncomingHttpHeaders, body: string): Promise<Reply> {
    const { hostname, port, host } = this.#target;
    const length = { "content-length": `${Buffer.byteLength(body)}` };
    return new Promise((resolve, reject) => {
      const sent = { ...headers, host, connection: "close", ...length };
      const outgoing = request({ hostname, port, path, method, headers: sent }, (answer) => {
        buffer(answer).then(
          (bytes) =>
            resolve({
              status: answer.statusCode ?? 502,
              headers: { "content-type": answer.headers["content-type"] ?? "application/json" },
              body: bytes.toString("utf8"),
            }),
          reject,
        );
      });
      outgoing.on("error", reject).end(body);
    });
  }
}

function readQuestion(path: string, headers: IncomingHttpHeaders, body: string): Question {
  const parsed = (body.startsWith("{") ? JSON.parse(body) : {}) as {
    method?: string;
    params?: unknown[];
    id?: unknown;
  };
  const isRpc = parsed.method !== undefined;
  const method = isRpc ? (parsed.method ?? "") : (path.split("?")[0]?.split("/").at(-1) ?? "");
  return { path, method, params: isRpc ? (parsed.params ?? []) : [parsed], id: parsed.id ?? null, headers, body };
}

function fits(which: Which, question: Question): boolean {
  if (typeof which === "function") return which(question);
  return typeof which === "string" ? which === question.method : which.test(question.method);
}

/** Answers this instead; an object as JSON. */
export function answers(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Spoil {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const plain = typeof body === "string" ? "text/plain" : "application/json";
  const type = text.startsWith("<") ? "text/html" : plain;
  return () => Promise.resolve({ status, headers: { "content-type": type, ...headers }, body: text });
}

/** Answers this result of JSON-RPC. */
export function result(value: unknown): Spoil {
  return ({ id }) => answers({ jsonrpc: "2.0", id, result: value })(NOBODY, NOWHERE);
}

/** Answers this error of JSON-RPC. */
export function error(code: number, message: string, status = 200): Spoil {
  return ({ id }) => answers({ jsonrpc: "2.0", id, error: { code, message } }, status)(NOBODY, NOWHERE);
}

/** Changes the result of JSON-RPC, or the whole answer on TRON. */
export function changes(change: (value: unknown, question: Question) => unknown): Spoil {
  return async (question, forward) => {
    const reply = await forward();
    const json = JSON.parse(reply.body) as Record<string, unknown>;
    const changed = "jsonrpc" in json ? { ...json, result: change(json.result, question) } : change(json, question);
    return { ...reply, body: JSON.stringify(changed) };
  };
}

/** Changes the parameters of JSON-RPC before the node sees them. */
export function asks(change: (params: readonly unknown[]) => unknown[]): Spoil {
  return ({ body, params }, forward) => {
    return forward(JSON.stringify({ ...(JSON.parse(body) as object), params: change(params) }));
  };
}

/** Cuts `eth_getLogs` at a block, as a machine does that has no later ones: status 200, no error. */
export function cutAt(last: () => number): Spoil {
  return asks(([filter]) => {
    const { toBlock, blockHash } = filter as { toBlock?: string; blockHash?: string };
    if (blockHash !== undefined) return [filter];
    const to = Math.min(last(), toBlock === undefined || !toBlock.startsWith("0x") ? Infinity : Number(toBlock));
    return [{ ...(filter as object), toBlock: `0x${to.toString(16)}` }];
  });
}

/** Answers truly, after some milliseconds. */
export function later(milliseconds: number): Spoil {
  return async (_, forward) => {
    await sleep(milliseconds);
    return forward();
  };
}

/** Cuts the body of a true answer off. */
export const cut: Spoil = async (_, forward) => {
  const reply = await forward();
  return { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) };
};

/** Never answers. */
export const hangs: Spoil = () => Promise.resolve("hang");

/** Closes the connection. */
export const breaks: Spoil = () => Promise.resolve("break");

const NOBODY: Question = { path: "", method: "", params: [], id: null, headers: {}, body: "" };
const NOWHERE = (): Promise<Reply> => Promise.reject(new Error("nothing to forward to"));
