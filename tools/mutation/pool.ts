import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./mutants.ts";
import type { Baseline, Verdict } from "./verdict.ts";
import type { Order } from "./worker.ts";

/** Far above what a batch takes to compile or a mutant to test: what needs longer does not come to an end. */
const TIMEOUT_MS = 900_000;
/** Mutants of one file that are compiled together. */
const BATCH = 8;
/** The compiler's memory only grows, so a worker is replaced now and then. */
const BATCHES_PER_WORKER = 60;
const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));

/**
 * Judges mutants in processes of their own. One that hangs or dies is replaced, and what it left open is tried again, each
 * mutant alone; a mutant for which that happens twice has timed out.
 */
export async function judgeAll(
  mutants: readonly Mutant[],
  baseline: Baseline,
  workers: number,
  onVerdict: (mutant: Mutant, verdict: Verdict) => void,
): Promise<void> {
  const queue = batches(mutants);
  await Promise.all(Array.from({ length: Math.min(workers, queue.length) }, () => work()));

  async function work(): Promise<void> {
    while (queue.length > 0) {
      const worker = await start(baseline);
      for (let done = 0; done < BATCHES_PER_WORKER; done += 1) {
        const batch = queue.shift();
        if (batch === undefined) break;
        const open = await judgeBatch(worker, batch);
        if (open.length === 0) continue;
        const [only] = batch;
        if (batch.length > 1) queue.unshift(...open.map((mutant) => [mutant]));
        else if (only !== undefined) onVerdict(only, { id: only.id, outcome: "timeout", code: only.id });
        break;
      }
      worker.end();
    }
  }

  /** Returns what was not answered. */
  async function judgeBatch(worker: Worker, batch: readonly Mutant[]): Promise<readonly Mutant[]> {
    worker.send({ mutants: batch });
    for (const [index, mutant] of batch.entries()) {
      const verdict = await worker.hear();
      if (verdict === undefined || verdict === "ready") return batch.slice(index);
      onVerdict(mutant, verdict);
    }
    return [];
  }
}

function batches(mutants: readonly Mutant[]): Mutant[][] {
  const result: Mutant[][] = [];
  for (const mutant of mutants) {
    const last = result.at(-1);
    if (last === undefined || last.length === BATCH || last[0]?.file !== mutant.file) result.push([mutant]);
    else last.push(mutant);
  }
  return result;
}

/** A process and its answers. */
interface Worker {
  readonly send: (order: Order) => void;
  /** The next answer; undefined if the process dies or takes too long. */
  readonly hear: () => Promise<Verdict | "ready" | undefined>;
  readonly end: () => void;
}

async function start(baseline: Baseline): Promise<Worker> {
  const child = fork(WORKER, { serialization: "advanced" });
  // Answers may come faster than they are heard.
  const answers: (Verdict | "ready" | undefined)[] = [];
  let wake: (() => void) | undefined;
  const put = (answer: Verdict | "ready" | undefined) => {
    answers.push(answer);
    wake?.();
  };
  child.on("message", put);
  child.on("error", () => {
    put(undefined);
  });
  child.on("exit", () => {
    put(undefined);
  });
  const worker: Worker = {
    send: (order) => child.send(order),
    async hear() {
      if (answers.length === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, TIMEOUT_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return answers.shift();
    },
    end: () => child.kill("SIGKILL"),
  };
  worker.send({ baseline });
  if ((await worker.hear()) !== "ready") throw new Error("A worker does not start.");
  return worker;
}
