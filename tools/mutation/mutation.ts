/**
 * Mutation testing of contracts/: `npm run mutation`. Each mutant is one small change to one contract; a test has to fail
 * for it. Options, after `--`:
 *
 *     --only FILE    the mutants of one file (a part of its path is enough)
 *     --resume       keep what earlier runs found, as far as it still holds
 *     --workers N    that many processes
 *     --update       write docs/audit/mutation.md
 *     --planted      only the planted faults of tools/mutation/planted-faults.json, and whether docs/audit/mutation.md is up to date
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { writeOrCompare } from "../lib/generated.ts";
import { checkEquivalents, describe, EQUIVALENTS, readEquivalents } from "./equivalents.ts";
import { generate, type Mutant } from "./mutants.ts";
import { checkPlanted } from "./planted.ts";
import { judgeAll } from "./pool.ts";
import { openRecords } from "./records.ts";
import { checkReport, renderReport, REPORT } from "./report.ts";
import { createRunner } from "./runner.ts";
import { finalLine, judge, type Judged, sum } from "./score.ts";
import { readSources } from "./sources.ts";
import { type Baseline, compileBaseline, runAll, type Verdict } from "./verdict.ts";
import { say, sayAside } from "../../issuer/output/say.ts";

const REQUIRED = 97;

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    resume: { type: "boolean", default: false },
    workers: { type: "string", default: String(availableParallelism()) },
    update: { type: "boolean", default: false },
    planted: { type: "boolean", default: false },
  },
});

const started = Date.now();
const mutants = generate();
const equivalents = readEquivalents();
const problems = checkEquivalents(equivalents, mutants);
const baseline = compileBaseline(readSources());
const run = await createRunner();
const { count, failures } = await runAll(run, baseline.contracts);
if (failures.length > 0) {
  for (const { suite, test, reason } of failures) sayAside(`${suite}.${test}: ${reason}`);
  throw new Error("These tests fail without a mutant.");
}
say(`${count} tests pass without a mutant, ${mutants.length} mutants are made`);

if (options.planted) {
  problems.push(...(await checkPlanted(baseline, run)), ...checkReport(mutants));
  finish(`planted: ${problems.length} problems in ${seconds()} s`);
} else {
  const chosen = mutants.filter(({ file }) => file.includes(options.only ?? ""));
  const judged = judge(chosen, await verdicts(chosen, baseline), equivalents);
  for (const { mutant } of judged.filter(({ standing }) => standing === "survived")) {
    const { place, change } = describe(mutant);
    sayAside(`survived: ${mutant.id} ${mutant.file}:${mutant.line}: ${place}: ${mutant.operator}: ${change}`);
  }
  problems.push(...disproved(judged));
  const sums = sum(judged);
  if (sums.score < REQUIRED) problems.push(`the score is below ${REQUIRED} %`);
  if (options.update && options.only === undefined) {
    writeOrCompare(new Map([[REPORT, await renderReport(judged, mutants)]]), [], false);
  }
  say(`${sums.invalid} more do not compile, ${sums.duplicate} more are duplicates; ${seconds()} s`);
  finish(finalLine(sums));
}

/** What is listed as equivalent and is not: a test fails for it. */
function disproved(judged: readonly Judged[]): string[] {
  return judged
    .filter(({ mutant, standing }) => standing !== "equivalent" && equivalents.some(({ id }) => id === mutant.id))
    .map(({ mutant, standing, killer }) => `${EQUIVALENTS}: ${mutant.id} is ${standing} (${killer ?? "no test"})`);
}

async function verdicts(chosen: readonly Mutant[], from: Baseline): Promise<ReadonlyMap<string, Verdict>> {
  const records = openRecords(from, options.resume);
  const found = new Map<string, Verdict>();
  for (const mutant of chosen) {
    const verdict = records.find(mutant);
    if (verdict !== undefined) found.set(mutant.id, verdict);
  }
  const open = chosen.filter(({ id }) => !found.has(id));
  say(`${found.size} verdicts are known, ${open.length} mutants are tried`);
  let done = 0;
  await judgeAll(open, from, Number(options.workers), (mutant, verdict) => {
    records.keep(mutant, verdict);
    found.set(mutant.id, verdict);
    done += 1;
    if (done % 25 === 0) say(`${done} of ${open.length} tried, ${mutant.file}:${mutant.line}, ${seconds()} s`);
  });
  return found;
}

function seconds(): number {
  return Math.round((Date.now() - started) / 1000);
}

function finish(line: string): void {
  for (const problem of problems) sayAside(problem);
  say(line);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
