/** A part of a URL that is shorter is a word like `rpc` or `mainnet`, which stands in honest sentences too. */
const SHORTEST = 8;
/** TRON's own paths behind the address of a node. */
const SERVICE = /\/(wallet|walletsolidity|jsonrpc)(\/[a-z]*)?$/i;

const known = new Set<string>();

/**
 * Remembers what is secret in a URL that is asked: user, password, and the parts of path and query that can be keys. Nodes
 * and gateways say back at what path they were asked, without the scheme that would tell it for a URL.
 * @param more - Other secrets of the request, such as a key in a header.
 */
export function rememberSecrets(url: string, more: readonly string[] = []): void {
  const { username, password, pathname, searchParams } = new URL(url);
  const parts = [username, password, ...pathname.replace(SERVICE, "").split("/"), ...searchParams.values(), ...more];
  for (const part of parts) {
    for (const form of [part, decoded(part)]) if (form.length >= SHORTEST) known.add(form);
  }
}

/** Returns a text without what is remembered. */
export function withoutSecrets(text: string): string {
  const found = [...known].filter((secret) => text.includes(secret)).sort((a, b) => b.length - a.length);
  return found.reduce((rest, secret) => rest.replaceAll(secret, "<redacted>"), text);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
