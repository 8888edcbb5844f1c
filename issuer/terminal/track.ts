import type { StepEnd, TrackedStep } from "../engine/work.ts";
import { ProgressLine, type ProgressTerms } from "./progress-line.ts";
import { style } from "../output/style.ts";

const ENDS: Readonly<Record<StepEnd, (title: string) => string>> = {
  done: (title) => `${style.green("✔")} ${title}`,
  waiting: (title) => `${style.yellow("…")} ${title}: waiting for signature`,
  scheduled: (title) => `${style.yellow("…")} ${title}: waiting for its time`,
  later: (title) => `${style.dim("↓")} ${title}: later`,
};

/**
 * Shows steps while they run, one after the other.
 * @param show - Writes a text as the network's people read it.
 */
export async function trackSteps(
  steps: readonly TrackedStep[],
  show: (text: string) => string = (text) => text,
  terms: ProgressTerms = {},
): Promise<void> {
  const line = new ProgressLine(terms);
  for (const step of steps) {
    line.tell(step.title);
    try {
      const end = await step.run((text) => {
        line.tell(`${step.title}: ${show(text)}`);
      });
      line.settle(ENDS[end](step.title));
    } catch (error) {
      line.settle(`${style.red("✖")} ${step.title}`);
      throw error;
    }
  }
}
