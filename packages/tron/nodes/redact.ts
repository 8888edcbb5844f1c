import { withoutSecrets } from "./secrets.ts";

/**
 * Takes out of a text what may hold a secret: URLs with whatever is in them, and keys. RPC URLs carry API keys in their
 * path, query, user and password, and none of that may reach a log.
 */
export function redact(text: string): string {
  const bare = beginning(text)
    .replace(/\b[a-z][a-z0-9+.-]{0,30}:\/\/(?:\[[0-9a-f:]+\]|[^\s"'<>)\]}])+/gi, "<url>")
    .replace(/\b(0x)?[0-9a-fA-F]{64}\b(?!\w)/g, (hex) => (hex.startsWith("0x") ? hex : "<redacted>"));
  return withoutSecrets(bare);
}

/** The most characters that are looked at: whoever answers with a megabyte keeps nobody busy. */
const MOST = 20_000;

/** Without a word that is cut: what is left of a key would not be known as one. */
function beginning(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, MOST).replace(/\S{0,500}$/, "")}… (cut)`;
}
