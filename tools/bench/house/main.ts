/**
 * The first minute and the tests, in fresh clones of a base revision and of the working tree, side by side:
 * `npm run bench:house -- --base REVISION`. It takes as long as both together, and means something on a quiet machine only.
 * Options, after `--`:
 *
 *     --base REVISION   what to compare with
 *     --only NAMES      of start, test, package; all in this order by default
 *     --json FILE       also write the figures to this file
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { say, sayAside } from "../../../issuer/output/say.ts";
import { compare } from "./compare.ts";

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  start: ["npm", "start"],
  test: ["npm", "test"],
  package: ["npm", "run", "package"],
};

const { values } = parseArgs({
  options: { base: { type: "string" }, only: { type: "string" }, json: { type: "string" } },
});
const names = values.only?.split(",") ?? Object.keys(COMMANDS);
if (values.base === undefined || !names.every((name) => Object.hasOwn(COMMANDS, name))) {
  sayAside("Name a revision to compare with: npm run bench:house -- --base dc5e6c2 [--only start,test,package]");
  process.exitCode = 2;
} else {
  await run(values.base);
}

async function run(base: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "kgst-house-"));
  const commands = Object.fromEntries(names.map((name) => [name, COMMANDS[name] ?? []]));
  const results = await compare(process.cwd(), base, commands, folder, say);
  for (const { name, ratio, ratioWithoutInstall } of results) {
    say(`${name}: ${ratio.toFixed(2)} of ${base}, ${ratioWithoutInstall.toFixed(2)} without the install`);
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ base, results }, null, 2)}\n`);
  const failed = results.flatMap(({ base: before, here }) => [before, here]).some(({ exitCode }) => exitCode !== 0);
  if (failed) sayAside(`A command failed; what they said is in ${folder}.`);
  else rmSync(folder, { recursive: true, force: true });
  process.exitCode = failed ? 1 : 0;
}
