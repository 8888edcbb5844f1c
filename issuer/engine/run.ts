import type { Desired } from "../coin-file/resolve.ts";
import { refuseAnothersKey } from "./another-key.ts";
import { compareBaseline, hasBaseline, hasNewRoutes, toBaseline } from "./baseline.ts";
import type { Build } from "../model/build.ts";
import type { Chain, Estimate } from "../chains/chain.ts";
import type { Journal } from "../journal/journal.ts";
import { withPatience } from "../../packages/tron/nodes/time-limit.ts";
import type { Keys } from "../signing/keys.ts";
import type { Lock } from "../journal/lock.ts";
import type { Action, Addresses, Plan } from "../model/plan.ts";
import type { Step, View } from "./step.ts";
import { type DeploymentProgress, type DeploymentRecord, recordFrom } from "../journal/record.ts";
import type { Confirm, Overview } from "./overview.ts";
import { Session } from "./session.ts";
import { type TrackedStep, type Work, inOrder } from "./work.ts";
import type { Store } from "../journal/store.ts";

/** Everything a deployment is about to do. */
export interface DeploymentOverview extends Overview {
  readonly deployer: string;
  /** The deployer's balance, and the most this run can take of it, in the native coin's smallest unit. */
  readonly balance: bigint;
  readonly total: bigint;
}

/** How a run ended. */
export interface Outcome {
  /** `planned`: a dry run. `waiting`: for a signature from elsewhere. `finished`: every check has passed. */
  readonly state: "planned" | "waiting" | "finished";
  /** Number of transactions this run has sent. */
  readonly sent: number;
  readonly overview: DeploymentOverview;
  /** Null if nothing was ever sent. */
  readonly record: DeploymentRecord | null;
  /** Unix time in seconds from which a later run can go on by itself, if that is what is waited for. */
  readonly notBefore: bigint | null;
  /** Files with unsigned transactions. */
  readonly bundles: readonly string[];
  /** What those who wait for a signature should know, in sentences. */
  readonly notes: readonly string[];
}

/** What a run needs. */
export interface RunOptions {
  readonly desired: Desired;
  readonly chain: Chain;
  readonly build: Build;
  readonly keys: Keys;
  readonly store: Store;
  readonly steps: readonly Step<unknown>[];
  /** Shows the plan and asks; throws to decline. Not called if there is nothing to send, and again if something else comes up. */
  readonly confirm: Confirm<DeploymentOverview>;
  /** Writes what others must sign for a step; returns where it is. */
  readonly bundle: (step: string, actions: readonly Action[]) => readonly string[];
  /** Shows the steps while they run, one after the other. */
  readonly track?: (steps: readonly TrackedStep[]) => Promise<void>;
  /** Gas of each action by its key, measured on a copy. */
  readonly rehearse?: () => Promise<ReadonlyMap<string, bigint>>;
  /** Stops after the plan. */
  readonly dryRun?: boolean;
  /** How long to wait for one transaction, in milliseconds. */
  readonly patience?: number;
}

/** How long a run waits for one transaction if nothing else is said, in milliseconds. */
export const PATIENCE = 300_000;

/**
 * Brings a chain to the desired state: plan, simulate, show, confirm, journal, send, wait, verify, record. Killed at any
 * instant and run again, it goes on where it was and sends nothing twice.
 * @throws OperatorError with the code of the refusal.
 */
export async function run(options: RunOptions): Promise<Outcome> {
  const lock = options.dryRun === true ? null : options.store.lock();
  try {
    const started = new Run(options, options.store.openJournal(), lock);
    return await withPatience(options.patience ?? PATIENCE, () => started.toEnd());
  } finally {
    lock?.release();
  }
}

class Run {
  readonly #options: RunOptions;
  readonly #journal: Journal;
  readonly #session: Session;
  #deployer = "";
  #rehearsed: ReturnType<NonNullable<RunOptions["rehearse"]>> | undefined;
  #price: Promise<bigint> | undefined;

  constructor(options: RunOptions, journal: Journal, lock: Lock | null) {
    const { chain, build, keys, patience = PATIENCE, desired, steps } = options;
    this.#options = options;
    this.#journal = journal;
    this.#session = new Session({
      ...{ chain, build, keys, journal, lock, patience },
      nativeCoin: desired.network.nativeCoin,
      works: steps.map((step) => this.#toWork(step)),
      estimate: (action) => this.#estimate(action),
      estimatesLater: true,
      confirm: async (overview, again) => options.confirm(await this.#withTotals(overview), again),
      bundle: ({ id }, actions) => options.bundle(id, actions),
      saved: () => {
        this.#save();
      },
    });
  }

  async toEnd(): Promise<Outcome> {
    const { desired, chain, build, keys, dryRun } = this.#options;
    this.#deployer = (await keys.deployer()).address;
    const baseline = toBaseline(desired, build, await chain.genesis(), this.#deployer);
    compareBaseline(this.#progress().started ? this.#journal.records : [], baseline);

    const overview = await this.#withTotals(await this.#session.overview());
    if (overview.transactions.some(({ sender }) => sender === null)) {
      // The limits are all that others sign.
      await refuseAnothersKey({ chain, keys }, "LIMITER", desired.roles.LIMITER, (text) => text);
    }
    if (dryRun === true) return this.#outcome("planned", overview, 0);
    const before = this.#journal.length;
    await this.#session.ask(overview);
    const { records } = this.#journal;
    const begun = this.#progress().started ? !hasNewRoutes(records, baseline) : hasBaseline(records, baseline);
    if (!begun) this.#journal.append(baseline);

    await (this.#options.track ?? inOrder)(this.#session.tracked());

    const sent = this.#journal.since(before).filter((entry) => entry.type === "intent").length;
    if (this.#session.waiting) return this.#outcome("waiting", overview, sent);
    if (this.#progress().record?.finishedAt === null) this.#journal.append({ type: "finished" });
    this.#save();
    return this.#outcome("finished", overview, sent);
  }

  #toWork(step: Step<unknown>): Work {
    const { id, title, refusal } = step;
    const plan = (settled: boolean): Promise<Plan> => this.#plan(step, settled);
    return {
      ...{ id, title, refusal, plan },
      shows: async ({ key }) => !(await plan(true)).actions.some((action) => action.key === key),
    };
  }

  /** Returns what a step wants. A step is only observed once those before it are over. */
  async #plan(step: Step<unknown>, settled: boolean): Promise<Plan> {
    const view = this.#view();
    const ready = settled && step.needs.every((key) => view.addresses[key] !== undefined);
    const { deployer, addresses, done } = view;
    return step.plan(view.desired, { deployer, addresses, done, state: ready ? await step.observe(view) : undefined });
  }

  async #estimate({ key }: Action): Promise<Estimate | null> {
    const { chain, rehearse } = this.#options;
    const gas = (await (this.#rehearsed ??= rehearse?.()))?.get(key);
    return gas === undefined ? null : { gas, fee: gas * (await (this.#price ??= chain.gasPrice())), bandwidth: 0n };
  }

  async #withTotals(overview: Overview): Promise<DeploymentOverview> {
    const mine = overview.transactions.filter((entry) => entry.sender === this.#deployer);
    return {
      ...overview,
      deployer: this.#deployer,
      balance: await this.#options.chain.balance(this.#deployer),
      total: mine.reduce((sum, entry) => sum + (entry.fee ?? 0n), 0n),
    };
  }

  #view(): View {
    const { chain, desired, build } = this.#options;
    const { record, done } = this.#progress();
    const contracts = Object.entries(record?.contracts ?? {});
    const addresses: Addresses = Object.fromEntries(contracts.map(([key, contract]) => [key, contract.address]));
    const journal = this.#journal;
    return { chain, desired, build, deployer: this.#deployer, addresses, record, journal, done };
  }

  #progress(): DeploymentProgress {
    return recordFrom(this.#journal.records);
  }

  #save(): void {
    const { record } = this.#progress();
    if (record !== null) this.#options.store.saveRecord(record);
  }

  #outcome(state: Outcome["state"], overview: DeploymentOverview, sent: number): Outcome {
    const { bundles, notes, notBefore } = this.#session;
    return { state, sent, overview, record: this.#progress().record, notBefore, bundles, notes };
  }
}
