import type { Chain, EmittedLog, Estimate } from "../chains/chain.ts";
import type { Sample } from "../chains/sample.ts";
import type { ErrorCode } from "../errors.ts";
import type { IntentRecord } from "../journal/entries.ts";
import type { Journal } from "../journal/journal.ts";
import type { Lock } from "../journal/lock.ts";
import type { Build } from "../model/build.ts";
import type { Action, Plan } from "../model/plan.ts";
import type { Keys } from "../signing/keys.ts";
import type { Confirm } from "./overview.ts";

/** How a step ended: over, waiting for a signature from elsewhere, or for a time, or left for the next run. */
export type StepEnd = "done" | "waiting" | "scheduled" | "later";

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
   * @param settled - Whether everything before it is over, so that the chain can be looked at.
   */
  plan(settled: boolean): Promise<Plan>;
  /** Whether the chain shows what a transaction of it was to bring about. @param logs - What its receipt has shown already. */
  shows(intent: IntentRecord, logs?: readonly EmittedLog[]): Promise<boolean>;
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
  readonly estimate?: (action: Action, sender: string | null, sample: Sample) => Promise<Estimate | null>;
  /** Whether that is known, too, of what needs other transactions first, as after a rehearsal. */
  readonly estimatesLater?: boolean;
  /** Shows the planned transactions and asks; throws to decline. */
  readonly confirm: Confirm;
  /** Writes what others must sign; returns where it is. */
  readonly bundle: (work: Work, actions: readonly Action[]) => readonly string[];
  /** Called after each change of the journal that people may want to see. */
  readonly saved: () => void;
}

/** Runs steps one after the other without showing them. */
export async function inOrder(steps: readonly TrackedStep[]): Promise<void> {
  for (const step of steps) await step.run(() => undefined);
}
