import type { Desired } from "../config/resolve.ts";
import { OperatorError, refuse } from "../errors.ts";
import { formatAmount } from "../units.ts";
import { compareBaseline, hasBaseline, toBaseline } from "./baseline.ts";
import type { Build } from "./build.ts";
import { writeBundle } from "./bundle.ts";
import type { Chain } from "./chain.ts";
import { type Executor, execute, resume } from "./execute.ts";
import type { Journal } from "./journal.ts";
import type { Keys } from "./keys.ts";
import type { Lock } from "./lock.ts";
import type { Action, Addresses, Plan, Step, View } from "./plan.ts";
import { type DeploymentRecord, type Progress, fold } from "./record.ts";
import type { Store } from "./store.ts";

/** A transaction that a run will send or ask for. */
export interface PlannedTransaction {
  readonly step: string;
  readonly action: Action;
  /** Who sends it; null if nobody here can sign, so that a bundle is written. */
  readonly sender: string | null;
  /** Gas it takes, and the most it can cost in the native coin's smallest unit; null if not rehearsed. */
  readonly gas: bigint | null;
  readonly fee: bigint | null;
}

/** Everything a run is about to do. */
export interface Overview {
  readonly deployer: string;
  /** The deployer's balance, and the most this run can take of it, in the native coin's smallest unit. */
  readonly balance: bigint;
  readonly total: bigint;
  readonly nativeDecimals: number;
  readonly transactions: readonly PlannedTransaction[];
  /** Transactions of an earlier run that are followed up first. */
  readonly resuming: readonly string[];
}

/** How a run ended. */
export interface Outcome {
  /** `planned`: a dry run. `waiting`: for a signature from elsewhere. `finished`: every check has passed. */
  readonly state: "planned" | "waiting" | "finished";
  /** Number of transactions this run has sent. */
  readonly sent: number;
  readonly overview: Overview;
  /** Null if nothing was ever sent. */
  readonly record: DeploymentRecord | null;
  /** Files with unsigned transactions. */
  readonly bundles: readonly string[];
}

/** How a step ended: over, waiting for a signature from elsewhere, or left for the next run. */
export type StepEnd = "done" | "waiting" | "later";

/** One step as it is shown while it runs. */
export interface TrackedStep {
  readonly title: string;
  run(say: (text: string) => void): Promise<StepEnd>;
}

/** What a run needs. */
export interface RunOptions {
  readonly desired: Desired;
  readonly chain: Chain;
  readonly build: Build;
  readonly keys: Keys;
  readonly store: Store;
  readonly steps: readonly Step<unknown>[];
  /** Shows the plan and asks; throws to decline. Not called if there is nothing to send. */
  readonly confirm: (overview: Overview) => Promise<void>;
  /** Shows the steps while they run, one after the other. */
  readonly track?: (steps: readonly TrackedStep[]) => Promise<void>;
  /** Gas of each action by its key, measured on a copy. */
  readonly rehearse?: () => Promise<ReadonlyMap<string, bigint>>;
  /** Stops after the plan. */
  readonly dryRun?: boolean;
  /** How long to wait for one transaction, in milliseconds. */
  readonly patience?: number;
}

const PATIENCE = 300_000;

/**
 * Brings a chain to the desired state: plan, simulate, show, confirm, journal, send, wait, verify, record. Killed at any
 * instant and run again, it goes on where it was and sends nothing twice.
 * @throws OperatorError with the code of the refusal.
 */
export async function run(options: RunOptions): Promise<Outcome> {
  const lock = options.dryRun === true ? null : options.store.lock();
  try {
    return await new Run(options, options.store.openJournal(), lock).toEnd();
  } finally {
    lock?.release();
  }
}

class Run {
  readonly #options: RunOptions;
  readonly #journal: Journal;
  readonly #lock: Lock | null;
  readonly #bundles: string[] = [];
  #deployer = "";
  #waiting = false;

  constructor(options: RunOptions, journal: Journal, lock: Lock | null) {
    this.#options = options;
    this.#journal = journal;
    this.#lock = lock;
  }

  async toEnd(): Promise<Outcome> {
    const { desired, chain, build, keys, steps, dryRun } = this.#options;
    this.#deployer = (await keys.deployer()).address;
    const baseline = toBaseline(desired, build, await chain.genesis(), this.#deployer);
    compareBaseline(this.#started() ? this.#journal.records : [], baseline);

    const overview = await this.#overview();
    if (dryRun === true) return this.#outcome("planned", overview, 0);
    await this.#requireBalances(overview);
    const before = this.#journal.records.length;
    if (overview.transactions.length > 0) await this.#options.confirm(overview);
    if (!this.#started() && !hasBaseline(this.#journal.records, baseline)) this.#journal.append(baseline);

    const tracked = steps.map((step) => ({
      title: step.title,
      run: (say: (text: string) => void) => this.#step(step, say),
    }));
    await (this.#options.track ?? inOrder)(tracked);

    const sent = this.#journal.records.slice(before).filter((entry) => entry.type === "intent").length;
    if (this.#waiting) return this.#outcome("waiting", overview, sent);
    if (this.#progress().record?.finishedAt === null) this.#journal.append({ type: "finished" });
    this.#save();
    return this.#outcome("finished", overview, sent);
  }

  /** Brings one step to an empty plan. */
  async #step(step: Step<unknown>, say: (text: string) => void): Promise<StepEnd> {
    if (this.#waiting) return "later";
    const executor = this.#executor(say);
    for (const open of this.#progress().open.filter((entry) => entry.intents[0]?.step === step.id)) {
      say(`following up: ${open.intents[0]?.description ?? ""}`);
      await resume(executor, open, (account) => this.#options.keys.find(account));
      this.#save();
    }
    for (;;) {
      const plan = await this.#plan(step);
      refuse(plan.problems, step.refusal);
      this.#recordObserved(step, plan);
      const [action] = plan.actions;
      if (action === undefined) return "done";
      const key = await this.#keyFor(action);
      if (key === null) {
        this.#ask(step, plan.actions);
        return "waiting";
      }
      say(action.description);
      await execute(executor, step.id, action, key);
      this.#save();
    }
  }

  /** Writes what others must sign, and remembers that it was asked for. */
  #ask(step: Step<unknown>, actions: readonly Action[]): void {
    this.#waiting = true;
    const { desired, build, store } = this.#options;
    this.#bundles.push(...writeBundle(store, desired, build, step.id, actions));
    const { waiting } = this.#progress();
    for (const action of actions) {
      if (action.kind !== "call" || waiting.get(action.key)?.description === action.description) continue;
      const { key, description, by } = action;
      this.#journal.append({ type: "waiting", step: step.id, key, description, by });
    }
    this.#save();
  }

  /** What was asked for and is no longer planned was sent by somebody else. */
  #recordObserved(step: Step<unknown>, plan: Plan): void {
    const planned = new Set(plan.actions.map((action) => action.key));
    for (const { key, step: asked } of this.#progress().waiting.values()) {
      if (asked === step.id && !planned.has(key)) this.#journal.append({ type: "observed", key });
    }
  }

  /** What a step wants. A step is only observed once those before it are over. */
  async #plan(step: Step<unknown>, settled = true): Promise<Plan> {
    const view = this.#view();
    const ready = settled && step.needs.every((key) => view.addresses[key] !== undefined);
    const { deployer, addresses, done } = view;
    return step.plan(view.desired, { deployer, addresses, done, state: ready ? await step.observe(view) : undefined });
  }

  async #overview(): Promise<Overview> {
    const { steps, chain, rehearse } = this.#options;
    const progress = this.#progress();
    const open = new Set(progress.open.map((entry) => entry.key));
    const found: { step: string; action: Action; sender: string | null }[] = [];
    for (const step of steps) {
      const plan = await this.#plan(step, found.length === 0 && open.size === 0);
      refuse(plan.problems, step.refusal);
      for (const action of plan.actions.filter((entry) => !open.has(entry.key))) {
        found.push({ step: step.id, action, sender: (await this.#keyFor(action))?.address ?? null });
      }
    }
    const gasOf = found.length > 0 ? await rehearse?.() : undefined;
    const price = await chain.gasPrice();
    const transactions = found.map((entry) => {
      const gas = gasOf?.get(entry.action.key) ?? null;
      return { ...entry, gas, fee: gas === null ? null : gas * price };
    });
    const mine = transactions.filter((entry) => entry.sender === this.#deployer);
    return {
      deployer: this.#deployer,
      balance: await chain.balance(this.#deployer),
      nativeDecimals: chain.nativeDecimals,
      total: mine.reduce((sum, entry) => sum + (entry.fee ?? 0n), 0n),
      transactions,
      resuming: progress.open.map((entry) => entry.intents[0]?.description ?? entry.key),
    };
  }

  /** Each account that will send must be able to pay for all that it sends. */
  async #requireBalances({ transactions, nativeDecimals }: Overview): Promise<void> {
    const { chain, desired } = this.#options;
    const costs = new Map<string, bigint>();
    for (const { sender, fee } of transactions) {
      if (sender !== null) costs.set(sender, (costs.get(sender) ?? 0n) + (fee ?? 0n));
    }
    const show = (amount: bigint): string => `${formatAmount(amount, nativeDecimals)} ${desired.network.nativeCoin}`;
    for (const [account, cost] of costs) {
      const balance = await chain.balance(account);
      if (balance > 0n && balance >= cost) continue;
      const missing = cost > balance ? ` Missing: ${show(cost - balance)}.` : "";
      const message = `${account} has ${show(balance)}; its transactions may cost up to ${show(cost)}.${missing}`;
      throw new OperatorError("BALANCE_TOO_LOW", message);
    }
  }

  async #keyFor(action: Action): ReturnType<Keys["find"]> {
    if (action.kind === "deploy") return this.#options.keys.deployer();
    for (const account of action.by) {
      const key = await this.#options.keys.find(account);
      if (key !== null) return key;
    }
    return null;
  }

  #executor(say: (text: string) => void): Executor {
    const { chain, build, patience = PATIENCE, steps } = this.#options;
    if (this.#lock === null) throw new Error("A dry run sends nothing.");
    const shows = async (id: string, key: string): Promise<boolean> => {
      const step = steps.find((entry) => entry.id === id);
      return step !== undefined && !(await this.#plan(step)).actions.some((action) => action.key === key);
    };
    return { chain, build, journal: this.#journal, lock: this.#lock, patience, say, shows };
  }

  #view(): View {
    const { chain, desired, build } = this.#options;
    const { record, done } = this.#progress();
    const contracts = Object.entries(record?.contracts ?? {});
    const addresses: Addresses = Object.fromEntries(contracts.map(([key, contract]) => [key, contract.address]));
    return { chain, desired, build, deployer: this.#deployer, addresses, record, done };
  }

  #progress(): Progress {
    return fold(this.#journal.records);
  }

  #started(): boolean {
    return this.#progress().started;
  }

  #save(): void {
    const { record } = this.#progress();
    if (record !== null) this.#options.store.saveRecord(record);
  }

  #outcome(state: Outcome["state"], overview: Overview, sent: number): Outcome {
    return { state, sent, overview, record: this.#progress().record, bundles: this.#bundles };
  }
}

async function inOrder(steps: readonly TrackedStep[]): Promise<void> {
  for (const step of steps) await step.run(() => undefined);
}
