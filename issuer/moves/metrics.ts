import { type Server, createServer } from "node:http";
import { once } from "node:events";
import { formatUnits } from "ethers";
import { Counter, Gauge, Registry } from "prom-client";
import { OperatorError } from "../errors.ts";
import type { Round } from "./service.ts";

/** What a verifier tells whoever watches it: Prometheus's text on `/metrics`, and `/health`. Amounts that are moved are never among it. */
export class VerifierMetrics {
  readonly #registry = new Registry();
  readonly #moves = new Gauge({
    name: "kgst_verifier_moves",
    help: "Moves that are not delivered, by where they go and how far they are",
    labelNames: ["destination", "standing"],
    registers: [this.#registry],
  });
  readonly #oldest = new Gauge({
    name: "kgst_verifier_oldest_unconfirmed_seconds",
    help: "Age of the oldest move that is not confirmed, by where it goes",
    labelNames: ["destination"],
    registers: [this.#registry],
  });
  readonly #alarms = new Gauge({
    name: "kgst_verifier_refused_moves",
    help: "Moves that the verifier refuses to confirm and somebody has to look at",
    registers: [this.#registry],
  });
  readonly #stopped = new Gauge({
    name: "kgst_verifier_stopped",
    help: "1 while nothing is confirmed: a stop file, a pause, or a chain that cannot be read",
    registers: [this.#registry],
  });
  readonly #confirmed = new Counter({
    name: "kgst_verifier_confirmed_total",
    help: "Moves that this instance has confirmed",
    registers: [this.#registry],
  });
  readonly #failures = new Counter({
    name: "kgst_verifier_failures_total",
    help: "Rounds in which a network failed, by network",
    labelNames: ["network"],
    registers: [this.#registry],
  });
  readonly #fees = new Gauge({
    name: "kgst_verifier_move_fee",
    help: "What LayerZero asks for a move, in whole native coins of the chain that it leaves",
    labelNames: ["source", "destination"],
    registers: [this.#registry],
  });
  readonly #last = new Gauge({
    name: "kgst_verifier_last_round_timestamp_seconds",
    help: "When the last round ended",
    registers: [this.#registry],
  });
  #healthy = false;

  /** Takes the figures of a round. @param now - Unix seconds. */
  tell({ moves, stopped, confirmed, failures, fees }: Round, now: number): void {
    this.#moves.reset();
    this.#oldest.reset();
    const ages = new Map<string, number>();
    for (const { destination, arrival, age } of moves) {
      this.#moves.inc({ destination, standing: arrival.confirmed ? "confirmed" : arrival.standing });
      if (arrival.standing !== "sent" || arrival.confirmed) continue;
      ages.set(destination, Math.max(Number(age), ages.get(destination) ?? 0));
    }
    for (const [destination, age] of ages) this.#oldest.set({ destination }, age);
    const refused = moves.filter(({ judgement }) => !judgement.confirm && judgement.kind === "alarm").length;
    this.#alarms.set(refused);
    this.#stopped.set(stopped === null ? 0 : 1);
    this.#confirmed.inc(confirmed.length);
    for (const { network } of failures) this.#failures.inc({ network });
    this.#fees.reset();
    for (const { source, destination, fee } of fees) {
      const { desired, chain } = source;
      this.#fees.set({ source: desired.network.name, destination }, Number(formatUnits(fee, chain.nativeDecimals)));
    }
    this.#last.set(now);
    this.#healthy = failures.length === 0 && refused === 0;
  }
  /** Serves the figures on this machine only. @throws OperatorError `ARGUMENT_INVALID` if the port is taken, or is none. */
  async serve(port: number): Promise<Server> {
    const server = createServer((request, response) => {
      void this.#answer(request.url ?? "").then(({ status, type, text }) => {
        response.writeHead(status, { "content-type": type }).end(text);
      });
    });
    try {
      server.listen(port, "127.0.0.1");
      await Promise.race([
        once(server, "listening"),
        once(server, "error").then(([error]) => Promise.reject(error as Error)),
      ]);
    } catch (cause) {
      throw new OperatorError("ARGUMENT_INVALID", `--metrics ${port}: nothing can be served on this port.`, { cause });
    }
    return server;
  }

  async #answer(path: string): Promise<{ status: number; type: string; text: string }> {
    if (path === "/metrics")
      return { status: 200, type: this.#registry.contentType, text: await this.#registry.metrics() };
    const text = "text/plain; charset=utf-8";
    if (path !== "/health") return { status: 404, type: text, text: "There is /metrics and /health.\n" };
    return this.#healthy ? { status: 200, type: text, text: "ok\n" } : { status: 503, type: text, text: "not well\n" };
  }
}
