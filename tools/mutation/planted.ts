import { readFileSync } from "node:fs";
import { compile } from "./compiler.ts";
import type { Runner } from "./runner.ts";
import { affected, type Sources } from "./sources.ts";
import { type Baseline, substitute } from "./verdict.ts";
import { say } from "../../issuer/output/say.ts";

/** A fault that was thought of, and the tests that must see it. */
export interface Planted {
  readonly fault: string;
  readonly file: string;
  readonly edits: readonly { readonly find: string; readonly replace: string }[];
  /** As `Suite.test`. */
  readonly caughtBy: readonly string[];
}

/** Where the faults are written down. */
export const PLANTED = "tools/mutation/planted-faults.json";

/** Reads the faults. */
export function readPlanted(): readonly Planted[] {
  return JSON.parse(readFileSync(PLANTED, "utf8")) as readonly Planted[];
}

/** Plants each fault alone, prints which tests fail, and returns what is wrong. */
export async function checkPlanted(baseline: Baseline, run: Runner): Promise<string[]> {
  const problems: string[] = [];
  for (const planted of readPlanted()) {
    const { fault, file, caughtBy } = planted;
    const outcome = compile(plant(baseline.sources, planted), affected(baseline.sources, file));
    if ("refusal" in outcome) throw new Error(`${PLANTED}: "${fault}" does not compile.\n${outcome.refusal}`);
    const planting = substitute(baseline.contracts, outcome.built);
    const results = [await run(planting, "units"), await run(planting, "fuzz")];
    const failed = results
      .flatMap(({ failures }) => failures)
      .map(({ suite, test }) => `${suite}.${test}`)
      .sort();
    say(`${fault} (${file})`, ...failed.map((test) => `    ${test}`));
    if (caughtBy.length === 0) problems.push(`${PLANTED}: "${fault}" names no test that must fail`);
    for (const test of caughtBy.filter((name) => !failed.includes(name))) {
      problems.push(`${test} passes although ${fault}`);
    }
  }
  return problems;
}

function plant(sources: Sources, { fault, file, edits }: Planted): Sources {
  let text = sources.get(file) ?? "";
  for (const { find, replace } of edits) {
    if (text.split(find).length !== 2) throw new Error(`${PLANTED}: "${fault}": ${file} must have "${find}" once.`);
    text = text.replace(find, () => replace);
  }
  return new Map(sources).set(file, text);
}
