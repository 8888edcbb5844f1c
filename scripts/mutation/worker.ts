/** One process that compiles and tests mutants: it gets the baseline first and mutants after it, and answers each. */
import type { Mutant } from "./mutants.ts";
import { createRunner } from "./runner.ts";
import { type Baseline, createJudge, type Verdict } from "./verdict.ts";

/** What a worker is told. */
export type Order = { readonly baseline: Baseline } | { readonly mutant: Mutant };

let judge: ((mutant: Mutant) => Promise<Verdict>) | undefined;

process.on("message", (order: Order) => {
  void obey(order);
});

async function obey(order: Order): Promise<void> {
  if ("baseline" in order) {
    judge = createJudge(order.baseline, await createRunner());
    process.send?.("ready");
  } else {
    process.send?.(await judge?.(order.mutant));
  }
}
