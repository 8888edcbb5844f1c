/**
 * Compiles the contracts with TRON's own tool and compares the creation code with the build, byte for byte:
 * `npm run check:tronbox`, after a build. One compiler run serves both chains only as long as this holds.
 */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync, rmSync } from "node:fs";
import { say, sayAside } from "../../issuer/output/say.ts";
import { started } from "../lib/end-with.ts";

interface Artifact {
  readonly contractName: string;
  readonly bytecode: string;
}

const OUTPUT = "build/tronbox";

rmSync(OUTPUT, { recursive: true, force: true });
const { status, stdout, stderr } = started("check:tronbox", spawnSync("tronbox", ["compile"], { encoding: "utf8" }));
if (status !== 0) {
  sayAside(...stdout.split("\n"), ...stderr.split("\n"));
  throw new Error("`tronbox compile` failed; its output is above.");
}

const deployable = globSync("artifacts/contracts/**/*.json")
  .map((path) => JSON.parse(readFileSync(path, "utf8")) as Artifact)
  .filter(({ bytecode }) => bytecode.length > 2)
  .sort((a, b) => a.contractName.localeCompare(b.contractName));
let differences = 0;
for (const { contractName, bytecode } of deployable) {
  const theirs = JSON.parse(readFileSync(`${OUTPUT}/${contractName}.json`, "utf8")) as Artifact;
  const equal = theirs.bytecode === bytecode;
  if (!equal) differences += 1;
  say(`${equal ? "same     " : "DIFFERENT"} ${contractName}, ${bytecode.length / 2 - 1} bytes`);
}
if (deployable.length === 0) throw new Error("No artifacts to compare with. Run `npm run build` first.");
say(`tronbox: ${deployable.length} contracts compared, ${differences} differ`);
process.exitCode = differences === 0 ? 0 : 1;
