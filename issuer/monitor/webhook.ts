import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "../errors.ts";
import { HttpFailure, post } from "../../packages/tron/nodes/http.ts";
import type { Alert } from "./alert.ts";
import { toJsonText } from "../text/json.ts";

/** Where alerts are posted. */
export interface Webhook {
  readonly url: string;
  /** For the signature of each request; empty for none. */
  readonly secret: string;
  /** How often an alert is tried before the rest is left for later. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled before each other one. */
  readonly pause: number;
  /** This machine's clock, Unix seconds. */
  readonly clock: () => number;
  /** Milliseconds for one answer; 10 s if not given. */
  readonly timeout?: number;
}

const TIMEOUT = 10_000;
/** What a receiver says is not read beyond this. */
const LARGEST = 1_048_576;

/**
 * Posts an alert: JSON, with its id in `x-alert-id`, and with a secret the time in `x-alert-timestamp` and
 * `sha256=HMAC(secret, timestamp + "." + body)` in `x-alert-signature`.
 * @param stop - No further attempt is made once it is aborted.
 * @throws OperatorError `WEBHOOK_REFUSED` once all attempts have failed.
 */
export async function postAlert(webhook: Webhook, alert: Alert, stop?: AbortSignal): Promise<void> {
  let said = "";
  for (let attempt = 0; attempt < webhook.attempts; attempt++) {
    if (attempt > 0)
      await sleep(webhook.pause * 2 ** (attempt - 1), undefined, { signal: stop }).catch(() => undefined);
    if (stop?.aborted === true) break;
    said = await tryOnce(webhook, alert);
    if (said === "") return;
  }
  const why = said === "" ? "it was stopped before it was tried" : said;
  throw new OperatorError("WEBHOOK_REFUSED", `The webhook did not take alert ${alert.id}: ${why}.`);
}

/** Returns the signature of a request. */
export function signBody(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}

/** Empty if the receiver took it, otherwise why not. The URL is never said: it may hold a secret. */
async function tryOnce({ url, secret, clock, timeout = TIMEOUT }: Webhook, alert: Alert): Promise<string> {
  if (!URL.canParse(url)) return "its URL is none";
  const body = toJsonText(alert);
  const timestamp = `${clock()}`;
  const signed = { "x-alert-timestamp": timestamp, "x-alert-signature": signBody(secret, timestamp, body) };
  const headers = {
    "content-type": "application/json",
    "x-alert-id": alert.id,
    ...(secret === "" ? {} : signed),
  };
  try {
    const { status } = await post(url, body, { headers, timeout, largest: LARGEST });
    if (status >= 300 && status < 400) return "it redirects elsewhere, which is not followed";
    return status >= 200 && status < 300 ? "" : `HTTP status ${status}`;
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    if (error.fault === "too-large") return ""; // it was taken; what it says of it is not read
    if (error.fault === "untrusted") return "its certificate is not trusted";
    return error.fault === "timeout" ? "it did not answer in time" : "no connection";
  }
}
