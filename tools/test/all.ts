import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { TaskOverrideActionFunction } from "hardhat/types/tasks";
import { errorResult, successfulResult } from "hardhat/utils/result";
import { say } from "../../issuer/output/say.ts";
import { type TestArguments, isWholeRun } from "./choice.ts";

/** What one kind of tests came to. */
interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped?: number;
  /** Where, what and why, of each failure. */
  readonly failureOutput?: string;
}

/** What Hardhat's tasks for tests return. */
type Result =
  | { readonly success: true; readonly value: { readonly summary: Summary } }
  | { readonly success: false; readonly error: { readonly summary: Summary } };

/** Runs Solidity tests and Mocha tests at the same time: `hardhat test`. The former use one processor, for a minute. */
const runEverything: TaskOverrideActionFunction = async (args, hre, runSuper) => {
  if (!isWholeRun(args, hre)) return (await runSuper(args)) as unknown;
  if (!(args as TestArguments).noCompile) await hre.tasks.getTask("build").run();
  const kinds = ["solidity", "mocha"] as const;
  const ended = await Promise.allSettled(kinds.map((kind) => runKind(hre, kind)));
  const results = ended.map((end) => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  });
  const summaries = results.map((result) => (result.success ? result.value : result.error).summary);
  for (const [what, key] of [
    ["passing", "passed"],
    ["failing", "failed"],
    ["skipped", "skipped"],
  ] as const) {
    const counts = summaries.map((summary) => summary[key] ?? 0);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const parts = counts.flatMap((count, index) => (count > 0 ? [`${count} ${kinds[index] ?? ""}`] : []));
    if (total > 0) say(`${total} ${what} (${parts.join(", ")})`);
  }
  for (const [index, { failureOutput = "" }] of summaries.entries()) {
    if (failureOutput.trim() !== "") say("", `Failures of ${kinds[index] ?? ""}:`, ...failureOutput.split("\n"));
  }
  if (results.every(({ success }) => success)) return successfulResult();
  say("", "Test run failed");
  return errorResult();
};

export default runEverything;

async function runKind(hre: HardhatRuntimeEnvironment, kind: "solidity" | "mocha"): Promise<Result> {
  const task = hre.tasks.getTask(["test", kind]);
  const index = task.options.has("testSummaryIndex") ? { testSummaryIndex: 1 } : {};
  return (await task.run({ noCompile: true, ...index })) as Result;
}
