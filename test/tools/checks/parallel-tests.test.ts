import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import { toOutput } from "../../../issuer/output/say.ts";
import { summary } from "../../../tools/test/board.ts";
import { isWholeRun } from "../../../tools/test/choice.ts";
import { longestFirst } from "../../../tools/test/order.ts";
import type { Outcome } from "../../../tools/test/outcome.ts";
import { type Terms, runFiles } from "../../../tools/test/pool.ts";
import { emptyFolder } from "../../support/folders.ts";

const TERMS: Terms = { workers: 1, timeout: 5_000, silence: 60_000, standstill: 60_000 };

/**
 * Puts files of tests into a folder of their own, and runs them.
 * @param ends - What is said of processes that fail at their end.
 */
async function run(
  files: Readonly<Record<string, string>>,
  terms: Partial<Terms> = {},
  ends: string | null = null,
): Promise<Outcome[]> {
  const folder = emptyFolder();
  const paths = Object.entries(files).map(([name, text]) => {
    const path = join(folder, `${name}.mjs`);
    writeFileSync(path, text);
    return path;
  });
  const outcomes: Outcome[] = [];
  const all = runFiles(paths, { ...TERMS, ...terms }, (outcome) =>
    outcomes.push({ ...outcome, file: outcome.file.slice(folder.length + 1, -".mjs".length) }),
  );
  const failures = await all.done;
  all.stop();
  expect(failures).to.deep.equal(ends === null ? [] : [ends]);
  return outcomes;
}

const counts = ({ file, planned, passed, failures }: Outcome): unknown[] => [file, planned, passed, failures.length];
const FINE = 'describe("Fine", () => { it("passes", () => {}); });';

/** Waits until a process is no more. */
async function expectEnd(pid: number): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      expect(error).to.have.property("code", "ESRCH");
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${pid} still runs`);
}

describe("Tests in processes side by side", function () {
  this.timeout(60_000);

  it("run each file once, and tell what became of each test", async () => {
    const text = `describe("A suite", () => {
      it("passes", () => console.log("said\\nby it"));
      describe("within", () => { it("waits"); });
    });`;
    const [outcome] = await run({ one: text });
    expect([outcome!.planned, outcome!.passed, outcome!.skipped, outcome!.failures]).to.deep.equal([2, 1, 1, []]);
    expect(outcome!.lines.filter(({ kind }) => kind !== "printed")).to.deep.equal([
      { kind: "heading", text: "A suite" },
      { kind: "passed", text: "  passes" },
      { kind: "heading", text: "  within" },
      { kind: "skipped", text: "    waits" },
    ]);
    expect(outcome!.lines.filter(({ kind }) => kind === "printed").map((line) => line.text)).to.deep.equal([
      "said",
      "by it",
    ]);
  });

  it("share their files out, whatever becomes of one", async () => {
    const names = Array.from({ length: 7 }, (_, index) => `file${index}`);
    const files = Object.fromEntries(names.map((name) => [name, FINE]));
    const outcomes = await run({ ...files, file3: "process.exit(0);" }, { workers: 3 });
    expect(outcomes.map(counts).toSorted()).to.deep.equal(
      names.map((name) => (name === "file3" ? [name, null, 0, 1] : [name, 1, 1, 0])),
    );
  });

  it("tell a failure as Mocha does, with what was expected and where", async () => {
    const text = `import { equal } from "node:assert/strict";
      describe("A suite", () => { it("fails", () => equal("these", "those")); it("passes", () => {}); });`;
    const [outcome] = await run({ one: text });
    expect([outcome!.planned, outcome!.passed]).to.deep.equal([2, 1]);
    const [account = ""] = outcome!.failures;
    expect(account).to.match(/^ {2}1\) A suite\n {7}fails:\n/);
    for (const part of ["AssertionError", "-these", "+those", "one.mjs:2:"]) expect(account).to.contain(part);
  });

  const broken: readonly [string, string, RegExp, [number | null, number]][] = [
    [
      "exits",
      'it("a", () => {}); it("b", () => process.exit(0)); it("c", () => {});',
      /ended with exit code 0 at "b"\.\n +2 of its tests did not run/,
      [3, 1],
    ],
    ["is killed", 'it("a", () => process.kill(process.pid, "SIGKILL"));', /was ended by SIGKILL at "a"/, [1, 0]],
    [
      "exits while it is read",
      "process.exit(7);",
      /ended with exit code 7 at "reading the file"\.\n +None of its tests/,
      [null, 0],
    ],
    ["has no tests", "export {};", /It has no tests\./, [0, 0]],
    ["has only suites", 'describe("A", () => {});', /It has no tests\./, [0, 0]],
    [
      "throws while it is read",
      'throw new Error("too early");',
      /The file cannot be read:\n +Error: too early/,
      [null, 0],
    ],
    ["is not a program", "describe(", /The file cannot be read:\n +SyntaxError/, [null, 0]],
    [
      "throws besides its tests",
      'it("a", () => { setTimeout(() => { throw new Error("beside"); }, 300); }); it("b", (done) => setTimeout(done, 5000));',
      /Uncaught Error: beside/,
      [2, 1],
    ],
    [
      "rejects behind its tests",
      'it("a", () => { Promise.reject(new Error("unseen")); });',
      /nobody waited for it:\n +Error: unseen/,
      [1, 1],
    ],
    ["runs some tests alone", 'it["only"]("a", () => {}); it("b", () => {});', /cannot be read:\n[^]*only/, [null, 0]],
    [
      "has a hook of no suite",
      'before(() => {}); it("a", () => {});',
      /cannot be read:\n[^]*"before all" hook[^]*some files would go without/,
      [null, 0],
    ],
    [
      "fails in a hook",
      'describe("A", () => { before(() => { throw new Error("unprepared"); }); it("a", () => {}); it("b", () => {}); });',
      /"before all" hook[^]*unprepared/,
      [2, 0],
    ],
  ];
  for (const [what, text, account, [planned, passed]] of broken) {
    it(`fail a file that ${what}, and it alone`, async () => {
      const [outcome, next] = await run({ one: text, two: FINE });
      expect(counts(outcome!)).to.deep.equal(["one", planned, passed, 1]);
      expect(outcome!.failures[0]).to.match(account);
      expect(counts(next!)).to.deep.equal(["two", 1, 1, 0]);
    });
  }

  it("fail where a process fails behind its last file", async () => {
    const text = 'process.on("exit", () => { console.error("left behind"); process.exit(3); }); it("a", () => {});';
    const end = "  1) The end of a process\n       It ended with exit code 3.\n     left behind";
    const outcomes = await run({ one: FINE, two: text }, {}, end);
    expect(outcomes.map(counts)).to.deep.equal([
      ["one", 1, 1, 0],
      ["two", 1, 1, 0],
    ]);
  });

  it("end a file that keeps its process busy for ever", async () => {
    const text = 'it("a", () => {}); it("turns", () => { for (;;); });';
    const [outcome, next] = await run({ one: text, two: FINE }, { silence: 4_000 });
    expect(counts(outcome!)).to.deep.equal(["one", 2, 1, 1]);
    expect(outcome!.failures[0]).to.contain('Its process gave no sign of life for 4 s at "turns"');
    expect(counts(next!)).to.deep.equal(["two", 1, 1, 0]);
  });

  it("end a file that waits for ever, with all that it has started", async () => {
    const text = `import { spawn } from "node:child_process";
      it("waits", function (done) { this.timeout(0); console.log("pid " + spawn("sleep", ["600"]).pid); });`;
    const [outcome] = await run({ one: text }, { standstill: 6_000 });
    expect(counts(outcome!)).to.deep.equal(["one", 1, 0, 1]);
    expect(outcome!.failures[0]).to.contain('Its process did not move for 6 s at "waits"');
    const pid = Number(/pid (\d+)/.exec(outcome!.lines.map((line) => line.text).join("\n"))?.[1]);
    await expectEnd(pid);
  });

  it("are run so when all are run, and just run; the rest is left to Hardhat", () => {
    const args = { testFiles: [], bail: false, grep: undefined, grepExclude: undefined, noCompile: true };
    const options = { coverage: false, gasStats: false, network: undefined, config: "hardhat.config.ts" };
    const isWhole = (given: object, globalOptions: object = {}): boolean =>
      isWholeRun({ ...args, ...given }, { globalOptions: { ...options, ...globalOptions } as never });
    expect(isWhole({})).to.equal(true);
    for (const given of [{ testFiles: ["a"] }, { bail: true }, { grep: "a" }, { grepExclude: "a" }]) {
      expect(isWhole(given), JSON.stringify(given)).to.equal(false);
    }
    for (const given of [{ coverage: true }, { gasStats: true }, { gasStatsJson: "a" }, { network: "bsc" }]) {
      expect(isWhole({}, given), JSON.stringify(given)).to.equal(false);
    }
  });

  it("are begun with those that take longest, and with those that nobody knows", () => {
    const files = ["a", "b", "c", "d", "e"];
    expect(longestFirst(files, { a: 1, b: 30, d: 2 })).to.deep.equal(["c", "e", "b", "d", "a"]);
  });

  it("are counted once, and all failures are told at the end under one numbering", () => {
    const failures = ["  1) One\n       fails:\n     Error", "  1) Two\n       fails (1):\n     Error"];
    const said = (whole: Parameters<typeof summary>[0]): string[] =>
      stripVTControlCharacters(toOutput(summary(whole)))
        .split("\n")
        .slice(0, -1);
    expect(said({ passed: 12, skipped: 0, failures, took: 61_000 })).to.deep.equal([
      ...["", "  12 passing (1m)", "  2 failing", ""],
      ...["  1) One", "       fails:", "     Error", "", "  2) Two", "       fails (1):", "     Error", ""],
    ]);
    expect(said({ passed: 2, skipped: 1, failures: [], took: 4_400 })).to.deep.equal([
      ...["", "  2 passing (4s)", "  1 pending", ""],
    ]);
  });
});
