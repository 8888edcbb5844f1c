import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * What goes wrong between an engine and its node:
 * - `down`: from this request on nothing is answered, as if the node were gone;
 * - `refused`: this request is answered with an error and never reaches the node;
 * - `unanswered`: this request reaches the node, which acts on it, and the answer is lost;
 * - `silent`: this request never reaches the node, and the client waits until it gives up;
 * - `swallowed`: this request is answered as if it had worked, and never reaches the node.
 */
export type NetworkFault = "down" | "refused" | "unanswered" | "silent" | "swallowed";

/** A fault, and the request that meets it. */
export interface Armed {
  readonly fault: NetworkFault;
  /** Counted from the moment it is armed, from one. */
  readonly at: number;
  /** Counts only requests whose body or path says this. */
  readonly matching?: RegExp;
}

/** What every request goes through: a node's address that can be made to fail in one way at one moment. */
export class FaultProxy {
  readonly #server: Server;
  readonly #target: URL;
  #armed: Armed | null = null;
  #seen = 0;
  #met = false;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((incoming, response) => {
      void this.#serve(incoming, response).catch(() => response.destroy());
    });
  }

  /** Starts a proxy before a node, on a port of its own. */
  static async before(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** Where clients find it. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Requests seen since it was armed or disarmed. */
  get seen(): number {
    return this.#seen;
  }

  /** Whether the fault was met. */
  get met(): boolean {
    return this.#met;
  }

  /** Sets the next fault; null lets everything through. */
  arm(armed: Armed | null): void {
    this.#armed = armed;
    this.#seen = 0;
    this.#met = false;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const fault = this.#faultOf(`${incoming.url ?? ""} ${body.toString("utf8")}`);
    switch (fault) {
      case "down":
        incoming.socket.destroy();
        return;
      case "refused":
        response.writeHead(503, { "content-type": "application/json" }).end('{"Error":"refused on purpose"}');
        return;
      case "swallowed":
        response.writeHead(200, { "content-type": "application/json" }).end(acknowledgement(incoming, body));
        return;
      case "unanswered":
        await this.#forward(incoming, body);
        incoming.socket.destroy();
        return;
      case "silent":
        return; // the client's own patience ends it
      case null: {
        const { status, headers, answer } = await this.#forward(incoming, body);
        response.writeHead(status, headers).end(answer);
      }
    }
  }

  #faultOf(text: string): NetworkFault | null {
    const armed = this.#armed;
    if (armed?.matching !== undefined && !armed.matching.test(text)) return null;
    this.#seen += 1;
    if (armed === null) return null;
    const now = armed.fault === "down" ? this.#seen >= armed.at : this.#seen === armed.at;
    if (now) this.#met = true;
    return now ? armed.fault : null;
  }

  async #forward(
    incoming: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: Record<string, string>; answer: Buffer }> {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const { hostname, port } = this.#target;
      const headers = { ...incoming.headers, host: this.#target.host, connection: "close" };
      const outgoing = request({ hostname, port, path: incoming.url, method: incoming.method, headers }, resolve);
      outgoing.on("error", reject).end(body);
    });
    const type = answer.headers["content-type"] ?? "application/json";
    return { status: answer.statusCode ?? 502, headers: { "content-type": type }, answer: await buffer(answer) };
  }
}

/** The answer that says a broadcast was taken: that of JSON-RPC, or of TRON's own interface. */
function acknowledgement(incoming: IncomingMessage, body: Buffer): string {
  const text = body.toString("utf8");
  if ((incoming.url ?? "").includes("/wallet/")) {
    const { txID = "" } = text.startsWith("{") ? (JSON.parse(text) as { txID?: string }) : {};
    return JSON.stringify({ result: true, txid: txID });
  }
  const { id } = JSON.parse(text) as { id: number };
  return JSON.stringify({ jsonrpc: "2.0", id, result: `0x${"00".repeat(32)}` });
}
