import { existsSync, readFileSync } from "node:fs";
import type { OpenCoin } from "../coin/open.ts";
import { readFinal } from "../chains/final-state.ts";
import { OperatorError } from "../errors.ts";
import { refusalOf } from "../refusals/refusals.ts";
import { LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import { type OperationOutcome, operate } from "../operations/run.ts";
import type { Store } from "../journal/store.ts";
import { type Confirmable, confirmMoves } from "./confirming.ts";
import { type Judgement, type Ledgers, judge } from "./judge.ts";
import type { KnownBurns } from "./known-burns.ts";
import { type Arrival, type SentMove, adapterOf, arrivalsOf, sentMoves } from "./message.ts";
import type { Cursors } from "./cursors.ts";

/** Pause scope of what moves between chains. */
const CROSSCHAIN = 8n;

/** What a verifier is made of. */
export interface VerifierOptions {
  /** The coin on every chain that it moves between. */
  readonly coins: readonly OpenCoin[];
  readonly burns: KnownBurns;
  /** Where each chain's reading goes on. */
  readonly cursors: Cursors;
  /** As long as this file is there, nothing is confirmed. */
  readonly stopFile: string;
  /** Seconds that a move has to be final before this instance confirms it: one that stands by gives the other that time. */
  readonly after: bigint;
  /** How long to wait for one transaction, in milliseconds. */
  readonly patience: number;
  /** The journal of what is sent on a network. */
  readonly store: (network: string) => Store;
}

/** A move that is not delivered, and what the verifier makes of it. */
export interface Judged {
  readonly source: string;
  readonly destination: string;
  readonly move: SentMove;
  readonly arrival: Arrival;
  readonly judgement: Judgement;
  /** Seconds since its burn, by the clock of the chain that it left. */
  readonly age: bigint;
}

/** What one round has found and done. */
export interface Round {
  /** Why nothing is confirmed at all; null if nothing stands against it. */
  readonly stopped: string | null;
  /** All moves that are under way, oldest first. */
  readonly moves: readonly Judged[];
  /** Ids of the messages that were confirmed in this round. */
  readonly confirmed: readonly string[];
  /** Networks whose node did not answer, or whose confirmation failed, and why. */
  readonly failures: readonly { readonly network: string; readonly code: string; readonly message: string }[];
}

interface Open {
  readonly source: OpenCoin;
  readonly destination: OpenCoin;
  readonly move: SentMove;
  readonly final: number;
  readonly head: number;
  readonly now: bigint;
  readonly time: bigint;
}

/**
 * The issuer as a verifier that every move needs: it confirms what was burned for good, is in the books, and leaves the sum
 * over all chains as it was. It forgets nothing that matters: a killed one reads the chains again, and what is confirmed is
 * known by the receiving library alone.
 */
export class Verifier {
  readonly #options: VerifierOptions;
  /** Moves that may not have arrived, by message id. */
  readonly #open = new Map<string, Pick<Open, "source" | "destination" | "move" | "time">>();

  constructor(options: VerifierOptions) {
    this.#options = options;
    for (const coin of options.coins) adapterOf(coin);
  }

  /** Looks once at every chain and confirms what may be confirmed. */
  async round(): Promise<Round> {
    const failures: { network: string; code: string; message: string }[] = [];
    const fail = (network: string, error: unknown): void => {
      const { code, message } = refusalOf(error);
      failures.push({ network, code, message });
    };
    const open: Open[] = [];
    for (const source of this.#options.coins) {
      try {
        open.push(...(await this.#read(source)));
      } catch (error) {
        fail(source.desired.network.name, error);
      }
    }
    const stopped = failures.length > 0 ? "not every chain could be read" : await this.#stopped();
    const moves: Judged[] = [];
    const toConfirm = new Map<OpenCoin, Confirmable[]>();
    const arrivals = await this.#arrivals(open, fail);
    const ledgers = failures.length > 0 ? null : await this.#ledgers();
    let underWay = 0n;
    for (const entry of open) {
      const arrival = arrivals.get(entry);
      if (arrival === undefined) continue;
      const isUnderWay = arrival.standing === "verified" || (arrival.standing === "sent" && arrival.confirmed);
      if (isUnderWay) underWay += entry.move.amount;
    }
    for (const entry of open) {
      const arrival = arrivals.get(entry);
      if (arrival === undefined || arrival.standing === "delivered") continue;
      const judgement = this.#judge(entry, arrival, ledgers === null ? null : { ...ledgers, underWay }, stopped);
      moves.push(toJudged(entry, arrival, judgement));
      if (!judgement.confirm || arrival.standing !== "sent" || arrival.confirmed) continue;
      underWay += entry.move.amount;
      const list = toConfirm.get(entry.destination) ?? [];
      list.push(this.#confirmable(entry));
      toConfirm.set(entry.destination, list);
    }
    const confirmed: string[] = [];
    await Promise.all(
      [...toConfirm].map(async ([coin, list]) => {
        try {
          await this.#confirm(coin, list);
          confirmed.push(...list.map(({ move }) => move.packet.messageId));
        } catch (error) {
          fail(coin.desired.network.name, error);
        }
      }),
    );
    return { stopped, moves, confirmed, failures };
  }

  /** Reads what left a chain since the last round, once its books have it, and returns all that may be under way. */
  async #read(source: OpenCoin): Promise<Open[]> {
    const { coins, burns, cursors } = this.#options;
    const { name } = source.desired.network;
    const known = await burns.update(source);
    const { number: final } = await source.chain.finalPoint();
    const head = await source.chain.provider.getBlockNumber();
    const now = BigInt((await source.chain.provider.getBlock("latest"))?.timestamp ?? 0);
    const from = cursors.next(name, source.record.contracts.adapter?.block ?? 0);
    const until = Math.min(known, final);
    for (const move of await sentMoves(source, from, until)) {
      const destination = coins.find(({ desired }) => desired.layerzero?.endpointId === move.packet.destinationId);
      if (destination === undefined) {
        const message = `A move goes from ${name} to the endpoint ${move.packet.destinationId}, and no network with it was named.`;
        throw new OperatorError("NETWORKS_INCOMPLETE", message);
      }
      const time = BigInt((await source.chain.provider.getBlock(move.block))?.timestamp ?? 0);
      this.#open.set(move.packet.messageId, { source, destination, move, time });
    }
    cursors.readTo(name, until);
    const all = [...this.#open.values()].filter((entry) => entry.source === source);
    return all.map((entry) => ({ ...entry, final: until, head, now }));
  }

  async #arrivals(open: readonly Open[], fail: (network: string, error: unknown) => void): Promise<Map<Open, Arrival>> {
    const arrivals = new Map<Open, Arrival>();
    for (const coin of this.#options.coins) {
      const coming = open.filter(({ destination }) => destination === coin);
      const moves = coming.map(({ move }) => move);
      const found = await arrivalsOf(coin, moves).catch((error: unknown) => {
        fail(coin.desired.network.name, error);
        return [];
      });
      for (const [index, arrival] of found.entries()) {
        const entry = coming[index];
        if (entry === undefined) continue;
        arrivals.set(entry, arrival);
        if (arrival.standing === "delivered") this.#open.delete(entry.move.packet.messageId);
      }
    }
    for (const { desired } of this.#options.coins) {
      const { name } = desired.network;
      const oldest = [...this.#open.values()].filter(({ source }) => source.desired.network.name === name);
      this.#options.cursors.keep(
        name,
        oldest.map(({ move }) => move.block),
      );
    }
    return arrivals;
  }

  /** What all adapters have burned for good, and minted and held by now. */
  async #ledgers(): Promise<Omit<Ledgers, "underWay">> {
    const each = await Promise.all(
      this.#options.coins.map(async (coin) => {
        const adapter = adapterOf(coin);
        const { token } = coin.contracts;
        const { value: burned } = await readFinal(
          coin.chain,
          coin.desired,
          async (at) => (await token.bridgeBooks(adapter, at)).burned,
        );
        const held = await LayerZeroAdapter__factory.connect(adapter, coin.chain.provider).heldTotal();
        return { burned, held, minted: (await token.bridgeBooks(adapter)).minted };
      }),
    );
    const sum = (of: "burned" | "held" | "minted"): bigint => each.reduce((total, one) => total + one[of], 0n);
    return { burned: sum("burned"), held: sum("held"), minted: sum("minted") };
  }

  #judge(
    { source, destination, move, final, head, now, time }: Open,
    { standing, confirmed }: Arrival,
    ledgers: Ledgers | null,
    stopped: string | null,
  ): Judgement {
    if (standing !== "sent" || confirmed) return { confirm: true };
    if (stopped !== null || ledgers === null)
      return { confirm: false, kind: "wait", why: stopped ?? "not every chain could be read" };
    const { after, burns } = this.#options;
    if (now - time < after)
      return {
        confirm: false,
        kind: "wait",
        why: `it is ${now - time} s old, and this verifier stands by for ${after} s`,
      };
    const route = destination.desired.layerzero?.routes.find(({ endpointId }) => endpointId === move.packet.sourceId);
    const confirmations = route?.confirmationsIn ?? Number.POSITIVE_INFINITY;
    const evidence = { move, final, head, confirmations, inBooks: burns.has(source, move), ledgers };
    return judge(evidence, source.desired.decimals);
  }

  /** Why nothing is confirmed: the file that stops it, or a pause. */
  async #stopped(): Promise<string | null> {
    const { stopFile, coins } = this.#options;
    if (existsSync(stopFile)) return `${stopFile} is there${reasonIn(stopFile)}`;
    for (const { desired, contracts } of coins) {
      const scopes = await contracts.token.pausedScopes();
      if ((scopes & CROSSCHAIN) !== 0n) return `crosschain is paused on ${desired.network.name}`;
    }
    return null;
  }

  #confirmable({ source, destination, move, time }: Open): Confirmable {
    const route = destination.desired.layerzero?.routes.find(({ endpointId }) => endpointId === move.packet.sourceId);
    return { source: source.desired.network.name, move, time, confirmations: route?.confirmationsIn ?? 0 };
  }

  #confirm(coin: OpenCoin, moves: readonly Confirmable[]): Promise<OperationOutcome> {
    const { name } = coin.desired.network;
    return operate({
      ...{ coin, operation: confirmMoves(moves), given: {}, patience: this.#options.patience },
      store: this.#options.store(name),
      confirm: () => Promise.resolve(),
    });
  }
}

function toJudged({ source, destination, move, now, time }: Open, arrival: Arrival, judgement: Judgement): Judged {
  const [from, to] = [source.desired.network.name, destination.desired.network.name];
  return { source: from, destination: to, move, arrival, judgement, age: now - time };
}

function reasonIn(file: string): string {
  try {
    const text = readFileSync(file, "utf8").trim().slice(0, 200);
    return text === "" ? "" : `: ${text}`;
  } catch {
    return ""; // it was taken away meanwhile, or says nothing to us
  }
}
