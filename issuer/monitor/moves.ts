import type { EventLog } from "ethers";
import { LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import type { FinalBlock } from "../chains/final-block.ts";
import { blockAt, firstBlockAfter } from "../chains/final-state.ts";
import { findEvents } from "../chains/find-events.ts";
import type { OpenCoin } from "../coin/open.ts";
import type { Cursors } from "../moves/cursors.ts";
import {
  type Arrival,
  type SentMove,
  type Way,
  adapterOf,
  arrivalsOfEach,
  destinationOf,
  movingCoins,
  sentMoves,
  stageOf,
} from "../moves/message.ts";
import { formatDuration } from "../text/units.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { Finding } from "./alert.ts";
import type { Thresholds } from "./thresholds.ts";

/** What a look at the moves has found on a chain. */
export interface MoveFinding {
  /** The coin where it is. */
  readonly coin: OpenCoin;
  readonly finding: Finding;
}

/** A look at the moves between all chains. */
export interface MovesLook {
  readonly findings: readonly MoveFinding[];
  /** What is so now, by its name. */
  readonly active: readonly string[];
}

/** How moves are watched. */
export interface MovesOptions {
  /** Where the reading of each chain goes on. */
  readonly cursors: Cursors;
  readonly thresholds: Pick<Thresholds, "moveLate" | "verifierSilent">;
  /** Where a first look begins: at the deployment, or at what can still be under way. */
  readonly since: "deployment" | "now";
}

/** Seconds before now that a first look goes back. */
const BACK = 72n * 3_600n;

interface Sent extends Way {
  /** Time of its block, Unix seconds. */
  readonly time: bigint;
}

/** An event of an adapter where a move goes to. */
interface Credit {
  readonly coin: OpenCoin;
  readonly kind: "credited" | "held" | "released";
  readonly message: string;
  readonly endpointId: number;
  readonly amount: bigint;
  readonly block: number;
  readonly transaction: string;
}

/** Something that is so for a while, or has happened. */
interface Condition extends MoveFinding {
  readonly name: string;
}

/**
 * Follows the moves of a coin on all its chains, by final blocks: which are late, held or not confirmed, and whether every
 * credit has its burn. Reads only.
 */
export class MovesWatch {
  readonly #options: MovesOptions;
  /** Moves whose credit was not seen yet, by message. */
  readonly #open = new Map<string, Sent>();
  /** Credits that were not held against their burn yet: it may lie in blocks that are not final, or a node has failed. */
  #unmatched: Credit[] = [];
  /** Credits without a burn, until somebody has written them down. */
  readonly #wrong: Condition[] = [];
  /** Messages that were held when their credit was seen. */
  readonly #held = new Set<string>();
  /** Newest block, where a move goes to, at which it had arrived, by message. */
  readonly #arrived = new Map<string, number>();
  #networks: readonly OpenCoin[] = [];

  constructor(options: MovesOptions) {
    this.#options = options;
  }

  /**
   * Looks once at all chains.
   * @param coins - The coin on every chain; those without an adapter are left out.
   * @param before - What was so at the last look: it is not told again.
   * @returns Null for a coin without adapters.
   * @throws OperatorError as the nodes' answers do, and `MOVE_CONTRADICTED`.
   */
  async look(coins: readonly OpenCoin[], before: ReadonlySet<string>): Promise<MovesLook | null> {
    const moving = movingCoins(coins);
    if (moving.length === 0) return null;
    this.#networks = moving;
    // Credits first: of each that is seen, the burn was final before.
    for (const coin of moving) this.#unmatched.push(...(await this.#readCredits(coin)));
    const ends = new Map<OpenCoin, FinalBlock>();
    for (const coin of moving) ends.set(coin, await this.#readSent(coin, moving));
    for (const credit of [...this.#unmatched]) {
      if (await this.#match(credit, ends)) this.#unmatched = this.#unmatched.filter((one) => one !== credit);
    }
    const so = [...this.#wrong, ...(await this.#conditions(ends))];
    const findings = so.filter(({ name }) => !before.has(name)).map(({ coin, finding }) => ({ coin, finding }));
    return { findings, active: [...new Set(so.map(({ name }) => name))] };
  }

  /** Remembers on disk how far the chains were read, once what was found is there. */
  keep(): void {
    const { cursors } = this.#options;
    this.#wrong.length = 0;
    for (const coin of this.#networks) {
      const { name } = coin.desired.network;
      const open = [...this.#open.values()].filter(({ source }) => source.desired.network.name === name);
      cursors.keep(
        name,
        open.map(({ move }) => move.block),
      );
      const left = this.#unmatched.filter((credit) => credit.coin.desired.network.name === name);
      cursors.keep(
        creditsOf(name),
        left.map(({ block }) => block),
      );
    }
  }

  async #first(coin: OpenCoin, final: FinalBlock): Promise<number> {
    const created = coin.record.contracts.adapter?.block ?? 0;
    if (this.#options.since === "deployment") return created;
    return firstBlockAfter(coin.chain, final.timestamp - BACK, final, created);
  }

  /** The first block that is read now. */
  async #next(coin: OpenCoin, cursor: string, final: FinalBlock): Promise<number> {
    const next = this.#options.cursors.next(cursor, 0);
    return next > 0 ? next : this.#first(coin, final);
  }

  async #readCredits(coin: OpenCoin): Promise<Credit[]> {
    const { cursors } = this.#options;
    const { name } = coin.desired.network;
    const final = await coin.chain.finalPoint();
    const from = await this.#next(coin, creditsOf(name), final);
    if (from > final.number) return [];
    const adapter = LayerZeroAdapter__factory.connect(adapterOf(coin), coin.chain.provider);
    const { OFTReceived, CreditHeld, HeldClaimed, HeldTaken } = adapter.filters;
    const kinds = [
      [OFTReceived(), "credited"],
      [CreditHeld(), "held"],
      [HeldClaimed(), "released"],
      [HeldTaken(), "released"],
    ] as const;
    const found: Credit[] = [];
    for (const [filter, kind] of kinds) {
      const events = await findEvents(adapter, filter, from, final.number);
      found.push(...events.map((event) => toCredit(coin, kind, event)));
    }
    cursors.readTo(creditsOf(name), final.number);
    return found;
  }

  async #readSent(source: OpenCoin, moving: readonly OpenCoin[]): Promise<FinalBlock> {
    const { name } = source.desired.network;
    const final = await source.chain.finalPoint();
    const from = await this.#next(source, name, final);
    for (const move of await sentMoves(source, from, final.number)) {
      const destination = destinationOf(move, moving);
      if (destination === undefined) continue; // a chain that is not watched
      const { timestamp: time } = await blockAt(source.chain, move.block);
      this.#open.set(move.packet.messageId, { source, destination, move, time });
    }
    this.#options.cursors.readTo(name, final.number);
    return final;
  }

  /** Takes a move off the list by its credit, or notes a credit without a burn. @returns Whether that could be said. */
  async #match(credit: Credit, ends: ReadonlyMap<OpenCoin, FinalBlock>): Promise<boolean> {
    const { coin, kind, message, amount } = credit;
    if (kind === "released") {
      this.#open.delete(message);
      this.#held.delete(message);
      return true;
    }
    const source = [...ends.keys()].find(({ desired }) => desired.layerzero?.endpointId === credit.endpointId);
    const final = source === undefined ? undefined : ends.get(source);
    if (source === undefined || final === undefined) return true; // from a chain that is not watched
    const move = this.#open.get(message)?.move ?? (await this.#search(source, final, message));
    const goesHere = move?.packet.destinationId === coin.desired.layerzero?.endpointId;
    if (move !== undefined && goesHere && move.amount === amount) {
      if (kind === "credited") this.#open.delete(message);
      else this.#held.add(message);
      return true;
    }
    const { timestamp: time } = await blockAt(coin.chain, credit.block);
    if (move === undefined && final.timestamp < time) return false;
    this.#wrong.push(withoutBurn(credit, source, move, time));
    return true;
  }

  /** A move that left before the watch began. */
  async #search(source: OpenCoin, { number }: FinalBlock, message: string): Promise<SentMove | undefined> {
    const [move] = await sentMoves(source, source.record.contracts.adapter?.block ?? 0, number, message);
    return move;
  }

  /** Takes a move off the list whose credit was seen before the watch began, or by an earlier process. */
  async #noteArrived({ destination, move }: Sent): Promise<void> {
    const { messageId } = move.packet;
    const at = this.#arrived.get(messageId);
    if (at === undefined) {
      this.#arrived.set(messageId, await destination.chain.provider.getBlockNumber());
      return;
    }
    if (this.#options.cursors.next(creditsOf(destination.desired.network.name), 0) <= at) return; // it is seen once it is final
    for (const list of [this.#open, this.#held, this.#arrived]) list.delete(messageId);
  }

  /** What is so of the moves that are under way. */
  async #conditions(ends: ReadonlyMap<OpenCoin, FinalBlock>): Promise<Condition[]> {
    const { moveLate, verifierSilent } = this.#options.thresholds;
    const found: Condition[] = [];
    const silent = new Map<OpenCoin, Sent[]>();
    const ageOf = ({ source, time }: Sent): bigint => (ends.get(source)?.timestamp ?? time) - time;
    const due = [...this.#open.values()].filter((sent) => {
      const age = ageOf(sent);
      return age > moveLate || age > verifierSilent || this.#held.has(sent.move.packet.messageId);
    });
    for (const [sent, arrival] of await arrivalsOfEach(due)) {
      const age = ageOf(sent);
      if (arrival.standing === "delivered") {
        await this.#noteArrived(sent);
        continue;
      }
      if (arrival.standing === "held") found.push(heldOf(sent));
      else if (age > moveLate) found.push(lateOf(sent, arrival, age));
      if (stageOf(arrival) !== "sent" || age <= verifierSilent) continue;
      silent.set(sent.destination, [...(silent.get(sent.destination) ?? []), sent]);
    }
    for (const [destination, moves] of silent) found.push(silentOf(destination, moves, verifierSilent));
    return found;
  }
}

function creditsOf(network: string): string {
  return `${network} credits`;
}

function toCredit(coin: OpenCoin, kind: Credit["kind"], { args, blockNumber, transactionHash }: EventLog): Credit {
  const {
    guid,
    srcEid = 0n,
    amount,
    amountReceivedLD,
  } = args.toObject() as {
    readonly guid: string;
    readonly srcEid?: bigint;
    readonly amount?: bigint;
    readonly amountReceivedLD?: bigint;
  };
  return {
    ...{ coin, kind, message: guid, endpointId: Number(srcEid), amount: amount ?? amountReceivedLD ?? 0n },
    ...{ block: blockNumber, transaction: transactionHash },
  };
}

function shower({ desired }: OpenCoin): (amount: bigint) => string {
  return (amount) => `${formatAmount(amount, desired.decimals)} ${desired.symbol}`;
}

function withoutBurn(credit: Credit, source: OpenCoin, move: SentMove | undefined, time: bigint): Condition {
  const { coin, message, amount, block, transaction } = credit;
  const show = shower(coin);
  const [here, there] = [coin, source].map(({ desired }) => desired.network.name) as [string, string];
  const found = move === undefined ? "no burn of this message" : `a burn of ${show(move.amount)}`;
  const text = `The adapter has credited ${show(amount)} on ${here} for the message ${message}, and ${there} has ${found}. Stop it everywhere: npx hardhat pause --networks ${here},${there} --scopes crosschain`;
  const details = { messageId: message, amount, burned: move?.amount ?? 0n, source: there };
  const key = `credit-without-burn/${message}`;
  return {
    ...{ name: `credit-without-burn ${message}`, coin },
    finding: { kind: "credit-without-burn", key, message: text, details, block, transaction, time },
  };
}

function of({ source, destination, move, time }: Sent): {
  readonly text: string;
  readonly details: Finding["details"];
  readonly place: Pick<Finding, "block" | "transaction" | "time">;
} {
  const [from, to] = [source, destination].map(({ desired }) => desired.network.name);
  const { messageId } = move.packet;
  return {
    text: `The move ${messageId} of ${shower(source)(move.amount)} from ${from} to ${to}`,
    details: { messageId, amount: move.amount, source: from, destination: to, from: move.from, to: move.to },
    place: { block: move.block, transaction: move.transaction, time },
  };
}

function heldOf(sent: Sent): Condition {
  const { text, details, place } = of(sent);
  const { messageId } = sent.move.packet;
  const message = `${text} is held for ${sent.move.to}, which cannot be credited. See npx hardhat move-status --message ${messageId}`;
  return {
    ...{ name: `move-held ${messageId}`, coin: sent.source },
    finding: { kind: "move-held", key: `move-held/${messageId}`, message, details, ...place },
  };
}

function lateOf(sent: Sent, arrival: Arrival, age: bigint): Condition {
  const { text, details, place } = of(sent);
  const { messageId } = sent.move.packet;
  const stage = stageOf(arrival);
  const message = `${text} has not arrived after ${formatDuration(age)}: it is ${stage}. See npx hardhat move-status --message ${messageId}`;
  return {
    ...{ name: `move-late ${messageId}`, coin: sent.source },
    finding: {
      kind: "move-late",
      key: `move-late/${messageId}`,
      message,
      details: { ...details, stage, age },
      ...place,
    },
  };
}

/** One for all moves to a chain: it is the verifier that is silent. */
function silentOf(destination: OpenCoin, moves: readonly Sent[], after: bigint): Condition {
  const [oldest] = [...moves].sort((one, other) => Number(one.time - other.time)) as [Sent];
  const { details, place } = of(oldest);
  const { name } = destination.desired.network;
  const { messageId } = oldest.move.packet;
  const count = moves.length === 1 ? "A move" : `${moves.length} moves`;
  const message = `${count} to ${name} are final for more than ${formatDuration(after)} and the issuer's verifier has not confirmed them, the oldest ${messageId}.`;
  return {
    ...{ name: `verifier-silent ${name}`, coin: oldest.source },
    finding: {
      ...{ kind: "verifier-silent", key: `verifier-silent/${name}/${messageId}`, ...place },
      ...{ message: moves.length === 1 ? message.replace(" are ", " is ").replace(" them,", " it,") : message },
      details: { ...details, count: moves.length },
    },
  };
}
