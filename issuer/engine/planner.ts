import { Sample } from "../chains/sample.ts";
import { refuse } from "../errors.ts";
import type { Progress } from "../journal/progress.ts";
import type { Action, Plan } from "../model/plan.ts";
import { requireBalances } from "./balances.ts";
import type { Consent } from "./consent.ts";
import type { Overview, PlannedTransaction } from "./overview.ts";
import { signerHere } from "./sign-here.ts";
import type { SessionOptions, Work } from "./work.ts";

/** Shows what a session is about to send, and has it confirmed. */
export class Planner {
  readonly #options: SessionOptions;
  readonly #consent: Consent;

  constructor(options: SessionOptions, consent: Consent) {
    this.#options = options;
    this.#consent = consent;
  }

  /**
   * Plans everything without sending it.
   * @throws OperatorError with the problems of the first plan that has any.
   */
  async overview(): Promise<Overview> {
    const { open } = this.#progress;
    const followed = new Set(open.map((entry) => entry.key));
    const transactions: PlannedTransaction[] = [];
    const notes: string[] = [];
    const lost: string[] = [];
    for (const work of this.#options.works) {
      const plan = await work.plan(transactions.length + followed.size + lost.length === 0);
      refuse(plan.problems, work.refusal);
      notes.push(...(plan.notes ?? []));
      lost.push(...(plan.lost ?? []).map((hash) => this.#options.journal.intentOf(hash).description));
      const actions = plan.actions.filter((entry) => !followed.has(entry.key));
      transactions.push(...(await this.#planned(work, actions)));
      for (const action of plan.later ?? []) transactions.push(await this.#plannedLater(work, action));
    }
    const resuming = [...open.map((entry) => entry.intents[0]?.description ?? entry.key), ...lost];
    return this.#overviewOf(transactions, resuming, notes);
  }

  /**
   * Has an overview confirmed, after a look at what its accounts have: from then on that may be signed, and nothing else
   * without being asked for again. Nobody is asked where there is nothing to send.
   * @throws OperatorError `BALANCE_TOO_LOW`, or what declines.
   */
  async ask(overview: Overview): Promise<void> {
    await this.#confirm(overview, false);
    this.#consent.agreeToSigned(this.#progress.open.flatMap(({ intents }) => intents));
  }

  async #planned(work: Work, actions: readonly Action[]): Promise<PlannedTransaction[]> {
    const { estimate } = this.#options;
    const planned: PlannedTransaction[] = [];
    const sample = new Sample();
    for (const action of actions) {
      const sender = await this.#senderOf(action, sample);
      const { gas = null, fee = null, bandwidth = null } = (await estimate?.(action, sender, sample)) ?? {};
      planned.push({ step: work.id, action, sender, gas, fee, bandwidth });
    }
    return planned;
  }

  /** What a transaction takes that needs another one first cannot be known, but from a rehearsal. */
  async #plannedLater(work: Work, action: Action): Promise<PlannedTransaction> {
    const sender = await this.#senderOf(action);
    const { estimate, estimatesLater } = this.#options;
    const known = estimatesLater === true ? await estimate?.(action, sender, new Sample()) : null;
    const { gas = null, fee = null, bandwidth = null } = known ?? {};
    return { step: work.id, action, sender, gas, fee, bandwidth, later: true };
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

  /**
   * Has what is planned now and was not confirmed confirmed, before anything of the plan is signed.
   * @param sent - Names of what this run has sent for the work already.
   */
  async requireConsent(work: Work, { actions, notes = [] }: Plan, sent: ReadonlySet<string>): Promise<void> {
    const fresh: Action[] = [];
    const sample = new Sample();
    for (const action of actions.filter(({ key }) => !sent.has(key))) {
      const sender = await this.#senderOf(action, sample);
      if (!this.#consent.covers(action, sender, this.#progress)) fresh.push(action);
    }
    if (fresh.length === 0) return;
    const overview = await this.#overviewOf(await this.#planned(work, fresh), [], notes);
    await this.#confirm(overview, true);
  }

  async #confirm(overview: Overview, again: boolean): Promise<void> {
    const { chain, nativeCoin, confirm } = this.#options;
    await requireBalances(chain, nativeCoin, overview);
    if (overview.transactions.length > 0) await confirm(overview, again);
    this.#consent.agree(overview);
  }

  /** Returns who signs an action here; null if nobody can. */
  async #senderOf(action: Action, sample?: Sample): Promise<string | null> {
    return (await signerHere(this.#options, action, sample))?.address ?? null;
  }

  get #progress(): Progress {
    return this.#options.journal.progress;
  }
}
