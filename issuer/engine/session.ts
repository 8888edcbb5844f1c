import { setTimeout as sleep } from "node:timers/promises";
import { refuse } from "../errors.ts";
import { type Progress, openInOrder } from "../journal/progress.ts";
import { type Plan, isAmong } from "../model/plan.ts";
import { Asker } from "./asker.ts";
import { LAG } from "./certainty.ts";
import { Consent } from "./consent.ts";
import { resume } from "./execute.ts";
import type { Executor } from "./executor.ts";
import type { Overview } from "./overview.ts";
import { Planner } from "./planner.ts";
import { Reopening } from "./reopening.ts";
import { sendInOrder } from "./send-in-order.ts";
import type { SessionOptions, StepEnd, TrackedStep, Work } from "./work.ts";

/** What a work needs while it is brought about. */
interface Course {
  readonly work: Work;
  readonly executor: Executor;
  readonly reopening: Reopening;
  readonly say: (text: string) => void;
  /** Names of what was sent, and when the last of it was. */
  readonly sent: Set<string>;
  sentAt: number;
}

/** Works through a list: plans, resumes, sends, waits, verifies. Deployments and operations alike. */
export class Session {
  readonly #options: SessionOptions;
  readonly #consent: Consent;
  readonly #planner: Planner;
  readonly #asker: Asker;
  #waiting = false;
  #notBefore: bigint | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#consent = new Consent(options.chain, options.build);
    this.#planner = new Planner(options, this.#consent);
    this.#asker = new Asker(options);
  }

  /** Files with unsigned transactions that were written. */
  get bundles(): readonly string[] {
    return this.#asker.bundles;
  }

  /** What those who wait for a signature should know, in sentences. */
  get notes(): readonly string[] {
    return this.#asker.notes;
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
    return this.#options.journal.progress;
  }

  /** Plans everything without sending it; see {@link Planner.overview}. */
  overview(): Promise<Overview> {
    return this.#planner.overview();
  }

  /** Has an overview confirmed; see {@link Planner.ask}. */
  ask(overview: Overview): Promise<void> {
    return this.#planner.ask(overview);
  }

  /** Returns the works, to be shown while they run. */
  tracked(): TrackedStep[] {
    return this.#options.works.map((work) => ({ title: work.title, run: (say) => this.#bringAbout(work, say) }));
  }

  /** Brings one work to an empty plan. */
  async #bringAbout(work: Work, say: (text: string) => void): Promise<StepEnd> {
    if (this.#waiting) return "later";
    const { chain, journal } = this.#options;
    const course: Course = {
      ...{ work, say, executor: this.#executor(say), reopening: new Reopening(chain, journal) },
      ...{ sent: new Set<string>(), sentAt: 0 },
    };
    await this.#followUp(course);
    for (;;) {
      const plan = await work.plan(true);
      refuse(plan.problems, work.refusal);
      if (await this.#mustLookAgain(plan, course)) continue;
      this.#recordObserved(work, plan);
      if (plan.actions.length === 0) return this.#end(plan);
      await this.#planner.requireConsent(work, plan, course.sent);
      const rest = await sendInOrder({ ...course, options: this.#options, actions: plan.actions });
      course.sentAt = Date.now();
      if (rest.length === 0) continue;
      this.#waiting = true;
      await this.#asker.ask(work, rest);
      return "waiting";
    }
  }

  /** Brings to its end what earlier transactions of a work have left open. */
  async #followUp({ work, executor, reopening, say }: Course): Promise<void> {
    const { keys, saved } = this.#options;
    // What is open may wait behind something done that was taken away since: that comes first.
    if (openInOrder(this.progress, work.id).length > 0) await reopening.openVanished(work.id);
    for (const open of openInOrder(this.progress, work.id)) {
      say(`following up: ${open.intents[0]?.description ?? ""}`);
      await resume(executor, open, (account) => keys.find(account));
      saved();
    }
  }

  /** Returns whether a plan was made before the node, or a re-organisation, has shown everything; waits for it. */
  async #mustLookAgain(plan: Plan, course: Course): Promise<boolean> {
    const { work, reopening, sent, sentAt, say } = course;
    const { chain, patience } = this.#options;
    if (plan.lost !== undefined && plan.lost.length > 0) {
      reopening.open(plan.lost);
      await this.#followUp(course);
      return true;
    }
    // A machine that lags shows a state from before what was sent: it is asked again before anybody is accused.
    const lag = Math.min(patience, LAG);
    if (plan.actions.some((action) => isAmong(sent, action)) && Date.now() - sentAt < lag) {
      say("waiting for the node to show it");
      await sleep(chain.pollMilliseconds);
      return true;
    }
    if (plan.actions.length === 0 || !(await reopening.openVanished(work.id))) return false;
    await this.#followUp(course);
    return true;
  }

  #end(plan: Plan): StepEnd {
    if (plan.notBefore === undefined) return "done";
    this.#waiting = true;
    this.#notBefore = plan.notBefore;
    return "scheduled";
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

  #executor(say: (text: string) => void): Executor {
    const { chain, build, journal, lock, patience, works } = this.#options;
    if (lock === null) throw new Error("A dry run sends nothing.");
    const shows: Executor["shows"] = async (intent, logs) =>
      (await works.find((work) => work.id === intent.step)?.shows(intent, logs)) ?? false;
    const consent = this.#consent;
    return { chain, build, journal, lock, patience, say, shows, consent };
  }
}
