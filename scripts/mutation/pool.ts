import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./mutants.ts";
import type { Baseline, Verdict } from "./verdict.ts";
import type { Order } from "./worker.ts";

/** Far above what a mutant takes: one that needs longer does not come to an end. */
const TIMEOUT_MS = 180_000;
/** The compiler's memory only grows, so a worker is replaced now and then. */
const MUTANTS_PER_WORKER = 250;
const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));

/** Judges mutants in processes of their own; one that hangs or dies is killed and its mutant counts as timed out. */
export async function judgeAll(
  mutants: readonly Mutant[],
  baseline: Baseline,
  workers: number,
  onVerdict: (mutant: Mutant, verdict: Verdict) => void,
): Promise<void> {
  const queue = [...mutants];
  await Promise.all(Array.from({ length: Math.min(workers, queue.length) }, () => work()));

  async function work(): Promise<void> {
    while (queue.length > 0) {
      const worker = await start(baseline);
      for (let done = 0; done < MUTANTS_PER_WORKER; done += 1) {
        const mutant = queue.shift();
        if (mutant === undefined) break;
        const answer = await ask(worker, { mutant });
        onVerdict(mutant, (answer as Verdict | undefined) ?? { id: mutant.id, outcome: "timeout", code: mutant.id });
        if (answer === undefined) break;
      }
      worker.kill("SIGKILL");
    }
  }
}

async function start(baseline: Baseline): Promise<ChildProcess> {
  const worker = fork(WORKER, { serialization: "advanced" });
  if ((await ask(worker, { baseline })) === undefined) throw new Error("A worker does not start.");
  return worker;
}

/** Sends an order and waits for its answer; undefined if the worker dies or takes too long. */
async function ask(worker: ChildProcess, order: Order): Promise<unknown> {
  return await new Promise((resolve) => {
    const settle = (answer: unknown) => {
      clearTimeout(timer);
      worker.removeAllListeners();
      resolve(answer);
    };
    const timer = setTimeout(settle, TIMEOUT_MS, undefined);
    worker.once("message", settle);
    worker.once("error", () => {
      settle(undefined);
    });
    worker.once("exit", () => {
      settle(undefined);
    });
    worker.send(order);
  });
}
