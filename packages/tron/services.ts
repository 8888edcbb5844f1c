import { type HttpFault, HttpFailure, post } from "./nodes/http.ts";
import { type HttpAnswer } from "./nodes/http.ts";
import { classify } from "./nodes/classify.ts";
import { readJson } from "./nodes/read-answer.ts";
import { timeLeft } from "./nodes/time-limit.ts";
import { NodeTrouble } from "./nodes/trouble.ts";
import { hostOf } from "./nodes/urls.ts";
import { PATIENCE, type Patience, Waiting } from "./nodes/waiting.ts";
import { type JsonMap, type JsonValue, parseExactly } from "./json.ts";

/** What is known of one node of a service; all of it may be shown. */
export interface ServiceHealth {
  readonly host: string;
  /** Why it was passed over last; null if it never was. */
  readonly trouble: string | null;
  /** Whether it is passed over now. */
  readonly out: boolean;
}

/** How a service is reached. */
export interface ServiceOptions {
  readonly headers: (url: string) => Promise<Readonly<Record<string, string>>>;
  /** Milliseconds until a request is given up. */
  readonly timeout: number;
  readonly patience?: Partial<Patience>;
}

/** Milliseconds for which a node that was of no use is not asked while others are. */
const REST = 30_000;
/** Times a question is asked where there is no answer at all. */
const ATTEMPTS: Readonly<Record<HttpFault, number>> = {
  ...{ unreachable: 3, timeout: 2, broken: 5, untrusted: 1, "too-large": 1 },
};

interface Member {
  readonly url: string;
  readonly host: string;
  trouble: string | null;
  outUntil: number;
}

/** One of java-tron's HTTP services, at one URL or several. Every request may be repeated: a broadcast is known by its id. */
export class Service {
  readonly #members: readonly Member[];
  readonly #options: ServiceOptions;
  readonly #patience: Patience;

  /** @param urls - Without a slash at the end. */
  constructor(urls: readonly string[], options: ServiceOptions) {
    this.#members = urls.map((url) => ({ url, host: hostOf(url), trouble: null, outUntil: 0 }));
    this.#options = options;
    this.#patience = { ...PATIENCE, ...options.patience };
  }

  /** Returns what is known of each node. */
  health(): ServiceHealth[] {
    return this.#members.map(({ host, trouble, outUntil }) => ({ host, trouble, out: outUntil > Date.now() }));
  }

  /** Asks one node, and the next one if that is of no use. @throws NodeTrouble of the last */
  async any(path: string, body: JsonMap): Promise<JsonValue> {
    const ready = this.#ready();
    if (this.#members.length > 1) {
      for (const node of ready) {
        const answer = await this.#settled(node, path, body, true);
        if (!(answer instanceof NodeTrouble)) return answer;
      }
    }
    let last: NodeTrouble | undefined;
    for (const node of ready.length === 0 ? this.#members : ready) {
      const answer = await this.#settled(node, path, body, false);
      if (!(answer instanceof NodeTrouble)) return answer;
      last = answer;
    }
    throw last ?? new Error("A service has nodes.");
  }

  /** Asks all nodes at once that are not passed over now. @returns At least one answer. @throws NodeTrouble if there is none */
  async all(path: string, body: JsonMap): Promise<JsonValue[]> {
    if (this.#members.length === 1) return [await this.any(path, body)];
    const asked = this.#ready().map((node) => this.#settled(node, path, body, true));
    const answers = (await Promise.all(asked)).filter((answer) => !(answer instanceof NodeTrouble)) as JsonValue[];
    return answers.length > 0 ? answers : [await this.any(path, body)];
  }

  #ready(): Member[] {
    const now = Date.now();
    const ready = this.#members.filter(({ outUntil }) => outUntil <= now);
    return ready.length === 0 ? [...this.#members] : ready;
  }

  async #settled(node: Member, path: string, body: JsonMap, hurry: boolean): Promise<JsonValue | NodeTrouble> {
    try {
      return await this.#ask(node, path, body, hurry);
    } catch (error) {
      if (!(error instanceof NodeTrouble)) throw error;
      node.trouble = error.message;
      node.outUntil = Date.now() + REST;
      return error;
    }
  }

  async #ask(node: Member, path: string, body: JsonMap, hurry: boolean): Promise<JsonValue> {
    const waiting = new Waiting(this.#patience);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(node, path, body);
      } catch (error) {
        const trouble = toTrouble(error, node.host);
        if (hurry) throw trouble;
        const { verdict } = trouble;
        if (error instanceof HttpFailure && (attempt >= ATTEMPTS[error.fault] || timeLeft() <= 0)) throw trouble;
        if (verdict.kind === "wait" && (await waiting.throttled(verdict.milliseconds))) continue;
        if ((verdict.kind === "retry" || verdict.kind === "odd") && (await waiting.again())) continue;
        throw trouble;
      }
    }
  }

  async #once({ url, host }: Member, path: string, body: JsonMap): Promise<JsonValue> {
    const { headers, timeout } = this.#options;
    const answer: HttpAnswer = await post(under(url, path), JSON.stringify(body), {
      headers: await headers(url),
      timeout,
    });
    const json = readJson(answer, `${host}${path}`, "read", parseExactly) as JsonValue;
    const said = javaTronError(json) ?? rpcError(json);
    if (said === null) return json;
    const verdict = classify(said, "logs");
    const passes = verdict.kind === "wait" || verdict.kind === "retry" || verdict.kind === "denied";
    if (passes) throw new NodeTrouble(host, verdict, `${host}${path}: ${said.message}`, { said });
    return json; // for the caller to understand
  }
}

/** Returns a path below that of a URL, whose query stays at the end. */
function under(url: string, path: string): string {
  const target = new URL(url);
  target.pathname = `${target.pathname.replace(/\/+$/, "")}${path}`;
  return target.href;
}

function javaTronError(json: JsonValue): { readonly message: string } | null {
  if (typeof json !== "object" || json === null || !("Error" in json)) return null;
  return typeof json.Error === "string" ? { message: json.Error } : null;
}

function rpcError(json: JsonValue): { readonly message: string; readonly code?: number } | null {
  if (typeof json !== "object" || json === null || !("error" in json)) return null;
  const { message, code } = (json.error ?? {}) as { readonly message?: unknown; readonly code?: unknown };
  if (typeof message !== "string") return null;
  return { message, ...(typeof code === "number" ? { code } : {}) };
}

function toTrouble(error: unknown, host: string): NodeTrouble {
  if (error instanceof NodeTrouble) return error;
  if (!(error instanceof HttpFailure)) throw error;
  return new NodeTrouble(host, { kind: "retry" }, error.message, { cause: error });
}
