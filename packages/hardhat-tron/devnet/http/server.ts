import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiRequest, ApiResponse } from "./exchange.ts";

const KEEP_ALIVE = 120_000;
const LARGEST_BODY = 4 * 1024 * 1024;
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "*",
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new RangeError(`body size is too big, the limit is ${LARGEST_BODY}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function toApiRequest(request: IncomingMessage): Promise<ApiRequest> {
  const url = new URL(request.url ?? "/", "http://node");
  const path = url.pathname.replace(/\/{2,}/g, "/");
  return { method: request.method ?? "GET", path, query: url.searchParams, body: await bodyOf(request) };
}

/** Serves requests over HTTP. Resolves once it listens; port 0 takes any free port. */
export async function listen(
  handle: (request: ApiRequest) => Promise<ApiResponse>,
  hostname: string,
  port: number,
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    toApiRequest(request)
      .then((parsed) =>
        parsed.method === "OPTIONS" ? { status: 204, body: "", contentType: "text/plain" } : handle(parsed),
      )
      .catch((error: unknown) => ({
        status: 500,
        body: JSON.stringify({ Error: error instanceof Error ? error.message : String(error) }),
        contentType: "application/json",
      }))
      .then(({ status, body, contentType }) => {
        response.writeHead(status, { ...CORS, "content-type": contentType });
        response.end(body);
      })
      .catch(() => response.destroy());
  });
  // Clients keep connections through long compiles; Node's default of 5 seconds would reset them.
  server.keepAliveTimeout = KEEP_ALIVE;
  server.headersTimeout = KEEP_ALIVE + 1_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return { url: `http://${hostname}:${bound}`, server };
}
