import { TROUBLE_CODES } from "./nodes/codes.ts";
import { TronError, type TronErrorCode } from "./error.ts";
import { forOneAnswer } from "./nodes/time-limit.ts";
import { NodeTrouble } from "./nodes/trouble.ts";
import { UrlListError, hostOf, readUrls } from "./nodes/urls.ts";
import type { VerdictKind } from "./nodes/verdict.ts";
import type { Patience } from "./nodes/waiting.ts";
import { decide } from "./deciding.ts";
import { type JsonMap, type JsonValue } from "./json.ts";
import { Service, type ServiceHealth } from "./services.ts";

export { readUrls } from "./nodes/urls.ts";

/** Sends one request to a node. Resolves to the parsed answer. */
export type Transport = (path: string, body: JsonMap) => Promise<JsonValue>;

/**
 * Where a TRON network is reached. Each may be several URLs with commas between them, and hold user and password.
 */
export interface TronEndpoints {
  /** Serves `/wallet/…`. */
  readonly fullNode: string;
  /** Serves `/walletsolidity/…`: what is final. TronGrid and TRE serve it next to `/wallet`, a bare java-tron on another port. */
  readonly solidityNode?: string | undefined;
  /** java-tron's JSON-RPC, for logs and storage; by default `<fullNode>/jsonrpc`. */
  readonly jsonRpc?: string | undefined;
  /** TronGrid's API key; asked for once, when the first request is made. */
  readonly apiKey?: (() => Promise<string>) | undefined;
  /** Milliseconds until a request is given up. */
  readonly timeout?: number | undefined;
  /** How long a node is waited for that is busy or limits requests. */
  readonly patience?: Partial<Patience> | undefined;
}

/** The three services of a TRON network. */
export interface TronTransports {
  readonly wallet: Transport;
  readonly solidity: Transport;
  readonly jsonRpc: Transport;
  /** What is known of the nodes behind them. */
  readonly health?: () => ServiceHealth[];
}

const TIMEOUT = 30_000;

/**
 * Reaches a network over HTTP, through the proxy that the environment names. Waits where a node limits requests, asks again
 * after failures that pass, and with several URLs takes no single node's word for what decides.
 * @throws TronError `NODE_URL_INVALID`
 */
export function httpTransports(endpoints: TronEndpoints): TronTransports {
  const { timeout = TIMEOUT, patience } = endpoints;
  const fullNode = urlsIn(endpoints.fullNode, "fullNode");
  const solidityNode = endpoints.solidityNode === undefined ? fullNode : urlsIn(endpoints.solidityNode, "solidityNode");
  const rpcUrls = endpoints.jsonRpc === undefined ? null : urlsIn(endpoints.jsonRpc, "jsonRpc");
  const all = [...fullNode, ...solidityNode, ...(rpcUrls ?? [])];
  let key: Promise<string> | undefined;
  const headers = async (url: string): Promise<Readonly<Record<string, string>>> => {
    const apiKey = await (key ??= endpoints.apiKey?.() ?? Promise.resolve(""));
    return apiKey === "" || !isKeyFor(url, all) ? {} : { "TRON-PRO-API-KEY": apiKey };
  };
  const options = { headers, timeout, ...(patience === undefined ? {} : { patience }) };
  const [wallet, solidity] = [new Service(fullNode, options), new Service(solidityNode, options)];
  const rpc = new Service(rpcUrls ?? fullNode, options);
  const under =
    (service: Service): Transport =>
    (path, body) =>
      told(path, () => decide(service, path, body));
  return {
    wallet: under(wallet),
    solidity: under(solidity),
    jsonRpc: (path, body) => told(path, () => rpc.any(rpcUrls === null ? path : "", body)),
    health: () => [...wallet.health(), ...(solidityNode === fullNode ? [] : solidity.health()), ...rpc.health()],
  };
}

function urlsIn(text: string, name: string): string[] {
  try {
    return readUrls(text).map((url) => url.replace(/\/+$/, ""));
  } catch (error) {
    if (!(error instanceof UrlListError)) throw error;
    throw new TronError("NODE_URL_INVALID", `${name}: ${error.message}`);
  }
}

/** TronGrid's key goes to TronGrid alone where it is one of several. */
function isKeyFor(url: string, all: readonly string[]): boolean {
  const isGrid = (one: string): boolean => /(^|\.)trongrid\.io(:\d+)?$/i.test(hostOf(one));
  return isGrid(url) || !all.some(isGrid);
}

const CODES: Readonly<Record<VerdictKind, TronErrorCode>> = {
  ...TROUBLE_CODES,
  refused: "TRON_NODE_REFUSED",
  range: "TRON_NODE_REFUSED",
  results: "TRON_NODE_REFUSED",
  known: "TRON_NODE_REFUSED",
};

/** What java-tron's web server says to a path that it does not serve. */
const NO_SUCH_PATH = new Set([404, 405]);

/** Says in one sentence, without the URL, what went wrong. */
async function told(path: string, ask: () => Promise<JsonValue>): Promise<JsonValue> {
  try {
    return await forOneAnswer(ask);
  } catch (error) {
    if (!(error instanceof NodeTrouble)) throw error;
    const { verdict, said, message } = error;
    if (NO_SUCH_PATH.has(said?.status ?? 0)) {
      const sentence = `${path} is answered with HTTP status ${said?.status}.`;
      throw new TronError("TRON_SERVICE_MISSING", sentence, { cause: error });
    }
    throw new TronError(CODES[verdict.kind], message, { cause: error });
  }
}

/** java-tron's HTTP API. Addresses and ids are hex, as with `visible: false`. */
export class TronClient {
  readonly #transports: TronTransports;

  /** @param transports - how the services are reached; see {@link httpTransports} */
  constructor(transports: TronTransports) {
    this.#transports = transports;
  }

  /** Returns what is known of the nodes; empty where nothing is. */
  health(): ServiceHealth[] {
    return this.#transports.health?.() ?? [];
  }

  /** Asks a full node. @throws TronError when the node reports an exception */
  wallet<T>(method: string, body: JsonMap = {}): Promise<T> {
    return ask<T>(this.#transports.wallet, `/wallet/${method}`, body);
  }

  /** Asks for what is final. @throws TronError when the node reports an exception or has no such service */
  solidity<T>(method: string, body: JsonMap = {}): Promise<T> {
    return ask<T>(this.#transports.solidity, `/walletsolidity/${method}`, body);
  }

  /** Asks java-tron's JSON-RPC. @throws TronError with what the node says */
  async rpc<T>(method: string, params: readonly JsonValue[]): Promise<T> {
    const body = { jsonrpc: "2.0", id: 1, method, params };
    const answer = (await this.#transports.jsonRpc("/jsonrpc", body)) as JsonMap;
    const error = answer.error as { readonly message?: string } | undefined;
    if (error !== undefined) throw new TronError("TRON_NODE_REFUSED", `${method}: ${error.message ?? "refused"}`);
    return answer.result as T;
  }
}

async function ask<T>(transport: Transport, path: string, body: JsonMap): Promise<T> {
  const answer = await transport(path, body);
  if (typeof answer === "object" && answer !== null && "Error" in answer) {
    throw new TronError("TRON_NODE_REFUSED", `${path}: ${textOf(answer.Error)}`);
  }
  return answer as T;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "refused");
}
