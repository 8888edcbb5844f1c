import { lstatSync, readFileSync } from "node:fs";
import type { OpenCoin } from "../coin/open.ts";
import { readFinal } from "../chains/final-state.ts";
import { refusalOf } from "../refusals/refusals.ts";
import { LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import { type OperationOutcome, operate } from "../operations/run.ts";
import type { Store } from "../journal/store.ts";
import { type Confirmable, confirmMoves } from "./confirming.ts";
import { type Judgement, type Ledgers, judge, wait } from "./judge.ts";
import { type MoveFee, moveFees } from "./fees.ts";
import type { KnownBurns } from "./known-burns.ts";
import {
  type Arrival,
  type SentMove,
  type Way,
  adapterOf,
  arrivalsOf,
  confirmationsOf,
  pausedOn,
  requireDestination,
  sentMoves,
  stageOf,
} from "./message.ts";
import type { Cursors } from "./cursors.ts";

const UNREADABLE = "not every chain could be read";
/** How often an alarm is counted again in one round. */
const RECOUNTS = 2;

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

/** A network whose node did not answer, or whose confirmation failed, and why. */
export interface Failure {
  readonly network: string;
  readonly code: string;
  readonly message: string;
}

type Fail = (network: string, error: unknown) => void;

/** What is made of all moves, and which of them are to be confirmed where. */
interface Weighed {
  readonly moves: readonly Judged[];
  readonly toConfirm: ReadonlyMap<OpenCoin, readonly Confirmable[]>;
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
  readonly failures: readonly Failure[];
  /** What LayerZero asks for on each route; empty if a node did not say. */
  readonly fees: readonly MoveFee[];
}

interface Sent extends Way {
  /** Time of its block, Unix seconds. */
  readonly time: bigint;
}

/** A move that may not have arrived, and how far the chain is that it left. */
interface Open extends Sent {
  readonly final: number;
  readonly head: number;
  readonly now: bigint;
}

/**
 * The issuer as a verifier that every move needs: it confirms what was burned for good, is in the books, and leaves the sum
 * over all chains as it was. It forgets nothing that matters: a killed one reads the chains again, and what is confirmed is
 * known by the receiving library alone.
 */
export class Verifier {
  readonly #options: VerifierOptions;
  /** Moves that may not have arrived, by message id. */
  readonly #open = new Map<string, Sent>();

  constructor(options: VerifierOptions) {
    this.#options = options;
    for (const coin of options.coins) adapterOf(coin);
  }

  /** Looks once at every chain and confirms what may be confirmed. */
  async round(): Promise<Round> {
    const failures: Failure[] = [];
    const fail: Fail = (network, error) => {
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
    const stopped = failures.length > 0 ? UNREADABLE : await this.#stopped(fail);
    let { moves, toConfirm } = await this.#weigh(open, stopped, fail, failures);
    // What is delivered while it is counted is counted twice: an alarm is one only if it is there the next time, too.
    for (let again = 0; again < RECOUNTS && failures.length === 0 && moves.some(isAlarm); ++again) {
      ({ moves, toConfirm } = await this.#weigh(open, stopped, fail, failures));
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
    const fees = await moveFees(this.#options.coins).catch(() => []); // for whoever watches: nothing hangs on it
    return { stopped, moves, confirmed, failures, fees };
  }

  /** Judges all moves by what the chains say now. */
  async #weigh(
    open: readonly Open[],
    stopped: string | null,
    fail: Fail,
    failures: readonly Failure[],
  ): Promise<Weighed> {
    const moves: Judged[] = [];
    const toConfirm = new Map<OpenCoin, Confirmable[]>();
    const arrivals = await this.#arrivals(open, fail);
    const ledgers = failures.length > 0 ? null : await this.#ledgers(fail);
    let underWay = 0n;
    for (const entry of open) {
      const arrival = arrivals.get(entry);
      if (arrival === undefined) continue;
      if (["confirmed", "verified"].includes(stageOf(arrival))) underWay += entry.move.amount;
    }
    for (const entry of open) {
      const arrival = arrivals.get(entry);
      if (arrival === undefined || arrival.standing === "delivered") continue;
      const judgement = this.#judge(entry, arrival, ledgers === null ? null : { ...ledgers, underWay }, stopped);
      moves.push(toJudged(entry, arrival, judgement));
      if (!judgement.confirm || !isOpen(arrival)) continue;
      underWay += entry.move.amount;
      const list = toConfirm.get(entry.destination) ?? [];
      list.push(toConfirmable(entry));
      toConfirm.set(entry.destination, list);
    }
    return { moves, toConfirm };
  }

  /** Reads what left a chain since the last round, once its books have it, and returns all that may be under way. */
  async #read(source: OpenCoin): Promise<Open[]> {
    const { coins, burns, cursors } = this.#options;
    const { name } = source.desired.network;
    const known = await burns.update(source);
    const { number: final } = await source.chain.finalPoint();
    const latest = await source.chain.provider.getBlock("latest");
    const from = cursors.next(name, source.record.contracts.adapter?.block ?? 0);
    const until = Math.min(known, final);
    const ends = { final: until, head: latest?.number ?? 0, now: BigInt(latest?.timestamp ?? 0) };
    for (const move of await sentMoves(source, from, until)) {
      const destination = requireDestination(source, move, coins);
      const time = BigInt((await source.chain.provider.getBlock(move.block))?.timestamp ?? 0);
      this.#open.set(move.packet.messageId, { source, destination, move, time });
    }
    cursors.readTo(name, until);
    const all = [...this.#open.values()].filter((entry) => entry.source === source);
    return all.map((entry) => ({ ...entry, ...ends }));
  }

  async #arrivals(open: readonly Open[], fail: Fail): Promise<Map<Open, Arrival>> {
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

  /** What all adapters have burned for good, and minted and held by now; null if a chain does not say. */
  async #ledgers(fail: Fail): Promise<Omit<Ledgers, "underWay"> | null> {
    const each = await this.#ofEach(async (coin) => {
      const adapter = adapterOf(coin);
      const { token } = coin.contracts;
      const { value: burned } = await readFinal(
        coin.chain,
        coin.desired,
        async (at) => (await token.bridgeBooks(adapter, at)).burned,
      );
      const held = await LayerZeroAdapter__factory.connect(adapter, coin.chain.provider).heldTotal();
      return { burned, held, minted: (await token.bridgeBooks(adapter)).minted };
    }, fail);
    if (each === null) return null;
    const sum = (of: "burned" | "held" | "minted"): bigint => each.reduce((total, one) => total + one[of], 0n);
    return { burned: sum("burned"), held: sum("held"), minted: sum("minted") };
  }

  #judge(entry: Open, arrival: Arrival, ledgers: Ledgers | null, stopped: string | null): Judgement {
    if (!isOpen(arrival)) return { confirm: true };
    if (stopped !== null || ledgers === null) return wait(stopped ?? UNREADABLE);
    const { source, move, final, head, now, time } = entry;
    const { after, burns } = this.#options;
    if (now - time < after) return wait(`it is ${now - time} s old, and this verifier stands by for ${after} s`);
    const confirmations = confirmationsOf(entry) ?? Number.POSITIVE_INFINITY;
    const evidence = { move, final, head, confirmations, inBooks: burns.has(source, move), ledgers };
    return judge(evidence, source.desired.decimals);
  }

  /** Why nothing is confirmed: the file that stops it, a pause, or a chain that does not say. */
  async #stopped(fail: Fail): Promise<string | null> {
    const { stopFile } = this.#options;
    const told = stopIn(stopFile);
    if (told !== null) return told;
    const paused = await this.#ofEach((coin) => pausedOn([coin]), fail);
    if (paused === null) return UNREADABLE;
    const name = paused.find((one) => one !== null);
    return name === undefined ? null : `crosschain is paused on ${name}`;
  }

  /** Reads something of each chain. @returns Null if one of them does not say; then it is among the failures. */
  async #ofEach<T>(read: (coin: OpenCoin) => Promise<T>, fail: Fail): Promise<T[] | null> {
    const found = await Promise.allSettled(this.#options.coins.map(read));
    const values: T[] = [];
    for (const [index, one] of found.entries()) {
      if (one.status === "fulfilled") values.push(one.value);
      else fail(this.#options.coins[index]?.desired.network.name ?? "", one.reason);
    }
    return values.length === found.length ? values : null;
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

function isAlarm({ judgement }: Judged): boolean {
  return !judgement.confirm && judgement.kind === "alarm";
}

/** Whether a move waits for the issuer's word. */
function isOpen(arrival: Arrival): boolean {
  return stageOf(arrival) === "sent";
}

function toConfirmable(entry: Open): Confirmable {
  const { source, move, time } = entry;
  return { source: source.desired.network.name, move, time, confirmations: confirmationsOf(entry) ?? 0 };
}

function toJudged({ source, destination, move, now, time }: Open, arrival: Arrival, judgement: Judgement): Judged {
  const [from, to] = [source.desired.network.name, destination.desired.network.name];
  return { source: from, destination: to, move, arrival, judgement, age: now - time };
}

/** What a stop file says; where it cannot be looked for, it counts as there. */
function stopIn(file: string): string | null {
  try {
    lstatSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? null : `${file} cannot be looked for (${code})`;
  }
  return `${file} is there${reasonIn(file)}`;
}

function reasonIn(file: string): string {
  try {
    const text = readFileSync(file, "utf8").trim().slice(0, 200);
    return text === "" ? "" : `: ${text}`;
  } catch {
    return ""; // it was taken away meanwhile, or says nothing to us
  }
}
