import type { Overview } from "../engine/overview.ts";
import { OperatorError } from "../errors.ts";
import { hasTerminal } from "./ask.ts";

/** How a task asks for a plan. */
export interface PlanQuestion {
  readonly yes: boolean;
  readonly json: boolean;
  /** See `Confirm`. */
  readonly again: boolean;
  /** Prints the plan. */
  readonly show: () => void;
  readonly ask: () => Promise<void>;
}

/**
 * Shows a plan and asks for it. `--yes` is said of the plan that comes first, and of nothing that takes its place later:
 * that is asked for on a terminal, or refused.
 * @throws OperatorError `PLAN_CHANGED`, or as the question does.
 */
export async function confirmPlan({ transactions }: Overview, question: PlanQuestion): Promise<void> {
  const { yes, json, again, show, ask } = question;
  if (again && (yes || !hasTerminal())) {
    const list = transactions.map(({ action }) => action.description).join("; ");
    throw new OperatorError(
      "PLAN_CHANGED",
      `What is to be sent has changed since it was confirmed. Now it is: ${list}.`,
    );
  }
  if (!json || !yes) show(); // with --json it goes to stderr: nobody is asked for what was not shown
  if (!yes) await ask();
}
