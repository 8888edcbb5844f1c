import type { Build } from "../model/build.ts";
import type { Plan } from "../model/plan.ts";
import type { Context } from "./context.ts";
import type { OperationRow } from "./operation-table.ts";

/** Arguments of an operation as they were given: text by name, empty if left out. */
export type Given = Readonly<Record<string, string>>;

/** Something to be brought about on one chain. */
export interface Job {
  readonly title: string;
  /** Tells its bundle from those of other jobs of the same operation. */
  readonly name: string;
  /** Compares the chain with what is wanted; may be asked any number of times. */
  plan(): Promise<Plan>;
  /** The build, if other code than the deployed one is to reach the chain. */
  readonly build?: Build;
  /** Recorded besides the journal when all is done; may be called again. */
  finish?(): Promise<void>;
}

/** The answer of an operation that only reads. */
export interface Answer {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | readonly string[])[])[];
  readonly json: unknown;
}

/**
 * Reads an operation's arguments and looks at the chain as far as needed.
 * @throws OperatorError if an argument is malformed.
 */
export type Prepare = (context: Context, given: Given) => Promise<Job | Answer>;

/** One of the issuer's operations. */
export interface Operation extends OperationRow {
  readonly prepare: Prepare;
}

/** Returns whether there is nothing to do but to answer. */
export function isAnswer(prepared: Job | Answer): prepared is Answer {
  return "rows" in prepared;
}
