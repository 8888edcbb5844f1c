import { Listr } from "listr2";
import type { TrackedStep } from "../engine/session.ts";

/**
 * Shows steps with a spinner while they run; line by line without a terminal.
 * @param show Writes a text as the network's people read it.
 */
export async function trackSteps(
  steps: readonly TrackedStep[],
  show: (text: string) => string = (text) => text,
): Promise<void> {
  const list = new Listr([], { concurrent: false, exitOnError: true, fallbackRenderer: "simple" });
  for (const step of steps) {
    list.add({
      title: step.title,
      task: async (_, task) => {
        const end = await step.run((text) => {
          task.output = show(text);
        });
        if (end === "waiting") task.title = `${step.title}: waiting for signature`;
        if (end === "later") task.skip(`${step.title}: later`);
      },
    });
  }
  await list.run();
}
