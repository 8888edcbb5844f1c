import type { About, Said } from "./classify.ts";
import { classify } from "./classify.ts";
import type { HttpAnswer } from "./http.ts";
import { redact } from "./redact.ts";
import { NodeTrouble } from "./trouble.ts";

/** Most of a text that is not JSON is not worth reading. */
const SHOWN = 160;

/**
 * Returns the JSON that a node answered with.
 * @param parse - Reads JSON.
 * @throws NodeTrouble with what the answer means, if it is an error of HTTP or no JSON at all.
 */
export function readJson(
  answer: HttpAnswer,
  host: string,
  about: About,
  parse: (text: string) => unknown = JSON.parse,
): unknown {
  const { status, body } = answer;
  let json: unknown;
  try {
    json = parse(body);
  } catch {
    json = undefined;
  }
  if (status >= 200 && status < 300) {
    if (json !== undefined) return json;
    throw notJson(answer, host, about);
  }
  const said = { ...errorIn(json ?? body), status, retryAfter: retryAfter(answer) };
  const words = said.message === undefined || said.message === "" ? "" : `: ${redact(said.message)}`;
  const message = `${host} answers with HTTP status ${status}${words}`;
  throw new NodeTrouble(host, classify(said, about), message, { said });
}

/** What is not JSON: an answer that was cut, a page of a gateway, or words of a node that has no such service. */
function notJson({ body, headers }: HttpAnswer, host: string, about: About): NodeTrouble {
  const text = body.trim();
  if (text === "") return new NodeTrouble(host, { kind: "odd" }, `${host} answers with nothing.`);
  if (/^[{[]/.test(text)) return new NodeTrouble(host, { kind: "odd" }, `The answer of ${host} is cut off.`);
  if (/^</.test(text) || String(headers["content-type"]).includes("text/html")) {
    return new NodeTrouble(host, { kind: "odd" }, `${host} answers with a web page, not with JSON.`);
  }
  const said = { message: text.slice(0, SHOWN) };
  const verdict = classify(said, about);
  const message = `${host} answers with words: ${redact(said.message)}`;
  return new NodeTrouble(host, verdict.kind === "refused" ? { kind: "odd" } : verdict, message, { said });
}

/** Returns the error in a body: JSON-RPC's, java-tron's `Error`, a gateway's `message`, or words. */
export function errorIn(body: unknown): Said {
  if (typeof body === "string") {
    return {
      message: body
        .replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]+>/gi, " ")
        .replace(/\s+/g, " ")
        .trim()
        .slice(0, SHOWN),
    };
  }
  const first: unknown = Array.isArray(body) ? body[0] : body;
  if (typeof first !== "object" || first === null) return {};
  const { error, Error: javaTron, message, code, data } = first as Record<string, unknown>;
  const inner = error ?? javaTron;
  if (typeof inner === "string") return { message: inner };
  if (typeof inner === "object" && inner !== null) return errorIn(inner);
  return {
    ...(typeof message === "string" ? { message } : {}),
    ...(typeof code === "number" || typeof code === "string" ? { code } : {}),
    ...(data === undefined ? {} : { data }),
  };
}

/** Returns what Retry-After and its relatives say, in milliseconds. */
export function retryAfter({ headers }: Pick<HttpAnswer, "headers">): number | null {
  const precise = Number(headers["retry-after-ms"]);
  if (Number.isFinite(precise) && precise > 0) return precise;
  const text = [headers["retry-after"], headers["x-retry-after"]].flat().find((value) => value !== undefined);
  if (text === undefined) return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : Math.max(0, time - Date.now());
}
