import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";

/** A port in front of a node that can be shut and opened again, as when the node restarts. */
export class Gate {
  readonly url: string;
  readonly #target: number;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #server: Server;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
    this.#port = (server.address() as AddressInfo).port;
    this.url = `http://127.0.0.1:${this.#port}`;
    server.on("connection", (socket) => this.#forward(socket));
  }

  static async open(target: number): Promise<Gate> {
    return new Gate(await listening(0), target);
  }

  /** Nobody gets through any more; open connections break. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }

  async reopen(): Promise<void> {
    this.#server = await listening(this.#port);
    this.#server.on("connection", (socket) => this.#forward(socket));
  }

  #forward(socket: Socket): void {
    const node = connect(this.#target, "127.0.0.1");
    for (const end of [socket, node]) {
      this.#sockets.add(end);
      end.on("error", () => end.destroy());
      end.on("close", () => {
        this.#sockets.delete(end);
        socket.destroy();
        node.destroy();
      });
    }
    socket.pipe(node).pipe(socket);
  }
}

function listening(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
