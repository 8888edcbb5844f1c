import { Listr } from "listr2";
import type { TrackedStep } from "../engine/run.ts";

/** Shows steps with a spinner while they run; line by line without a terminal. */
export async function trackSteps(steps: readonly TrackedStep[]): Promise<void> {
  const tasks = steps.map((step) => ({
    title: step.title,
    task: async (_: unknown, task: { output: string; title: string }): Promise<void> => {
      await step.run((text) => {
        task.output = text;
      });
    },
  }));
  await new Listr(tasks, { concurrent: false, exitOnError: true, fallbackRenderer: "simple" }).run();
}
