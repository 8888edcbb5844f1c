import { createHmac, timingSafeEqual } from "node:crypto";
import type { Store } from "./store.js";

const PATIENCE = 5_000;

/** The header that proves where a notice comes from. */
export const SIGNATURE = "x-kgst-signature";

/** HMAC-SHA256 of time and body, so that a recorded notice cannot be sent again later. */
export function signatureOf(secret: string, time: number, body: string): string {
  return `t=${time},v1=${createHmac("sha256", secret).update(`${time}.${body}`).digest("hex")}`;
}

/** Returns whether a notice is from the holder of the secret and not older than five minutes. */
export function isGenuine(secret: string, header: string, body: string, now: number): boolean {
  const [, time = ""] = /^t=(\d+),v1=[\da-f]{64}$/.exec(header) ?? [];
  if (time === "" || Math.abs(now - Number(time)) > 300) return false;
  return timingSafeEqual(Buffer.from(header), Buffer.from(signatureOf(secret, Number(time), body)));
}

/** Sends what is open, oldest first; what is not taken stays open. Each notice arrives once or more often, never less. */
export async function deliver(store: Store, url: string, secret: string): Promise<void> {
  for (const notice of store.open()) {
    const signature = signatureOf(secret, Math.floor(Date.now() / 1_000), notice.body);
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", [SIGNATURE]: signature },
      body: notice.body,
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!response.ok) return;
    store.taken(notice);
  }
}
