import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { rememberSecrets } from "./secrets.ts";
import { LEAST_ANSWER_TIME, timeLeft } from "./time-limit.ts";
import { bareUrl, authorizationOf, isLoopback } from "./urls.ts";

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/**
 * Why nothing came back: nobody is there, no answer in time, the connection broke, nobody vouches for the certificate, or the
 * answer has no end.
 */
export type HttpFault = "unreachable" | "timeout" | "broken" | "untrusted" | "too-large";

/** No answer. The message names the host and never the rest of the URL. */
export class HttpFailure extends Error {
  override readonly name = "HttpFailure";
  readonly fault: HttpFault;

  constructor(fault: HttpFault, message: string, cause?: unknown) {
    super(message, { cause });
    this.fault = fault;
  }
}

/** How a request is made. */
export interface HttpOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for everything: connecting, headers, body. */
  readonly timeout?: number;
  /** The most bytes of a body that are read. */
  readonly largest?: number;
}

const TIMEOUT = 30_000;
/** Logs of a crowded range take some megabytes. */
const LARGEST = 256 * 1_024 * 1_024;

/**
 * Posts a body. Goes through the proxy that `http_proxy`, `https_proxy` and `no_proxy` name, in small or capital letters,
 * except to this machine itself; user and password of the URL become an Authorization header. Redirects are not
 * followed: whoever is redirected to would get the credentials too.
 * @throws HttpFailure when there is no complete answer.
 */
export function post(url: string, body: string, options: HttpOptions = {}): Promise<HttpAnswer> {
  const { largest = LARGEST } = options;
  const timeout = Math.min(options.timeout ?? TIMEOUT, Math.max(LEAST_ANSWER_TIME, timeLeft()));
  const target = bareUrl(url);
  const { host } = target;
  rememberSecrets(url, Object.values(authorizationOf(url)).concat(options.headers?.["TRON-PRO-API-KEY"] ?? []));
  const headers = {
    "content-type": "application/json",
    "content-length": `${Buffer.byteLength(body)}`,
    accept: "application/json",
    ...authorizationOf(url),
    ...options.headers,
  };
  const signal = AbortSignal.timeout(Math.round(timeout));
  const send = target.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      if (error instanceof HttpFailure) reject(error);
      else if (signal.aborted)
        reject(new HttpFailure("timeout", `${host} does not answer in ${Math.round(timeout) / 1_000} s.`, error));
      else reject(failureOf(host, error));
    };
    const request = send(target, { method: "POST", headers, agent: agentFor(target), signal }, (answer) => {
      collect(answer, host, largest).then(
        (text) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
        fail,
      );
    });
    request.on("error", fail).end(body);
  });
}

async function collect(answer: IncomingMessage, host: string, largest: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) {
      answer.destroy();
      throw new HttpFailure("too-large", `${host} answers with more than ${largest} bytes.`);
    }
    chunks.push(chunk);
  }
  if (!answer.complete) throw new HttpFailure("broken", `The answer of ${host} is cut off.`);
  return Buffer.concat(chunks).toString("utf8");
}

/** Nobody is there, rather than somebody who hung up. */
const ABSENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"]);

/** What OpenSSL and Node say of a certificate that is not believed: by whom, for whom, or when. */
const UNTRUSTED =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECRYPT)|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_CERT)/;

function failureOf(host: string, error: unknown): HttpFailure {
  const { code } = error as { readonly code?: string };
  if (code !== undefined && UNTRUSTED.test(code)) {
    const message =
      `The certificate of ${host} is not trusted (${code}). If its CA is your own, name its certificate's file in the ` +
      "variable NODE_EXTRA_CA_CERTS.";
    return new HttpFailure("untrusted", message, error);
  }
  if (code !== undefined && ABSENT.has(code)) return new HttpFailure("unreachable", `${host} does not answer.`, error);
  return new HttpFailure("broken", `The connection to ${host} broke.`, error);
}

const VARIABLES = ["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"] as const;

interface Agents {
  readonly of: string;
  readonly direct: Readonly<Record<string, HttpAgent>>;
  readonly proxied: Readonly<Record<string, HttpAgent>>;
}

let agents: Agents | undefined;

/** Connections are kept, one pool for all nodes; rebuilt when the environment names another proxy. */
function agentFor({ protocol, hostname }: URL): HttpAgent | undefined {
  const proxyEnv = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
  const of = JSON.stringify(proxyEnv);
  if (agents?.of !== of) {
    const kept = { keepAlive: true, rejectUnauthorized: true }; // whatever NODE_TLS_REJECT_UNAUTHORIZED says
    agents = {
      of,
      direct: { "http:": new HttpAgent(kept), "https:": new HttpsAgent(kept) },
      proxied: { "http:": new HttpAgent({ ...kept, proxyEnv }), "https:": new HttpsAgent({ ...kept, proxyEnv }) },
    };
  }
  return (isLoopback(hostname) ? agents.direct : agents.proxied)[protocol];
}
