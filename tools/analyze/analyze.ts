/**
 * Static analysis of contracts/: `npm run analyze`. Slither and this repository's own rules say what they find, and
 * tools/analyze/findings.json says of each finding why it is none. One without a reason fails, and so does a reason
 * without its finding. docs/audit/static-analysis.md is the same for people; `-- --check` compares it.
 *
 * `npm run analyze:aderyn` asks Aderyn too, which it builds first.
 */
import { readFileSync } from "node:fs";
import { writeOrCompare } from "../lib/generated.ts";
import { analyse } from "../lib/solidity/compilation.ts";
import { runAderyn } from "./aderyn.ts";
import { covers, type Finding, type Triage } from "./finding.ts";
import { renderTriage } from "./report.ts";
import { runRules } from "./rules.ts";
import { runSlither } from "./slither.ts";
import { say, sayAside } from "../../issuer/output/say.ts";

const TRIAGE = "tools/analyze/findings.json";

const check = process.argv.includes("--check") || process.env.CI === "true";
const { detectorsOff, triaged } = JSON.parse(readFileSync(TRIAGE, "utf8")) as {
  readonly detectorsOff: Readonly<Record<string, string>>;
  readonly triaged: readonly Triage[];
};
const asked = process.argv.includes("--aderyn") ? ["own", "slither", "aderyn"] : ["own", "slither"];
const compilation = analyse();
const findings = [
  ...runRules(compilation),
  ...runSlither(compilation, offIn("slither")),
  ...(asked.includes("aderyn") ? runAderyn(compilation, offIn("aderyn")) : []),
];
const untriaged = findings.filter((finding) => !triaged.some((triage) => covers(triage, finding)));
const answered = triaged.filter((triage) => asked.includes(toolOf(triage.check)));
const stale = answered.filter((triage) => !findings.some((finding) => covers(triage, finding)));

for (const finding of untriaged) sayAside(describe(finding));
for (const { check: name, place, subject } of stale) {
  sayAside(`${TRIAGE}: nothing is found any more for ${name}, ${place}, ${subject}`);
}
const document = new Map([["docs/audit/static-analysis.md", renderTriage(detectorsOff, triaged)]]);
const { differing } = writeOrCompare(document, [], check);
if (check && differing.length > 0) sayAside("analyze: run `npm run analyze` and commit docs/audit/static-analysis.md.");

say(
  `analyze: ${findings.length} findings, ${findings.length - untriaged.length} with a reason, ` +
    `${untriaged.length} without; ${stale.length} reasons without a finding`,
);
process.exitCode = untriaged.length + stale.length === 0 && !(check && differing.length > 0) ? 0 : 1;

/** Names of a tool's detectors that are off. */
function offIn(tool: string): string[] {
  return Object.keys(detectorsOff).flatMap((name) => (toolOf(name) === tool ? [name.slice(tool.length + 1)] : []));
}

function toolOf(checkName: string): string {
  return checkName.split("/", 1)[0] ?? "";
}

function describe({ check: name, place, subject, line, description }: Finding): string {
  const where = line === 0 ? place : `${place}:${line}`;
  return `${where}: ${name}: ${subject}\n    ${description}`;
}
