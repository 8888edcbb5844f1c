import type { OpenCoin } from "../coin/open.ts";
import { refusalOf } from "../refusals/refusals.ts";
import { type ErrorCode, OperatorError, asOperatorError, isRefusal } from "../errors.ts";
import { isoTime } from "../../packages/integration/reading/format.ts";
import { type Alert, type Finding, toAlert } from "./alert.ts";
import { type FollowOptions, follow } from "./follow.ts";
import { type ChainState, type MonitorState, NEW_CHAIN, type Pending, readState, writeState } from "./state.ts";
import { type Webhook, postAlert } from "./webhook.ts";

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

interface Followed {
  readonly network: string;
  readonly state: ChainState;
  readonly alerts: Alert[];
  /** What no later look will mend. */
  readonly lasting?: OperatorError;
}

/**
 * Watches a coin on its chains. What was found is on disk before it is reported, and is forgotten only after it was taken:
 * a kill at any instant loses nothing, and what is reported again has the same id.
 */
export class Watch {
  readonly #options: WatchOptions;
  readonly #coins = new Map<string, OpenCoin>();
  #state: MonitorState;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#state = readState(options.stateFile, options.coin);
  }

  /** How many alerts have not been taken by the webhook yet. */
  get waiting(): number {
    return this.#state.outbox.length;
  }

  /**
   * Looks at every chain once and reports what there is. What is wrong with one chain for good ends no watch of the others.
   * @returns Networks whose node did not answer, or answers with less than it has.
   * @throws OperatorError what is wrong for good, if it is so on every chain.
   */
  async look(): Promise<string[]> {
    const { chains } = this.#options;
    await this.#deliver();
    const looks = await Promise.all(chains.map((chain) => this.#follow(chain)));
    const [lasting] = looks.flatMap((look) => look.lasting ?? []);
    if (lasting !== undefined && looks.every((look) => look.lasting !== undefined)) throw lasting;
    const alerts = looks.flatMap(({ alerts: found }) => found);
    const states = looks.map(({ network, state }) => [network, state] as const);
    const outbox = [...this.#state.outbox, ...alerts.map((alert): Pending => ({ alert, printed: false }))];
    this.#save({ ...this.#state, chains: { ...this.#state.chains, ...Object.fromEntries(states) }, outbox });
    await this.#deliver();
    return looks
      .filter(({ state }) => state.silent !== null || state.doubtful !== undefined)
      .map(({ network }) => network);
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#coins.values()].map((coin) => coin.close()));
    this.#coins.clear();
  }

  async #follow(chain: WatchedChain): Promise<Followed> {
    const { network } = chain;
    const before = this.#state.chains[network] ?? NEW_CHAIN;
    const now = this.#options.clock();
    const where = { coin: this.#options.coin, network, chainId: chain.chainId };
    const finish = (state: ChainState, findings: readonly Finding[]) => ({
      network,
      state,
      alerts: findings.map((finding) => toAlert(finding, where)),
    });
    try {
      const { state, findings, doubt } = await follow(await this.#open(chain), before, this.#options);
      if (doubt !== undefined) this.#options.warn(`${network}: ${doubt}`);
      const back = before.silent?.told === true ? [recovered(before.silent.since, now)] : [];
      return finish({ ...state, silent: null }, [...back, ...findings]);
    } catch (error) {
      if (isRefusal(error, "REORGANISED")) return finish(before, []);
      const refusal = refusalOf(error);
      this.#options.warn(`${network}: ${refusal.message}`);
      const since = before.silent?.since ?? now;
      const tell = before.silent?.told !== true && BigInt(now - since) >= this.#options.thresholds.unreachable;
      const told = before.silent?.told === true || tell;
      const silent = finish({ ...before, silent: { since, told } }, tell ? [unreachable(since, now)] : []);
      return isLasting(refusal) ? { ...silent, lasting: refusal } : silent;
    }
  }

  async #open(chain: WatchedChain): Promise<OpenCoin> {
    const known = this.#coins.get(chain.network) ?? (await chain.open());
    this.#coins.set(chain.network, known);
    return known;
  }

  /** Prints what was not printed, then posts in order; what the webhook does not take stays for the next time. */
  async #deliver(): Promise<void> {
    const { print, webhook, warn } = this.#options;
    const unprinted = this.#state.outbox.filter(({ printed }) => !printed);
    for (const { alert } of unprinted) print(alert);
    const printed = this.#state.outbox.map(({ alert }) => ({ alert, printed: true }));
    const left = webhook === null ? [] : printed;
    if (unprinted.length > 0) this.#save({ ...this.#state, outbox: left });
    if (webhook === null) return;
    try {
      for (const { alert } of left) {
        await postAlert(webhook, alert);
        this.#save({ ...this.#state, outbox: this.#state.outbox.slice(1) });
      }
    } catch (error) {
      const refusal = asOperatorError(error);
      if (refusal === null) throw error;
      warn(refusal.message);
    }
  }

  #save(state: MonitorState): void {
    writeState(this.#options.stateFile, state);
    this.#state = state;
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
