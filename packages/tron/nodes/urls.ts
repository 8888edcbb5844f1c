/** A list of URLs that cannot be used. The message does not repeat what was given: it may hold a secret. */
export class UrlListError extends Error {
  override readonly name = "UrlListError";
}

/**
 * Reads one or more URLs with commas, blanks or line ends between them.
 * @throws UrlListError if there is none, or one is not an HTTP URL.
 */
export function readUrls(text: string): string[] {
  const urls = text.split(/[\s,]+/).filter((part) => part !== "");
  if (urls.length === 0) throw new UrlListError("There is no URL.");
  urls.forEach((url, index) => {
    if (!isHttp(url)) throw new UrlListError(`URL ${index + 1} of ${urls.length} is not an http:// or https:// URL.`);
  });
  return [...new Set(urls)];
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^/]/i.test(text);
}

/** Host and port of a URL: all of it that may be shown. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "the node";
}

/** Returns a URL without user and password. */
export function bareUrl(url: string): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare;
}

/** Returns the Authorization header for a URL's user and password; empty if it has none. */
export function authorizationOf(url: string): { readonly authorization?: string } {
  const { username, password } = new URL(url);
  if (username === "" && password === "") return {};
  const credentials = `${decode(username)}:${decode(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that stands for itself
  }
}

/** Returns whether a name means this machine, which no proxy can reach. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(hostname);
}
