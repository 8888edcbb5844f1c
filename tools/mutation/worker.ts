/** One process that compiles and tests mutants: it gets the baseline first and mutants after it, and answers each. */
import type { Mutant } from "./mutants.ts";
import { createRunner } from "./runner.ts";
import { type Baseline, createJudge, type Judge } from "./verdict.ts";

/** What a worker is called with. */
export type Order = { readonly baseline: Baseline } | { readonly mutants: readonly Mutant[] };

let judge: Judge | undefined;

process.on("message", (order: Order) => {
  void obey(order);
});
process.on("disconnect", () => {
  process.exit();
});

async function obey(order: Order): Promise<void> {
  if ("baseline" in order) {
    judge = createJudge(order.baseline, await createRunner());
    process.send?.("ready");
  } else {
    await judge?.(order.mutants, (verdict) => process.send?.(verdict));
  }
}
