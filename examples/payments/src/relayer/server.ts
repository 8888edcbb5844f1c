import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { Journal } from "./journal.js";
import type { Relayer } from "./relayer.js";
import { type Payment, Refusal, readRequest } from "./request.js";

/** The longest request, in bytes: an authorization takes some 1,500. */
const LONGEST = 16_384;
/** Requests at once; more are told to come back. */
const MOST = 200;
const SLOW = 90_000;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Serves a facilitator's API: `/supported`, `/verify`, `/settle`; and `/health` and `/metrics` for those who run it. */
export function serveRelayer(relayer: Relayer, journal: Journal): Server {
  const metrics = new Metrics();
  let running = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const begun = performance.now();
      running += 1;
      const route = `${request.method ?? ""} ${request.url?.split("?")[0] ?? ""}`;
      const answer = await answerTo(route, request).catch((error: unknown): Answer => {
        console.error(`${route}: ${error instanceof Error ? error.message : String(error)}`);
        return { status: 503, body: { error: "A node or the database did not answer; ask again." } };
      });
      running -= 1;
      metrics.note(route, answer, (performance.now() - begun) / 1_000);
      send(response, answer);
    })();
  });
  server.requestTimeout = SLOW;
  server.headersTimeout = 10_000;
  return server;

  async function answerTo(route: string, request: IncomingMessage): Promise<Answer> {
    if (route === "GET /supported") return { status: 200, body: supported(relayer) };
    if (route === "GET /health") return await health(relayer);
    if (route === "GET /metrics") return { status: 200, body: metrics.text(journal, running) };
    if (route !== "POST /verify" && route !== "POST /settle") return { status: 404, body: { error: "Not found." } };
    if (running > MOST) return { status: 429, body: { error: "Too many requests at once; ask again." } };
    const body = await bodyOf(request);
    if (body === undefined) return { status: 413, body: { error: `A request has at most ${LONGEST} bytes.` } };
    return route === "POST /verify" ? await verify(body) : await settle(body, request.headers["idempotency-key"]);
  }

  async function verify(body: string): Promise<Answer> {
    let payment: Payment | undefined;
    try {
      payment = readRequest(body);
      await relayer.verify(payment);
      return { status: 200, body: { isValid: true, payer: payerOf(relayer, payment) } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const payer = payerOf(relayer, payment);
      return { status: 200, body: { isValid: false, invalidReason: error.code, invalidMessage: error.message, payer } };
    }
  }

  async function settle(body: string, caller: string | string[] | undefined): Promise<Answer> {
    let payment: Payment | undefined;
    try {
      payment = readRequest(body);
      const named = typeof caller === "string" && caller.length <= 100 ? caller : null;
      const { network } = payment;
      const settled = await relayer.settle(payment, named);
      return { status: 200, body: { ...settled, network, payer: payerOf(relayer, payment) } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const refused = { success: false, errorReason: error.code, errorMessage: error.message, transaction: "" };
      return { status: 200, body: { ...refused, network: payment?.network ?? "", payer: payerOf(relayer, payment) } };
    }
  }
}

function payerOf(relayer: Relayer, payment: Payment | undefined): string {
  if (payment === undefined) return "";
  try {
    return relayer.railOf(payment).shown(payment.from);
  } catch {
    return payment.from;
  }
}

function supported({ rails }: Relayer): unknown {
  const kinds = rails.flatMap(({ network, names }) => [
    { x402Version: 2, scheme: "exact", network },
    ...names.map((name) => ({ x402Version: 1, scheme: "exact", network: name })),
  ]);
  const signers = Object.fromEntries(rails.map(({ network, account }) => [`${network.split(":")[0]}:*`, [account]]));
  return { kinds, extensions: [], signers };
}

/** Whether each chain answers, how old its newest block is by this machine's clock, and what is left for gas. */
async function health({ rails }: Relayer): Promise<Answer> {
  const chains = await Promise.all(
    rails.map(async ({ network, token, funds }) => {
      try {
        const [block, left] = await Promise.all([token.runner?.provider?.getBlock("latest"), funds()]);
        const age = Math.floor(Date.now() / 1_000) - (block?.timestamp ?? 0);
        return { network, ok: block != null && left > 0n, block: block?.number, age, funds: left.toString() };
      } catch {
        return { network, ok: false };
      }
    }),
  );
  const ok = chains.every((chain) => chain.ok);
  return { status: ok ? 200 : 503, body: { ok, chains } };
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > LONGEST) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const isText = typeof body === "string";
  const more = status === 413 ? { connection: "close" } : {};
  response.writeHead(status, { "content-type": isText ? "text/plain; version=0.0.4" : "application/json", ...more });
  response.end(isText ? body : JSON.stringify(body));
}

/** Prometheus's text. */
class Metrics {
  readonly #requests = new Map<string, { count: number; seconds: number }>();

  note(route: string, { status, body }: Answer, seconds: number): void {
    if (!/^POST \/(verify|settle)$/.test(route)) return;
    const { success, isValid, errorReason, invalidReason } = (body ?? {}) as Record<string, unknown>;
    const result = success === true || isValid === true ? "ok" : String(errorReason ?? invalidReason ?? status);
    const labels = `route="${route.slice(5)}",result="${result}"`;
    const known = this.#requests.get(labels) ?? { count: 0, seconds: 0 };
    this.#requests.set(labels, { count: known.count + 1, seconds: known.seconds + seconds });
  }

  text(journal: Journal, running: number): string {
    const entries = [...this.#requests];
    return `${[
      "# TYPE relayer_requests_total counter",
      ...entries.map(([labels, { count }]) => `relayer_requests_total{${labels}} ${count}`),
      "# TYPE relayer_request_seconds_total counter",
      ...entries.map(([labels, { seconds }]) => `relayer_request_seconds_total{${labels}} ${seconds.toFixed(3)}`),
      "# TYPE relayer_requests_running gauge",
      `relayer_requests_running ${running}`,
      "# TYPE relayer_payments gauge",
      ...journal
        .counts()
        .map(({ network, state, many }) => `relayer_payments{network="${network}",state="${state}"} ${many}`),
    ].join("\n")}\n`;
  }
}
