/**
 * Runs the Solidity tests under forge's coverage and fails unless every line, statement, branch and function of
 * contracts/ was executed: `npm run coverage`. `coverage/lcov.info` is for editors and viewers.
 *
 * Coverage compiles without optimizer, so that a place in the sources is a place in the bytecode; the same tests run on
 * the deployed bytecode in `npm test`.
 */
import { globSync, mkdirSync, readFileSync } from "node:fs";
import { runForge } from "../lib/forge/forge.ts";
import { say, sayAside } from "../../issuer/output/say.ts";

const REPORT = "coverage/lcov.info";
const KINDS = ["lines", "statements", "branches", "functions"] as const;

mkdirSync("coverage", { recursive: true });
const { code, output } = await runForge(
  ["coverage", "--report", "summary", "--report", "lcov", "--report-file", REPORT, ...process.argv.slice(2)],
  {},
  false,
);
const failures = output.split("\n").filter((line) => /^\[FAIL|^Error|^Suite result: FAILED/.test(line));
for (const line of failures) sayAside(line);
process.exitCode = code === 0 ? judge() : code;
if (code !== 0) say("coverage: no figures, the tests failed");

/** Names what no test executed, sums up, and returns the exit code. */
function judge(): number {
  const rows = [...output.matchAll(/^\| (contracts\/\S+)\s+\|(.+)\|$/gm)].map(([, file = "", cells = ""]) => ({
    file,
    counts: [...cells.matchAll(/\((\d+)\/(\d+)\)/g)].map(([, hit, all]) => ({ hit: Number(hit), all: Number(all) })),
  }));
  for (const line of missed()) sayAside(line);

  const totals = KINDS.map((kind, index) => {
    const sum = (of: "hit" | "all"): number => rows.reduce((total, row) => total + (row.counts[index]?.[of] ?? 0), 0);
    return { kind, hit: sum("hit"), all: sum("all") };
  });
  const reported = new Set(rows.map((row) => row.file));
  const unreported = globSync("contracts/**/*.sol").filter((file) => hasCode(file) && !reported.has(file));
  for (const file of unreported) sayAside(`${file}: not in the report`);

  const complete = unreported.length === 0 && totals.every(({ hit, all }) => all > 0 && hit === all);
  const figures = totals.map(({ kind, hit, all }) => `${percent(hit, all)} % of ${all} ${kind}`).join(", ");
  say(`coverage: ${figures} in ${rows.length} files of contracts/; ${complete ? "complete" : "100 % is required"}`);
  return complete ? 0 : 1;
}

/** Lines, branches and functions that were never executed, by place. */
function missed(): string[] {
  return readFileSync(REPORT, "utf8")
    .split("end_of_record")
    .flatMap((record) => {
      const file = /^SF:(.+)$/m.exec(record)?.[1] ?? "";
      if (!file.startsWith("contracts/")) return [];
      const find = (pattern: RegExp, what: string): string[] =>
        [...record.matchAll(pattern)].map(([, place = ""]) => `${file}:${place}: ${what} never executed`);
      return [
        ...find(/^DA:(\d+),0$/gm, "line"),
        ...find(/^BRDA:(\d+),\d+,\d+,(?:0|-)$/gm, "a branch"),
        ...find(/^FNDA:0,(.+)$/gm, "function"),
      ];
    });
}

/** Interfaces and contracts without a function of their own have nothing to execute. */
function hasCode(file: string): boolean {
  return /^\s*(?:function|constructor|fallback|receive|modifier)\b[^;{]*\{\s*[^\s}]/m.test(readFileSync(file, "utf8"));
}

function percent(hit: number, all: number): string {
  return all === 0 ? "no" : ((100 * hit) / all).toFixed(2);
}
