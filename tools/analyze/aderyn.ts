import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import compiler from "../../config/compiler.json" with { type: "json" };
import { endWith } from "../lib/end-with.ts";
import type { Compilation } from "../lib/solidity/compilation.ts";
import type { Finding } from "./finding.ts";
import { nameOfPlace } from "./place.ts";
import { say } from "../../issuer/output/say.ts";

/** The newest version that is a crate. */
export const ADERYN = "0.1.9";

const FOLDER = ".venv/aderyn";
const WORK = "cache/analyze";

/**
 * Stands where Aderyn looks for solc, and hands out the syntax trees that the lockfile's compiler has made. Aderyn asks for
 * nothing else, and knows it by its hash.
 */
const STAND_IN = `#!/bin/sh
case "$*" in
  *--version*) printf 'solc, the solidity compiler commandline interface\\nVersion: ${compiler.version}+commit.0.Linux.g++\\n' ;;
  *) cat "$ADERYN_TREES" ;;
esac
`;

interface Instance {
  readonly contract_path: string;
  readonly line_no: number;
  /** `start:length`, in bytes. */
  readonly src: string;
}

interface Issues {
  readonly issues: readonly {
    readonly title: string;
    readonly detector_name: string;
    readonly instances: readonly Instance[];
  }[];
}

interface Report {
  readonly high_issues: Issues;
  readonly low_issues: Issues;
}

/** Runs every detector of Aderyn but the given ones over the syntax trees of the lockfile's compiler. */
export function runAderyn(compilation: Compilation, detectorsOff: readonly string[]): Finding[] {
  const binary = installed();
  mkdirSync(WORK, { recursive: true });
  const [trees, report] = [resolve(WORK, "trees.txt"), `${WORK}/aderyn.json`];
  writeFileSync(trees, printTrees(compilation));
  rmSync(report, { force: true });
  const args = [".", "--src", "contracts", "--no-snippets", "--skip-update-check", "--output", report];
  const { stdout, stderr } = spawnSync(binary, args, {
    encoding: "utf8",
    env: { ...process.env, HOME: resolve(FOLDER), ADERYN_TREES: trees },
  });
  if (!existsSync(report)) throw new Error(`Aderyn has given no report:\n${stdout}${stderr}`);
  const { high_issues, low_issues } = JSON.parse(readFileSync(report, "utf8")) as Report;
  const graded = [
    ...high_issues.issues.map((issue) => ({ ...issue, impact: "high" })),
    ...low_issues.issues.map((issue) => ({ ...issue, impact: "low" })),
  ];
  return graded
    .filter(({ detector_name: detector }) => !detectorsOff.includes(detector))
    .flatMap(({ detector_name: detector, title, impact, instances }) =>
      instances.map(({ contract_path: place, line_no: line, src }) => ({
        ...{ check: `aderyn/${detector}`, place, line },
        subject: nameOfPlace(compilation, place, src),
        description: `${impact} impact: ${title}`,
      })),
    );
}

/** What solc prints with `--ast-compact-json`; packages by where they lie. */
function printTrees({ output }: Compilation): string {
  const lie = (path: string): string => (path.startsWith("contracts/") ? path : `node_modules/${path}`);
  const trees = Object.entries(output.sources).map(([path, { ast }]) => {
    return `======= ${lie(path)} =======\n${JSON.stringify({ ...ast, absolutePath: lie(path) })}\n`;
  });
  return `JSON AST (compact format):\n\n\n${trees.join("")}`;
}

/**
 * Builds Aderyn from its crate, once. Its compiler manager takes a list of compilers from the network while it is built,
 * unless it is given one: it is given one that has the stand-in alone. Ends the process with one sentence when cargo or
 * its registry is missing.
 */
function installed(): string {
  const binary = resolve(FOLDER, "bin/aderyn");
  const list = JSON.stringify({
    builds: [{ version: compiler.version, sha256: `0x${createHash("sha256").update(STAND_IN).digest("hex")}` }],
    releases: { [compiler.version]: `solc-${compiler.version}` },
  });
  const [stamp, wanted] = [`${FOLDER}/.stamp`, `${ADERYN} ${list}`];
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return binary;
  if (spawnSync("cargo", ["--version"]).status !== 0) {
    endWith(
      "analyze",
      "Aderyn is built from its crate: install Rust with cargo, on Linux or macOS, and run this again.",
    );
  }
  say(`Building Aderyn ${ADERYN} from its crate into ${FOLDER}/; this takes some minutes ...`);
  rmSync(FOLDER, { recursive: true, force: true });
  const place = `${FOLDER}/.svm/${compiler.version}`;
  mkdirSync(place, { recursive: true });
  writeFileSync(`${place}/solc-${compiler.version}`, STAND_IN, { mode: 0o755 });
  writeFileSync(`${FOLDER}/compilers.json`, list);
  const args = ["install", "aderyn", "--version", ADERYN, "--locked", "--quiet", "--root", FOLDER];
  const { status } = spawnSync("cargo", args, {
    stdio: "inherit",
    env: {
      ...process.env,
      CARGO_TARGET_DIR: resolve(FOLDER, "target"),
      SVM_RELEASES_LIST_JSON: resolve(FOLDER, "compilers.json"),
    },
  });
  if (status !== 0)
    endWith("analyze", `\`cargo ${args.join(" ")}\` failed; its output is above. Does cargo reach its registry?`);
  rmSync(`${FOLDER}/target`, { recursive: true, force: true });
  writeFileSync(stamp, wanted);
  return binary;
}
