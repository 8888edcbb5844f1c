import { type IncomingMessage, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server answers. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A small server, and where it listens. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves JSON on a free port of this machine. */
export async function serve(handle: (request: IncomingMessage, body: string) => Promise<Answer>): Promise<Served> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      const answer = await handle(request, body).catch((error: unknown): Answer => {
        return { status: 500, body: { error: error instanceof Error ? error.message : String(error) } };
      });
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      response.end(JSON.stringify(answer.body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
