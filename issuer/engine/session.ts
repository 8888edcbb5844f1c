import { setTimeout as sleep } from "node:timers/promises";
import { type ErrorCode, OperatorError, asOperatorError, refuse } from "../errors.ts";
import type { SafeState } from "../chains/safe.ts";
import { unreadableAnswer } from "../refusals/refusals.ts";
import type { Build } from "../model/build.ts";
import { LAG } from "./certainty.ts";
import type { Chain, Draft, Estimate } from "../chains/chain.ts";
import { requireBalances } from "./balances.ts";
import { Consent } from "./consent.ts";
import { type Executor, interfaces, resume } from "./execute.ts";
import { toRequest } from "../model/request.ts";
import { Flight } from "./flight.ts";
import type { IntentRecord, Journal } from "../journal/journal.ts";
import type { Keys } from "../signing/keys.ts";
import type { Lock } from "../journal/lock.ts";
import { type Action, type CallAction, type Plan, isAmong, namesOf } from "../model/plan.ts";
import type { Confirm, Overview, PlannedTransaction } from "./overview.ts";
import { type Progress, openInOrder, progressOf } from "../journal/progress.ts";
import { explain } from "../chains/reasons.ts";
import { Reopening, intentOf } from "./reopening.ts";

/** How a step ended: over, waiting for a signature from elsewhere or for a time, or left for the next run. */
export type StepEnd = "done" | "waiting" | "later";

/** One step as it is shown while it runs. */
export interface TrackedStep {
  readonly title: string;
  run(say: (text: string) => void): Promise<StepEnd>;
}

/** Something to be brought about, by as many transactions as it takes. It is over when its plan is empty. */
export interface Work {
  readonly id: string;
  readonly title: string;
  /** Code of the refusal when there are several problems. */
  readonly refusal: ErrorCode;
  /**
   * Compares the chain with what is wanted.
   * @param settled Whether everything before it is over, so that the chain can be looked at.
   */
  plan(settled: boolean): Promise<Plan>;
  /** Whether the chain shows what a transaction of it was to bring about. */
  shows(intent: IntentRecord): Promise<boolean>;
}

/** What a session works with. */
export interface SessionOptions {
  readonly chain: Chain;
  readonly build: Build;
  readonly keys: Keys;
  readonly journal: Journal;
  /** Null for a dry run, which sends and writes nothing. */
  readonly lock: Lock | null;
  /** How long to wait for one transaction, in milliseconds. */
  readonly patience: number;
  readonly nativeCoin: string;
  readonly works: readonly Work[];
  /** What a transaction takes; null if that is not known yet. Nothing is known by default. */
  readonly estimate?: (action: Action, sender: string | null) => Promise<Estimate | null>;
  /** Shows what is to be sent and asks; throws to decline. */
  readonly confirm: Confirm;
  /** Writes what others must sign; returns where it is. */
  readonly bundle: (work: Work, actions: readonly Action[]) => readonly string[];
  /** Called after each change of the journal that people may want to see. */
  readonly saved: () => void;
}

/** Works through a list: plans, resumes, sends, waits, verifies. Deployments and operations alike. */
export class Session {
  readonly #options: SessionOptions;
  readonly #consent: Consent;
  readonly #bundles: string[] = [];
  readonly #notes = new Set<string>();
  #waiting = false;
  #notBefore: bigint | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#consent = new Consent(options.chain, options.build);
  }

  /** Files with unsigned transactions that were written. */
  get bundles(): readonly string[] {
    return this.#bundles;
  }

  /** What whoever waits for a signature should know, in sentences. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** Whether something waits for a signature from elsewhere, or for a time. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** Unix time in seconds from which a later run can go on by itself, if that is what is waited for. */
  get notBefore(): bigint | null {
    return this.#notBefore;
  }

  get progress(): Progress {
    return progressOf(this.#options.journal.records);
  }

  /**
   * Plans everything without sending it.
   * @throws OperatorError with the problems of the first plan that has any.
   */
  async overview(): Promise<Overview> {
    const { open } = this.progress;
    const followed = new Set(open.map((entry) => entry.key));
    const transactions: PlannedTransaction[] = [];
    const notes: string[] = [];
    const lost: string[] = [];
    for (const work of this.#options.works) {
      const plan = await work.plan(transactions.length + followed.size + lost.length === 0);
      refuse(plan.problems, work.refusal);
      notes.push(...(plan.notes ?? []));
      lost.push(...(plan.lost ?? []).map((hash) => intentOf(this.#options.journal, hash).description));
      const actions = plan.actions.filter((entry) => !followed.has(entry.key));
      transactions.push(...(await this.#planned(work, actions)));
      for (const action of plan.later ?? []) transactions.push(await this.#plannedLater(work, action));
    }
    const resuming = [...open.map((entry) => entry.intents[0]?.description ?? entry.key), ...lost];
    return this.#overviewOf(transactions, resuming, notes);
  }

  /**
   * Has an overview confirmed, after a look at what its accounts have: from then on that may be signed, and nothing else
   * without being asked for anew. Nobody is asked where there is nothing to send.
   * @throws OperatorError `BALANCE_TOO_LOW`, or what declines.
   */
  async ask(overview: Overview): Promise<void> {
    const { chain, nativeCoin, confirm } = this.#options;
    await requireBalances(chain, nativeCoin, overview);
    if (overview.transactions.length > 0) await confirm(overview, false);
    this.#consent.agree(overview);
    this.#consent.agreeToSigned(this.progress.open.flatMap(({ intents }) => intents));
  }

  async #planned(work: Work, actions: readonly Action[]): Promise<PlannedTransaction[]> {
    const { estimate } = this.#options;
    const planned: PlannedTransaction[] = [];
    for (const action of actions) {
      const sender = (await this.#signerFor(action))?.address ?? null;
      const { gas = null, fee = null, bandwidth = null } = (await estimate?.(action, sender)) ?? {};
      planned.push({ step: work.id, action, sender, gas, fee, bandwidth });
    }
    return planned;
  }

  /** What a transaction takes that needs another one first cannot be known. */
  async #plannedLater(work: Work, action: Action): Promise<PlannedTransaction> {
    const sender = (await this.#signerFor(action))?.address ?? null;
    return { step: work.id, action, sender, gas: null, fee: null, bandwidth: null, later: true };
  }

  async #overviewOf(
    transactions: readonly PlannedTransaction[],
    resuming: readonly string[],
    notes: readonly string[],
  ): Promise<Overview> {
    const { chain } = this.#options;
    const none = transactions.length === 0;
    const [feeNote, price] = none ? [null, null] : [await chain.feeNote(), await chain.gasPrice()];
    return { nativeDecimals: chain.nativeDecimals, transactions, resuming, notes, feeNote, price };
  }

  /** What is planned now and was not confirmed is shown and asked for before anything of the plan is signed. */
  async #requireConsent(work: Work, { actions, notes = [] }: Plan, sent: ReadonlySet<string>): Promise<void> {
    const fresh: Action[] = [];
    for (const action of actions.filter(({ key }) => !sent.has(key))) {
      const sender = (await this.#signerFor(action))?.address ?? null;
      if (!this.#consent.covers(action, sender, this.progress)) fresh.push(action);
    }
    if (fresh.length === 0) return;
    const overview = await this.#overviewOf(await this.#planned(work, fresh), [], notes);
    const { chain, nativeCoin, confirm } = this.#options;
    await requireBalances(chain, nativeCoin, overview);
    await confirm(overview, true);
    this.#consent.agree(overview);
  }

  /** The works, to be shown while they run. */
  tracked(): TrackedStep[] {
    return this.#options.works.map((work) => ({ title: work.title, run: (say) => this.#bringAbout(work, say) }));
  }

  /** Brings one work to an empty plan. */
  async #bringAbout(work: Work, say: (text: string) => void): Promise<StepEnd> {
    if (this.#waiting) return "later";
    const { keys, saved, patience, chain, journal } = this.#options;
    const lag = Math.min(patience, LAG);
    const executor = this.#executor(say);
    const reopening = new Reopening(chain, journal);
    const followUp = async (): Promise<void> => {
      // What is open may wait behind something done that was taken away since: that comes first.
      if (openInOrder(this.progress, work.id).length > 0) await reopening.openVanished(work.id);
      for (const open of openInOrder(this.progress, work.id)) {
        say(`following up: ${open.intents[0]?.description ?? ""}`);
        await resume(executor, open, (account) => keys.find(account));
        saved();
      }
    };
    await followUp();
    const sent = new Set<string>();
    let sentAt = 0;
    for (;;) {
      const plan = await work.plan(true);
      refuse(plan.problems, work.refusal);
      if (plan.lost !== undefined && plan.lost.length > 0) {
        reopening.open(plan.lost);
        await followUp();
        continue;
      }
      // A machine that lags shows a state from before what was sent: it is asked again before anybody is accused.
      if (plan.actions.some((action) => isAmong(sent, action)) && Date.now() - sentAt < lag) {
        say("waiting for the node to show it");
        await sleep(chain.pollMilliseconds);
        continue;
      }
      if (plan.actions.length > 0 && (await reopening.openVanished(work.id))) {
        await followUp();
        continue;
      }
      this.#recordObserved(work, plan);
      if (plan.actions.length === 0) return this.#end(plan);
      await this.#requireConsent(work, plan, sent);
      const flight = new Flight(executor, saved);
      try {
        const rest = await this.#send(work, plan.actions, { flight, sent, say });
        await flight.land();
        sentAt = Date.now();
        if (rest.length === 0) continue;
        await this.#ask(work, rest);
        return "waiting";
      } catch (error) {
        await flight.landRest(error);
        throw error;
      }
    }
  }

  /**
   * Sends a plan's actions in order. What is independent need not wait until the one before it is final.
   * @returns Those from the first on that nobody here can sign.
   */
  async #send(
    work: Work,
    actions: readonly Action[],
    {
      flight,
      sent,
      say,
    }: { readonly flight: Flight; readonly sent: Set<string>; readonly say: (text: string) => void },
  ): Promise<readonly Action[]> {
    for (const [index, action] of actions.entries()) {
      if (isAmong(sent, action)) throw this.#withoutEffect(action);
      const key = await this.#signerFor(action);
      if (key === null) return actions.slice(index);
      const independent = action.kind === "call" && action.independent === true;
      if (!independent) await flight.land();
      say(action.description);
      await flight.launch(work.id, action, key);
      for (const name of namesOf(action)) sent.add(name);
      if (!independent) await flight.land();
    }
    return [];
  }

  #end(plan: Plan): StepEnd {
    if (plan.notBefore === undefined) return "done";
    this.#waiting = true;
    this.#notBefore = plan.notBefore;
    return "waiting";
  }

  #withoutEffect({ description }: Action): OperatorError {
    const message = `"${description}" was sent and is final, and yet the chain is as before: somebody else has undone it, or the node is behind.`;
    return new OperatorError("EFFECT_MISSING", message);
  }

  /** Writes what others must sign, and remembers that it was asked for. */
  async #ask(work: Work, actions: readonly Action[]): Promise<void> {
    this.#waiting = true;
    const { bundle, journal, saved, chain } = this.#options;
    const asked: Action[] = [];
    for (const [index, action] of actions.entries()) {
      if (action.kind !== "call") continue;
      const { key, description, by, about } = action;
      const before = this.progress.waiting.get(key);
      const draft = await this.#draftFor(action, index === 0);
      const safe = await this.#safeOf(by);
      await this.#noteMissingKey(by);
      asked.push({ ...action, ...(draft === null ? {} : { draft }), ...(safe === null ? {} : { safe }) });
      if (before?.description === description && before.draft?.hash === draft?.hash) continue;
      const details = about === undefined ? {} : { about, since: before?.since ?? (await chain.finalBlock()) };
      const drafted = draft === null ? {} : { draft };
      journal.append({ type: "waiting", step: work.id, key, description, by, ...details, ...drafted });
    }
    this.#bundles.push(...bundle(work, asked));
    saved();
  }

  /** A plain account is one key, and what is written into a file does not bring it here. */
  async #noteMissingKey(accounts: readonly string[]): Promise<void> {
    for (const account of accounts) {
      if (!(await this.#options.chain.isPlain(account))) return;
    }
    const who = accounts.join(" or ");
    this.#notes.add(
      `The key of ${who} is missing here, and it is a plain account: no multisig. Put the key under its role in \`signers\`, or have whoever has it send what is in the file.`,
    );
  }

  /** The first Safe among the accounts that may act. */
  async #safeOf(accounts: readonly string[]): Promise<SafeState | null> {
    for (const account of accounts) {
      const safe = await this.#options.chain.safe(account);
      if (safe !== null) return safe;
    }
    return null;
  }

  /** The transaction that is out for signatures; a new one only once the one before can have no effect any more. */
  async #draftFor(action: CallAction, isFirst: boolean): Promise<Draft | null> {
    const { chain, build } = this.#options;
    const known = this.progress.waiting.get(action.key)?.draft;
    if (known !== undefined && (await this.#isAlive(known))) return known;
    const request = toRequest(action, action.by[0] ?? "", build);
    try {
      return await chain.draft(request);
    } catch (error) {
      // What comes after the first may need its effect, and is drafted by a later run.
      if (!isFirst) return null;
      if (asOperatorError(error) !== null) throw error;
      const reason = explain(error, interfaces(build));
      throw (
        unreadableAnswer(error) ??
        new OperatorError("SIMULATION_REVERTED", `"${action.description}" would fail: ${reason}.`, {
          cause: error,
        })
      );
    }
  }

  /** What was mined may move to another block until it is final; what has expired never is mined. */
  async #isAlive(draft: Draft): Promise<boolean> {
    const { chain } = this.#options;
    const sighting = await chain.sight(draft);
    if (sighting.state === "mined") return sighting.mined.block > (await chain.finalBlock());
    return sighting.state !== "dead";
  }

  /** What was asked for and is no longer planned was sent by somebody else. */
  #recordObserved(work: Work, plan: Plan): void {
    const planned = new Set(plan.actions.map((action) => action.key));
    for (const { key, step, about } of this.progress.waiting.values()) {
      if (step !== work.id || planned.has(key)) continue;
      const { shown } = plan;
      if (shown === undefined || (about ?? []).every((subject) => shown.has(subject.key))) {
        this.#options.journal.append({ type: "observed", key });
      }
    }
  }

  /** Who can sign for an action here; nobody while others may still send what they were asked to sign for it. */
  async #signerFor(action: Action): ReturnType<Keys["find"]> {
    const { chain, keys } = this.#options;
    if (action.kind === "deploy") return keys.deployer();
    const draft = this.progress.waiting.get(action.key)?.draft;
    if (draft !== undefined && (await this.#isAlive(draft))) return null;
    for (const account of action.by) {
      const signer = await chain.signerFor(account, (key) => keys.find(key));
      if (signer !== null) return signer;
    }
    return null;
  }

  #executor(say: (text: string) => void): Executor {
    const { chain, build, journal, lock, patience, works } = this.#options;
    if (lock === null) throw new Error("A dry run sends nothing.");
    const shows = async (intent: IntentRecord): Promise<boolean> =>
      (await works.find((work) => work.id === intent.step)?.shows(intent)) ?? false;
    const consent = this.#consent;
    return { chain, build, journal, lock, patience, say, shows, consent };
  }
}

/** Runs steps one after the other without showing them. */
export async function inOrder(steps: readonly TrackedStep[]): Promise<void> {
  for (const step of steps) await step.run(() => undefined);
}
