import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "../scripts/lib/errors.ts";
import { type JsonMap, type JsonValue, parseExactly } from "./json.ts";

/** Sends one request to a node: POST when there is a body, otherwise GET. Resolves to the parsed answer. */
export type Transport = (path: string, body: JsonMap) => Promise<JsonValue>;

/** Where a TRON network is reached. */
export interface TronEndpoints {
  /** Serves `/wallet/…`. */
  readonly fullNode: string;
  /** Serves `/walletsolidity/…`: what is final. TronGrid and TRE serve it beside `/wallet`, a bare java-tron on another port. */
  readonly solidityNode?: string | undefined;
  /** java-tron's JSON-RPC, for logs and storage; by default `<fullNode>/jsonrpc`. */
  readonly jsonRpc?: string | undefined;
  /** TronGrid's API key; asked for once, when the first request is made. */
  readonly apiKey?: (() => Promise<string>) | undefined;
  /** Milliseconds until a request is given up. */
  readonly timeout?: number | undefined;
}

/** The three services of a TRON network. */
export interface TronTransports {
  readonly wallet: Transport;
  readonly solidity: Transport;
  readonly jsonRpc: Transport;
}

const TIMEOUT = 30_000;
const RETRIES = 4;
const RETRY_MILLISECONDS = 250;
/** Answers that pass: too many requests, a gateway between two nodes. */
const PASSING = new Set([429, 502, 503, 504]);

/** Reaches a network over HTTP. Every request may be repeated: reads change nothing, a broadcast is known by its id. */
export function httpTransports(endpoints: TronEndpoints): TronTransports {
  const { fullNode, solidityNode = fullNode, jsonRpc } = endpoints;
  let key: Promise<string> | undefined;
  const headers = async (): Promise<Record<string, string>> => {
    const apiKey = await (key ??= endpoints.apiKey?.() ?? Promise.resolve(""));
    return { "content-type": "application/json", ...(apiKey === "" ? {} : { "TRON-PRO-API-KEY": apiKey }) };
  };
  const post = async (url: string, body: JsonMap): Promise<JsonValue> => {
    const init = { method: "POST", headers: await headers(), body: JSON.stringify(body) };
    const response = await withRetries(url, () =>
      fetch(url, { ...init, signal: AbortSignal.timeout(endpoints.timeout ?? TIMEOUT) }),
    );
    const text = await response.text();
    if (response.ok) return parseExactly(text);
    const message = `${pathOf(url)} is answered with HTTP status ${response.status}.`;
    throw new OperatorError("TRON_SERVICE_MISSING", message);
  };
  const under = (base: string) => (path: string, body: JsonMap) => post(`${base.replace(/\/+$/, "")}${path}`, body);
  return {
    wallet: under(fullNode),
    solidity: under(solidityNode),
    jsonRpc: (_, body) => post(jsonRpc ?? `${fullNode.replace(/\/+$/, "")}/jsonrpc`, body),
  };
}

async function withRetries(url: string, send: () => Promise<Response>): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const last = attempt === RETRIES;
    try {
      const response = await send();
      if (last || !PASSING.has(response.status)) return response;
    } catch (error) {
      if (last) throw new OperatorError("CHAIN_UNREACHABLE", `${hostOf(url)} does not answer.`, { cause: error });
    }
    await sleep(RETRY_MILLISECONDS * 2 ** attempt);
  }
}

const pathOf = (url: string): string => new URL(url).pathname;
const hostOf = (url: string): string => new URL(url).host;

/** java-tron's HTTP API. Addresses and ids are hex, as with `visible: false`. */
export class TronClient {
  readonly #transports: TronTransports;

  /** @param transports - how the services are reached; see {@link httpTransports} */
  constructor(transports: TronTransports) {
    this.#transports = transports;
  }

  /** Asks a full node. @throws OperatorError when the node reports an exception */
  wallet<T>(method: string, body: JsonMap = {}): Promise<T> {
    return ask<T>(this.#transports.wallet, `/wallet/${method}`, body);
  }

  /** Asks for what is final. @throws OperatorError when the node reports an exception or has no such service */
  solidity<T>(method: string, body: JsonMap = {}): Promise<T> {
    return ask<T>(this.#transports.solidity, `/walletsolidity/${method}`, body);
  }

  /** Asks java-tron's JSON-RPC. @throws OperatorError with what the node says */
  async rpc<T>(method: string, params: readonly JsonValue[]): Promise<T> {
    const body = { jsonrpc: "2.0", id: 1, method, params };
    const answer = (await this.#transports.jsonRpc("/jsonrpc", body)) as JsonMap;
    const error = answer.error as { readonly message?: string } | undefined;
    if (error !== undefined) throw new OperatorError("TRON_NODE_REFUSED", `${method}: ${error.message ?? "refused"}`);
    return answer.result as T;
  }
}

async function ask<T>(transport: Transport, path: string, body: JsonMap): Promise<T> {
  const answer = await transport(path, body);
  if (typeof answer === "object" && answer !== null && "Error" in answer) {
    throw new OperatorError("TRON_NODE_REFUSED", `${path}: ${textOf(answer.Error)}`);
  }
  return answer as T;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "refused");
}
