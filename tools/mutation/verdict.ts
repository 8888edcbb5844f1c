import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import compiler from "../../config/compiler.json" with { type: "json" };
import { type Built, compile, compileVersions } from "./compiler.ts";
import { type Mutant, mutate } from "./mutants.ts";
import { createOrder, type Stage } from "./order.ts";
import { type Failure, type Phase, PHASES, type Results, type Runner } from "./runner.ts";
import { affected, heirs, type Sources } from "./sources.ts";

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

interface Cached {
  readonly key: string;
  readonly contracts: readonly Built[];
}

const CACHE = "cache/mutation-baseline.json";

/** Compiles contracts/ and the tests, or takes what an earlier run made of them. Throws when they do not compile. */
export function compileBaseline(sources: Sources): Baseline {
  const key = createHash("sha256")
    .update(JSON.stringify([...sources, compiler]))
    .digest("hex");
  const known = existsSync(CACHE) ? (JSON.parse(readFileSync(CACHE, "utf8")) as Cached) : undefined;
  if (known?.key === key) return { sources, contracts: known.contracts };
  const roots = [...sources.keys()].filter((path) => path.startsWith("contracts/") || path.startsWith("test/"));
  const outcome = compile(sources, roots);
  if ("refusal" in outcome) throw new Error(outcome.refusal);
  mkdirSync("cache", { recursive: true });
  writeFileSync(CACHE, JSON.stringify({ key, contracts: outcome.built } satisfies Cached));
  return { sources, contracts: outcome.built };
}

/** Tries mutants of one file, one after another, in this process, and reports each as soon as it is known. */
export type Judge = (mutants: readonly Mutant[], tell: (verdict: Verdict) => void) => Promise<void>;

/** Prepares a judge. */
export function createJudge(baseline: Baseline, run: Runner): Judge {
  const court = new Court(baseline, run);
  return (mutants, tell) => court.judge(mutants, tell);
}

class Court {
  readonly #sources: Sources;
  readonly #contracts: readonly Built[];
  readonly #run: Runner;
  readonly #optimized = new Map<string, string>();
  readonly #order: ReturnType<typeof createOrder>;

  constructor({ sources, contracts }: Baseline, run: Runner) {
    this.#sources = sources;
    this.#contracts = contracts;
    this.#run = run;
    this.#order = createOrder(contracts);
  }

  async judge(mutants: readonly Mutant[], tell: (verdict: Verdict) => void): Promise<void> {
    const file = mutants[0]?.file ?? "";
    const text = this.#sources.get(file) ?? "";
    const roots = affected(this.#sources, file);
    const unchanged = hash(this.#contracts.filter(({ source }) => roots.includes(source)));
    const versions = mutants.map((mutant) => mutate(text, mutant));
    const outcomes = compileVersions(this.#sources, roots, file, versions);
    for (const [index, mutant] of mutants.entries()) {
      const { id } = mutant;
      const outcome = outcomes[index] ?? { refusal: "" };
      if ("refusal" in outcome) {
        tell({ id, outcome: "invalid", code: "" });
        continue;
      }
      const code = hash(outcome.built);
      const verdict =
        code === unchanged ? { outcome: "equivalent" as const } : await this.#test(mutant, roots, outcome.built);
      tell({ id, ...verdict, code });
    }
  }

  async #test(
    mutant: Mutant,
    roots: readonly string[],
    built: readonly Built[],
  ): Promise<Pick<Verdict, "outcome" | "killer">> {
    const { quick, slow } = this.#order.stages(mutant);
    const mutated = substitute(this.#contracts, built);
    const early = await this.#firstFailure(mutated, quick);
    if (early !== undefined) {
      this.#order.learn(mutant, early.suite);
      return { outcome: "killed", killer: early };
    }
    // Few come as far as this, and most of them are equivalent; the optimizer may show it.
    if (this.#isSame(mutant, roots)) return { outcome: "equivalent" };
    const successors = heirs(this.#sources, mutant.file);
    const outcome = compile(withMutant(this.#sources, mutant), successors);
    const everywhere = "refusal" in outcome ? mutated : substitute(mutated, outcome.built);
    const stages = successors.length === 0 ? slow : [...quick, ...slow];
    const killer = await this.#firstFailure(everywhere, stages);
    return killer === undefined ? { outcome: "survived" } : { outcome: "killed", killer };
  }

  async #firstFailure(tested: readonly Built[], stages: readonly Stage[]): Promise<Failure | undefined> {
    for (const { phase, suites } of stages) {
      const { failures } = await this.#run(tested, phase, suites);
      if (failures[0] !== undefined) return failures[0];
    }
    return undefined;
  }

  #isSame(mutant: Mutant, roots: readonly string[]): boolean {
    const deployed = roots.filter((root) => root.startsWith("contracts/"));
    const key = deployed.join();
    const known = this.#optimized.get(key) ?? hashOf(this.#sources, deployed);
    this.#optimized.set(key, known);
    return known === hashOf(withMutant(this.#sources, mutant), deployed);
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

/** All tests in their phases, until there is a failure. */
export async function runAll(run: Runner, contracts: readonly Built[]): Promise<Results> {
  let count = 0;
  for (const phase of Object.keys(PHASES) as Phase[]) {
    const results = await run(contracts, phase);
    count += results.count;
    if (results.failures.length > 0) return { count, failures: results.failures };
  }
  return { count, failures: [] };
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
