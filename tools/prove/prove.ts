/**
 * Proves what docs/audit/proofs.md lists about the deployed code: `npm run prove`, after a build. Halmos runs each `check_`
 * function of test/proofs for all inputs and all states. It runs each a second time with its `witness` turned into a
 * failure, which must be found: a proof whose point no input reaches proves nothing, and fails here.
 *
 * `-- --only TEXT` takes those whose name has the text, `-- --update` writes the table.
 */
import { parseArgs } from "node:util";
import { writeOrCompare } from "../lib/generated.ts";
import { install } from "../lib/python.ts";
import { layOut } from "./build.ts";
import { runHalmos } from "./halmos.ts";
import { DOCUMENT, render, type Statement, statements } from "./statements.ts";
import { say, sayAside } from "../../issuer/output/say.ts";

const SECONDS_PER_QUERY = 300;

const { values: options } = parseArgs({
  options: { only: { type: "string" }, update: { type: "boolean" } },
});
const start = performance.now();
const bin = install({
  script: "prove",
  purpose: "the proofs'",
  minor: 11,
  folder: "prove",
  requirements: "tools/prove/requirements.txt",
});
const all = statements(layOut());
const chosen = all.filter(({ name }) => name.includes(options.only ?? "check_"));
if (chosen.length === 0) throw new Error("No proof has such a name.");

say(`Proving ${chosen.length} statements about the build's code; this takes some minutes ...`);
const names = chosen.map(({ name }) => name);
const [proofs, witnesses] = await Promise.all([
  runHalmos(bin, "proof", names, SECONDS_PER_QUERY),
  runHalmos(bin, "witness", names, SECONDS_PER_QUERY),
]);

const seconds = new Map<string, number>();
const failures = chosen.filter((proof) => !settled(proof));
const { differing } = writeOrCompare(new Map([[DOCUMENT, render(all, seconds)]]), [], options.update !== true);
if (options.update !== true && differing.length > 0) {
  sayAside(`prove: run \`npm run prove -- --update\` and commit ${DOCUMENT}.`);
}
say(
  `prove: ${chosen.length} proofs, ${chosen.length - failures.length} proved, ` +
    `${((performance.now() - start) / 1000).toFixed(0)} s`,
);
process.exitCode = failures.length === 0 && (options.update === true || differing.length === 0) ? 0 : 1;

/** Says what became of one proof; whether it is proved, and about something. */
function settled({ id, name, text }: Statement): boolean {
  const proof = proofs.get(name);
  const witness = witnesses.get(name);
  if (options.update === true && proof !== undefined) seconds.set(id, proof.seconds);
  if (proof?.ending === "proved" && witness?.ending === "counterexample") {
    say(`  proved   ${name}  ${proof.seconds.toFixed(1)} s`);
    return true;
  }
  if (proof?.ending === "proved") {
    sayAside(`  VOID     ${name}: no input was found that reaches its witness (${witness?.ending ?? "not run"})`);
  } else {
    sayAside(`  FAILED   ${name}: ${proof?.ending ?? "not run"}`);
    sayAside(`           wanted: ${text}`);
    for (const line of proof?.model ?? []) sayAside(`           ${line}`);
  }
  return false;
}
