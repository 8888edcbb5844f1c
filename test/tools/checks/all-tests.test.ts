import { expect } from "chai";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import runEverything from "../../../tools/test/all.ts";

const WHOLE = { testFiles: [], bail: false, grep: undefined, grepExclude: undefined, noCompile: false };

/** Runs all tests of two kinds that come to this. @returns What was done in which order, what was said, and the result. */
async function runAll(solidity: object, mocha: object, args: object = WHOLE): Promise<[string[], string, unknown]> {
  const done: string[] = [];
  const results: Record<string, object> = { solidity, mocha };
  const task = (id: string | string[]): unknown => {
    const name = typeof id === "string" ? id : id.join(" ");
    const kind = name.replace("test ", "");
    const options = new Map(kind === "solidity" ? [["testSummaryIndex", {}]] : []);
    const run = async (given: object = {}): Promise<unknown> => {
      done.push(`${name} ${JSON.stringify(given)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      done.push(`${name} ended`);
      return results[kind];
    };
    return { options, run };
  };
  const hre = { globalOptions: {}, tasks: { getTask: task } } as unknown as HardhatRuntimeEnvironment;
  const write = process.stdout.write.bind(process.stdout);
  let said = "";
  process.stdout.write = (text: string | Uint8Array): boolean => Boolean((said += String(text)));
  try {
    const result: unknown = await runEverything(args, hre, () => Promise.resolve("left to Hardhat"));
    return [done, said, result];
  } finally {
    process.stdout.write = write;
  }
}

const passed = (count: number): object => ({ success: true, value: { summary: { passed: count, failed: 0 } } });
const failed = (count: number, failureOutput?: string): object => ({
  success: false,
  error: { summary: { passed: 5, failed: count, failureOutput } },
});

describe("All tests", () => {
  it("are built once, run at the same time, and counted in one line", async () => {
    const [done, said, result] = await runAll(passed(437), passed(3_087));
    expect(done.slice(0, 4)).to.deep.equal([
      "build {}",
      "build ended",
      'test solidity {"noCompile":true,"testSummaryIndex":1}',
      'test mocha {"noCompile":true}',
    ]);
    expect(said).to.equal("3524 passing (437 solidity, 3087 mocha)\n");
    expect(result).to.deep.include({ success: true });
  });

  it("fail if one kind fails, and say where", async () => {
    const [, said, result] = await runAll(failed(2, "\n  Failure (1): it reverts\n"), passed(3));
    expect(said).to.equal(
      "8 passing (5 solidity, 3 mocha)\n2 failing (2 solidity)\n\nFailures of solidity:\n\n  Failure (1): it reverts\n\n\nTest run failed\n",
    );
    expect(result).to.deep.include({ success: false });
    const [, told, other] = await runAll(passed(3), failed(1));
    expect(told).to.equal("8 passing (3 solidity, 5 mocha)\n1 failing (1 mocha)\n\nTest run failed\n");
    expect(other).to.deep.include({ success: false });
  });

  it("are left to Hardhat if only some are asked for", async () => {
    const [done, said, result] = await runAll(passed(1), passed(1), { ...WHOLE, grep: "a" });
    expect([done, said, result]).to.deep.equal([[], "", "left to Hardhat"]);
  });
});
