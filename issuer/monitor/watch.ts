import { setTimeout as sleep } from "node:timers/promises";
import type { OpenCoin } from "../coin/open.ts";
import { refusalOf } from "../refusals/refusals.ts";
import { type ErrorCode, type OperatorError, isRefusal } from "../errors.ts";
import { isoTime } from "../../packages/integration/reading/format.ts";
import { type Alert, type Finding, toAlert } from "./alert.ts";
import { Cursors } from "../moves/cursors.ts";
import { moveFees } from "../moves/fees.ts";
import { Delivery } from "./delivery.ts";
import { lookAtFees } from "./fees.ts";
import { type FollowOptions, follow } from "./follow.ts";
import { MovesWatch } from "./moves.ts";
import { StateFile } from "./state-file.ts";
import { type ChainState, MOST_WAITING } from "./state.ts";
import type { Webhook } from "./webhook.ts";

/** Where the memory keeps what moves between the chains: no network has such a name. */
const BETWEEN = "between the chains";

/** A chain that is watched. */
export interface WatchedChain {
  readonly network: string;
  readonly chainId: bigint;
  /** Opens the coin there; asked again after each failure. */
  readonly open: () => Promise<OpenCoin>;
}

/** What a watch is made of. */
export interface WatchOptions extends FollowOptions {
  readonly coin: string;
  readonly chains: readonly WatchedChain[];
  /** Where everything is kept that must outlive this process. */
  readonly stateFile: string;
  /** Prints one line. */
  readonly print: (alert: Alert) => void;
  /** Called with what goes wrong in the watch itself. */
  readonly warn: (line: string) => void;
  readonly webhook: Webhook | null;
}

interface Looked {
  readonly state: ChainState;
  readonly findings: readonly Finding[];
  /** What no later look will mend. */
  readonly lasting?: OperatorError;
}

/**
 * Watches a coin on its chains, each for itself, and tells of what it finds while it goes on. What was found is on disk
 * before it is told, and is forgotten only after it was taken: a kill at any instant loses nothing, and what is told again
 * has the same id.
 */
export class Watch {
  readonly #options: WatchOptions;
  readonly #coins = new Map<string, OpenCoin>();
  readonly #memory: StateFile;
  readonly #delivery: Delivery | null;
  readonly #moves: MovesWatch;
  /** What is wrong for good, by network, as of the last look. */
  readonly #lasting = new Map<string, OperatorError>();

  constructor(options: WatchOptions) {
    const { stateFile, coin, webhook, warn } = options;
    this.#options = options;
    const { thresholds, since } = options;
    this.#moves = new MovesWatch({ cursors: Cursors.open(`${stateFile}.moves`), thresholds, since });
    this.#memory = StateFile.open(stateFile, coin);
    this.#delivery = webhook === null ? null : new Delivery(webhook, this.#memory, warn);
  }

  /** How many alerts have not been taken by the webhook yet. */
  get waiting(): number {
    return this.#memory.outbox.length;
  }

  /**
   * Looks at every chain once, and ends when the webhook has taken what there is, or has refused. What is wrong with one
   * chain for good ends no watch of the others.
   * @returns Networks whose node did not answer, or answers with less than it has.
   * @throws OperatorError what is wrong for good, if it is so on every chain; `RECORD_NOT_WRITTEN`.
   */
  async look(): Promise<string[]> {
    const { chains } = this.#options;
    this.#tell();
    const looks = await Promise.allSettled(chains.map((chain) => this.#look(chain)));
    const failed = looks.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
    this.#requireOne();
    await this.#lookBetween();
    if (await this.#delivery?.kick()) await this.#delivery?.kick(); // what was found while the first ended
    const isSilent = ({ silent, doubtful }: ChainState): boolean => silent !== null || doubtful !== undefined;
    return chains.map(({ network }) => network).filter((network) => isSilent(this.#memory.chain(network)));
  }

  /**
   * Looks again and again until it is stopped, at each chain for itself: one that is slow delays no other, and neither does
   * the webhook. A look that has begun is finished.
   * @param pause - Milliseconds between two looks at a chain.
   * @throws OperatorError what is wrong for good, if it is so on every chain.
   */
  async run(stop: AbortSignal, pause: number): Promise<void> {
    const ended = new AbortController();
    const signal = AbortSignal.any([stop, ended.signal]);
    this.#tell();
    const loops = this.#options.chains.map(async (chain) => {
      while (!signal.aborted) {
        try {
          await this.#look(chain);
          this.#requireOne();
        } catch (error) {
          const refusal = refusalOf(error);
          if (isLasting(refusal)) throw error;
          this.#options.warn(`${refusal.code} ${refusal.message}`); // a full disk, mostly: the next look begins where this one did
        }
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
    });
    const between = (async (): Promise<void> => {
      while (!signal.aborted) {
        await this.#lookBetween();
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
    })();
    try {
      await Promise.all(loops);
    } finally {
      ended.abort();
      await Promise.allSettled([...loops, between]);
    }
  }

  /** Ends the delivery and closes all connections. */
  async close(): Promise<void> {
    await this.#delivery?.close();
    await Promise.all([...this.#coins.values()].map((coin) => coin.close()));
    this.#coins.clear();
  }

  /** @throws OperatorError if every chain is one that no later look will mend. */
  #requireOne(): void {
    const [lasting] = this.#lasting.values();
    if (lasting !== undefined && this.#lasting.size === this.#options.chains.length) throw lasting;
  }

  /** Looks at a chain and remembers what there is before it tells of it. */
  async #look(chain: WatchedChain): Promise<void> {
    const { coin, webhook } = this.#options;
    const { network, chainId } = chain;
    const looked = await this.#follow(chain);
    const { findings, state } = this.#withUnposted(looked);
    if (looked.lasting === undefined) this.#lasting.delete(network);
    else this.#lasting.set(network, looked.lasting);
    const alerts = findings.map((finding) => toAlert(finding, { coin, network, chainId }));
    this.#memory.looked(network, state, alerts, webhook !== null);
    this.#tell();
  }

  /** Looks at what moves between the chains, once every one of them is open. What fails is tried again at the next look. */
  async #lookBetween(): Promise<void> {
    const { chains, coin, webhook, warn, thresholds, clock } = this.#options;
    const coins = chains.flatMap(({ network }) => this.#coins.get(network) ?? []);
    if (coins.length < chains.length || coins.length < 2) return;
    try {
      const before = this.#memory.chain(BETWEEN);
      const known = new Set(before.active);
      const look = await this.#moves.look(coins, known);
      if (look === null) return;
      const asked = { usual: before.fees ?? {}, active: known };
      const fees = lookAtFees(await moveFees(coins), asked, thresholds.feeAbove, clock());
      const alerts = [...look.findings, ...fees.findings].map(({ coin: where, finding }) => {
        const { name: network, chainId } = where.desired.network;
        return toAlert(finding, { coin, network, chainId });
      });
      const active = [...look.active, ...fees.active];
      this.#memory.looked(BETWEEN, { ...before, active, fees: fees.usual }, alerts, webhook !== null);
      this.#moves.keep();
      this.#tell();
    } catch (error) {
      warn(`Moves between chains: ${refusalOf(error).message}`);
    }
  }

  /** Prints what was not printed yet, and lets the webhook have the rest. */
  #tell(): void {
    const fresh = this.#memory.outbox.filter(({ printed }) => !printed);
    for (const { alert } of fresh) this.#options.print(alert);
    this.#memory.printed();
    if (this.#delivery === null) this.#memory.taken(this.waiting); // from a run that had a webhook
    void this.#delivery?.kick();
  }

  async #follow(chain: WatchedChain): Promise<Looked> {
    const { network } = chain;
    const before = this.#memory.chain(network);
    const now = this.#options.clock();
    try {
      const { state, findings, doubt } = await follow(await this.#open(chain), before, this.#options);
      if (doubt !== undefined) this.#options.warn(`${network}: ${doubt}`);
      const back = before.silent?.told === true ? [recovered(before.silent.since, now)] : [];
      return { state: { ...state, silent: null }, findings: [...back, ...findings] };
    } catch (error) {
      if (isRefusal(error, "REORGANISED")) return { state: before, findings: [] };
      const refusal = refusalOf(error);
      this.#options.warn(`${network}: ${refusal.message}`);
      const since = before.silent?.since ?? now;
      const tell = before.silent?.told !== true && BigInt(now - since) >= this.#options.thresholds.unreachable;
      const told = before.silent?.told === true || tell;
      const silent = { state: { ...before, silent: { since, told } }, findings: tell ? [unreachable(since, now)] : [] };
      return isLasting(refusal) ? { ...silent, lasting: refusal } : silent;
    }
  }

  /** Tells of what was not posted, once there is room again. */
  #withUnposted({ state, findings }: Looked): Looked {
    const { unposted } = state;
    if (unposted === undefined || this.waiting + findings.length >= MOST_WAITING) return { state, findings };
    const { first, count } = unposted;
    const others = `${MOST_WAITING} others waited for the webhook`;
    const message = `${count} alerts from ${first} on were printed and not posted, since ${others}.`;
    const details = { count, first };
    const finding = { kind: "not-posted", key: `not-posted/${first}/${count}`, message, details } as const;
    const told = [...findings, { ...finding, ...nowhere(this.#options.clock()) }];
    return { state: { ...state, unposted: undefined }, findings: told };
  }

  async #open(chain: WatchedChain): Promise<OpenCoin> {
    const known = this.#coins.get(chain.network) ?? (await chain.open());
    this.#coins.set(chain.network, known);
    return known;
  }
}
function unreachable(since: number, now: number): Finding {
  const message = `The node has not answered since ${isoTime(since)}.`;
  const details = { since: isoTime(since) };
  return { kind: "unreachable", key: `unreachable/${since}`, message, details, ...nowhere(now) };
}

function recovered(since: number, now: number): Finding {
  const message = `The node answers again; it had not since ${isoTime(since)}. Nothing was missed.`;
  const details = { since: isoTime(since) };
  return { kind: "recovered", key: `recovered/${since}`, message, details, ...nowhere(now) };
}

function nowhere(now: number): Pick<Finding, "block" | "transaction" | "time"> {
  return { block: null, transaction: null, time: BigInt(now) };
}

const LASTING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "CHAIN_MISMATCH",
  "COIN_UNKNOWN",
  "CONFIG_INVALID",
  "KEYSTORE_LOCKED",
  "MONITOR_STATE_INVALID",
  "NETWORK_UNKNOWN",
  "NOT_DEPLOYED",
  "RECORD_DAMAGED",
  "RECORD_OF_ANOTHER_CHAIN",
]);

/**
 * Returns whether no later look will mend it. Everything else passes, odd answers of a node too: a watch does not end
 * by them.
 */
export function isLasting({ code }: Pick<OperatorError, "code">): boolean {
  return LASTING.has(code);
}
