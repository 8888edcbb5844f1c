import { createHash } from "node:crypto";
import { type Built, compile } from "./compiler.ts";
import { type Mutant, mutate } from "./mutants.ts";
import { createOrder } from "./order.ts";
import type { Failure, Results, Runner } from "./runner.ts";
import { affected, type Sources } from "./sources.ts";

/** What became of a mutant. */
export interface Verdict {
  readonly id: string;
  /**
   * - `killed`: a test that passes without the mutant failed;
   * - `timeout`: it did not come to an end; counts as killed;
   * - `equivalent`: the compiler makes the same code of it, unoptimized or optimized;
   * - `invalid`: the compiler refuses it;
   * - `survived`: every test passed.
   */
  readonly outcome: "killed" | "timeout" | "equivalent" | "invalid" | "survived";
  /** The first test that failed. */
  readonly killer?: Failure;
  /** Two mutants of one hash are one mutant. */
  readonly code: string;
}

/** The code that tests run against when nothing is mutated, and where it comes from. */
export interface Baseline {
  readonly sources: Sources;
  readonly contracts: readonly Built[];
}

/** Compiles contracts/ and the tests. Throws when they do not compile. */
export function compileBaseline(sources: Sources): Baseline {
  const roots = [...sources.keys()].filter((path) => path.startsWith("contracts/") || path.startsWith("test/"));
  const outcome = compile(sources, roots);
  if ("refusal" in outcome) throw new Error(outcome.refusal);
  return { sources, contracts: outcome.built };
}

/** Tries mutants one after another in this process. */
export function createJudge(baseline: Baseline, run: Runner): (mutant: Mutant) => Promise<Verdict> {
  const optimized = new Map<string, string>();
  const order = createOrder(baseline.contracts);

  return async (mutant) => {
    const { id, file } = mutant;
    const { sources, contracts } = baseline;
    const roots = affected(sources, file);
    const changed = withMutant(sources, mutant);
    const outcome = compile(changed, roots);
    if ("refusal" in outcome) return { id, outcome: "invalid", code: "" };
    const code = hash(outcome.built);
    if (code === hash(contracts.filter(({ source }) => roots.includes(source)))) {
      return { id, outcome: "equivalent", code };
    }
    for (const { phase, suites } of order.stages(mutant)) {
      const { failures } = await run(substitute(contracts, outcome.built), phase, suites);
      const [killer] = failures;
      if (killer === undefined) continue;
      order.learn(mutant, killer.suite);
      return { id, outcome: "killed", killer, code };
    }
    const deployed = roots.filter((root) => root.startsWith("contracts/"));
    const same = optimizedHash(sources, deployed) === hashOf(changed, deployed);
    return { id, outcome: same ? "equivalent" : "survived", code };
  };

  function optimizedHash(sources: Sources, roots: readonly string[]): string {
    const key = roots.join();
    const known = optimized.get(key) ?? hashOf(sources, roots);
    optimized.set(key, known);
    return known;
  }
}

/** The sources with a mutant in one of them. */
export function withMutant(sources: Sources, mutant: Pick<Mutant, "file" | "start" | "end" | "after">): Sources {
  return new Map(sources).set(mutant.file, mutate(sources.get(mutant.file) ?? "", mutant));
}

/** Contracts with some of them replaced. */
export function substitute(contracts: readonly Built[], replacements: readonly Built[]): Built[] {
  return contracts.map(
    (contract) =>
      replacements.find(({ name, source }) => name === contract.name && source === contract.source) ?? contract,
  );
}

/** The unit and fuzz tests, and only if all of them pass the invariants. */
export async function runAll(run: Runner, contracts: readonly Built[]): Promise<Results> {
  const tests = await run(contracts, "tests");
  if (tests.failures.length > 0) return tests;
  const invariants = await run(contracts, "invariants");
  return { count: tests.count + invariants.count, failures: invariants.failures };
}

/** A hash of contracts' code. */
export function hash(contracts: readonly Built[]): string {
  const lines = contracts.map(({ source, name, bytecode }) => `${source}:${name}:${bytecode}`).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 20);
}

function hashOf(sources: Sources, roots: readonly string[]): string {
  const outcome = compile(sources, roots, true);
  return "refusal" in outcome ? outcome.refusal : hash(outcome.built);
}
