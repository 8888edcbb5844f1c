import { globSync, mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, relative, resolve } from "node:path";
import type { TaskOverrideActionFunction } from "hardhat/types/tasks";
import { errorResult, successfulResult } from "hardhat/utils/result";
import { say } from "../../issuer/output/say.ts";
import { Board, summary } from "./board.ts";
import { type TestArguments, isWholeRun } from "./choice.ts";
import { DURATIONS, longestFirst, readDurations } from "./order.ts";
import type { Outcome } from "./outcome.ts";
import { runFiles } from "./pool.ts";

/** A test that does something without a pause is given this long: it compiles, or waits for a program. */
const SILENCE_MS = 300_000;
/** Processes above the number of processors: many tests wait, for a node that is slow on purpose or for a disk. */
const WAITING = 2;
/** No single test or hook takes as long. */
const STANDSTILL_MS = 1_200_000;

/**
 * Runs all files of tests side by side: `hardhat test` and `hardhat test mocha`. With files or names of tests to choose,
 * and where Hardhat measures while it runs them, it leaves them to Hardhat, in this process.
 */
const run: TaskOverrideActionFunction = async (args, hre, runSuper) => {
  if (!isWholeRun(args, hre)) return (await runSuper(args)) as unknown;
  if (!(args as TestArguments).noCompile) await hre.tasks.getTask("build").run();
  const { paths, test } = hre.config;
  process.env.HH_TEST = "true"; // these are what Hardhat sets
  process.env.NODE_ENV ??= "test";
  process.env.HARDHAT_CONFIG = hre.globalOptions.config;
  // Tests start commands in processes of their own, some 140 of them: each finds the code that another has compiled.
  process.env.NODE_COMPILE_CACHE ??= resolve(paths.cache, "node");
  const begun = performance.now();
  const { outcomes, ends } = await runAll(paths.tests.mocha, Number(test.mocha.timeout));
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const skipped = outcomes.reduce((sum, outcome) => sum + outcome.skipped, 0);
  const failures = [...outcomes.flatMap((outcome) => outcome.failures), ...ends];
  say(...summary({ passed, skipped, failures, took: performance.now() - begun }));
  const result = { summary: { failed: failures.length, passed, skipped, todo: 0 } };
  return failures.length > 0 ? errorResult(result) : successfulResult(result);
};

export default run;

async function runAll(folder: string, timeout: number): Promise<{ outcomes: Outcome[]; ends: readonly string[] }> {
  const files = longestFirst(
    globSync("**/*.test.ts", { cwd: folder }).map((file) => relative(".", resolve(folder, file))),
    readDurations(),
  );
  const workers = Number(process.env.TEST_WORKERS ?? availableParallelism() + WAITING);
  say(`Running ${files.length} files of Mocha tests in ${workers} processes`);
  const outcomes: Outcome[] = [];
  const board = new Board(files.length, () => all.running);
  const all = runFiles(files, { workers, timeout, silence: SILENCE_MS, standstill: STANDSTILL_MS }, (outcome) => {
    outcomes.push(outcome);
    board.tell(outcome);
  });
  const release = stopWith(() => {
    all.stop();
  });
  const ends = await all.done;
  release();
  board.stop();
  if (outcomes.length !== files.length) throw new Error(`${files.length} files were planned, ${outcomes.length} ran.`);
  keepDurations(outcomes);
  return { outcomes, ends };
}

/** Takes all processes along when this one is ended. */
function stopWith(stop: () => void): () => void {
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  const handlers = Object.entries(signals).map(([signal, code]) => {
    const handler = (): never => process.exit(code);
    process.once(signal, handler);
    return [signal, handler] as const;
  });
  process.once("exit", stop);
  return () => {
    stop();
    process.off("exit", stop);
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

function keepDurations(outcomes: readonly Outcome[]): void {
  const durations = Object.fromEntries(
    outcomes
      .map(({ file, took }) => [file, Math.round(took)] as const)
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );
  mkdirSync(dirname(DURATIONS.last), { recursive: true });
  writeFileSync(DURATIONS.last, `${JSON.stringify(durations, null, 2)}\n`);
}
