import type { OpenCoin } from "../coin/open.ts";
import { writeBundle } from "../cosigning/bundle.ts";
import { type Witness, doneByAnother } from "../engine/certainty.ts";
import type { Estimate } from "../chains/chain.ts";
import type { Sample } from "../chains/sample.ts";
import { toRequest } from "../model/request.ts";
import type { Journal } from "../journal/journal.ts";
import type { Action } from "../model/plan.ts";
import { PATIENCE } from "../engine/run.ts";
import type { Confirm, Overview } from "../engine/overview.ts";
import { Session } from "../engine/session.ts";
import { type TrackedStep, inOrder } from "../engine/work.ts";
import type { Store } from "../journal/store.ts";
import { OperatorError, asOperatorError } from "../errors.ts";
import { withPatience } from "../../packages/tron/nodes/time-limit.ts";
import { Context } from "./context.ts";
import type { Elsewhere } from "../subjects/elsewhere.ts";
import { hasEmitted } from "../engine/effects.ts";
import { type Given, type Job, type Operation, type Answer, isAnswer } from "./operation.ts";
import { type Settled, settledSince } from "./settled.ts";
import { estimated } from "./simulation.ts";

/** How an operation ended on one network. */
export interface OperationOutcome {
  readonly operation: string;
  readonly network: string;
  /** `waiting`: for a signature from elsewhere, or for the timelock. `answered`: there was nothing to do but to answer. */
  readonly state: "planned" | "waiting" | "finished" | "answered";
  /** Transactions that this run has signed. */
  readonly sent: number;
  /** Transactions that this run has seen to their end, those of earlier runs included. */
  readonly settled: readonly Settled[];
  readonly overview: Overview;
  readonly notes: readonly string[];
  /** Files with unsigned transactions. */
  readonly bundles: readonly string[];
  /** Unix seconds from which another run can go on by itself. */
  readonly notBefore: bigint | null;
  readonly report: Answer | null;
}

/** What a run of an operation needs. */
export interface OperateOptions {
  readonly coin: OpenCoin;
  readonly operation: Operation;
  readonly given: Given;
  /** The journal of this operation. */
  readonly store: Store;
  /** Reads what is known of the same operation on other networks; nothing by default. */
  readonly elsewhere?: () => Promise<Elsewhere>;
  /** The account that shall act; whoever holds the power and can sign here, if none is named. */
  readonly from?: string | null;
  /** Shows the plan and asks; throws to decline. Not called if there is nothing to send, and again if something else comes up. */
  readonly confirm: Confirm;
  readonly track?: (steps: readonly TrackedStep[]) => Promise<void>;
  readonly dryRun?: boolean;
  /** How long to wait for one transaction, in milliseconds. */
  readonly patience?: number;
}

const NO_PLAN: Overview = { nativeDecimals: 0, transactions: [], resuming: [], notes: [], feeNote: null, price: null };

/**
 * Carries one of the issuer's operations out on one network: plan, simulate, show, confirm, journal, send, wait, verify.
 * Killed at any instant and run again, it goes on where it was and sends nothing twice.
 * @throws OperatorError with the code of the refusal.
 */
export function operate(options: OperateOptions): Promise<OperationOutcome> {
  return withPatience(options.patience ?? PATIENCE, () => operatePatiently(options));
}

async function operatePatiently(options: OperateOptions): Promise<OperationOutcome> {
  const lock = options.dryRun === true ? null : options.store.lock();
  try {
    if (lock !== null) options.store.sealYears();
    const journal = options.store.openJournal();
    const context = await Context.open(...([options.coin, options.from ?? null, journal, options.elsewhere] as const));
    const prepared = await options.operation.prepare(context, options.given);
    if (isAnswer(prepared)) return { ...outcomeOf(options, "answered", NO_PLAN), report: prepared };
    return await carryOut(options, context, lookingAgain(prepared, context), journal, lock);
  } finally {
    lock?.release();
  }
}

/** Every plan looks at the chain again, and within it once at each thing. */
function lookingAgain(job: Job, context: Context): Job {
  return {
    ...job,
    plan: () => {
      context.lookAgain();
      return job.plan();
    },
  };
}

async function carryOut(
  options: OperateOptions,
  context: Context,
  job: Job,
  journal: Journal,
  lock: ReturnType<Store["lock"]> | null,
): Promise<OperationOutcome> {
  const { coin, operation, store, patience = PATIENCE } = options;
  const { chain, keys, desired } = coin;
  const build = job.build ?? coin.build;
  const estimate = async (action: Action, sender: string | null, sample: Sample): Promise<Estimate> => {
    const from = sender ?? (action.kind === "call" ? action.by[0] : undefined) ?? "";
    return estimated(context, toRequest(action, from, build), action.description, sample);
  };
  const session = new Session({
    ...{ chain, build, keys, journal, lock, patience },
    nativeCoin: desired.network.nativeCoin,
    works: [
      {
        id: operation.name,
        title: job.title,
        refusal: "OPERATION_REFUSED",
        plan: () => job.plan(),
        shows: ({ hash, emits }, logs) => hasEmitted(chain, build, hash, emits ?? [], logs),
      },
    ],
    estimate,
    confirm: options.confirm,
    bundle: (_, actions) => writeBundle(store, desired, build, `${operation.name}-${job.name}`, actions),
    saved: () => undefined,
  });
  const overview = await session.overview();
  if (options.dryRun === true) return outcomeOf(options, "planned", overview);
  const before = journal.length;
  const settled = settledSince(journal);
  await session.ask(overview);

  await (options.track ?? inOrder)(session.tracked()).catch(async (error: unknown) => {
    throw await becauseUsed(error, job, overview, journal, before, { chain, build, patience, say: () => undefined });
  });
  const last = session.waiting ? await job.plan() : null;
  if (!session.waiting) await job.finish?.();
  return {
    ...outcomeOf(options, session.waiting ? "waiting" : "finished", overview),
    sent: journal.since(before).filter(({ type }) => type === "intent").length,
    settled: settled(),
    notes: [...(last?.notes ?? overview.notes), ...session.notes],
    bundles: session.bundles,
    notBefore: session.notBefore,
  };
}

const REVERTED: ReadonlySet<string> = new Set(["SIMULATION_REVERTED", "STEP_REVERTED", "BROADCAST_REFUSED"]);
/** Operations whose references the chain consumes. */
const ONCE: ReadonlySet<string> = new Set(["mint", "burn", "seize", "wipe", "rescue"]);

/**
 * Returns the error itself; or, where a transaction failed since somebody else has used its reference meanwhile, that.
 */
async function becauseUsed(
  error: unknown,
  job: Job,
  overview: Overview,
  journal: Journal,
  before: number,
  witness: Witness,
): Promise<unknown> {
  if (!REVERTED.has(asOperatorError(error)?.code ?? "")) return error;
  const plan = await job.plan().catch(() => null);
  const used = plan?.problems.find(({ code }) => code === "REFERENCE_USED");
  if (used !== undefined) return new OperatorError("REFERENCE_USED", used.message, { cause: error });
  const added = journal.since(before);
  const own = new Set(added.flatMap((entry) => (entry.type === "verified" ? [entry.key] : [])));
  const failed = overview.transactions.filter(({ action }) => {
    const about = action.kind === "call" && !own.has(action.key) ? (action.about ?? []) : [];
    return about.some(({ key, operation = "" }) => ONCE.has(operation) && plan?.shown?.has(key) === true);
  });
  const quicker = failed.map(async ({ action }) => {
    const mine = journal.progress.openOf(action.key);
    // What is signed here and not over counts as done in a plan; that is no word of the chain.
    return mine.length === 0 || (await doneByAnother(witness, mine).catch(() => null)) !== null;
  });
  if (!(await Promise.all(quicker)).includes(true)) return error;
  const message = `Somebody else was quicker. ${plan?.notes?.join(" ") ?? ""}`;
  return new OperatorError("REFERENCE_USED", message, { cause: error });
}

function outcomeOf(
  { operation, coin }: OperateOptions,
  state: OperationOutcome["state"],
  overview: Overview,
): OperationOutcome {
  return {
    ...{ operation: operation.name, network: coin.desired.network.name, state, overview },
    ...{ sent: 0, settled: [], notes: overview.notes, bundles: [], notBefore: null, report: null },
  };
}
