import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import compiler from "../../config/compiler.json" with { type: "json" };
import { install } from "../lib/python.ts";
import type { Compilation } from "../lib/solidity/compilation.ts";
import type { Finding } from "./finding.ts";

const TOOL = {
  script: "analyze",
  purpose: "static analysis",
  minor: 10,
  folder: "analyze",
  requirements: "tools/analyze/requirements.txt",
};
const WORK = "cache/analyze";

interface SlitherElement {
  readonly type: string;
  readonly name: string;
  readonly source_mapping: { readonly filename_relative: string; readonly lines: readonly number[] };
  readonly type_specific_fields?: { readonly parent?: { readonly name: string }; readonly signature?: string };
}

/** One result in Slither's own form. */
export interface SlitherResult {
  readonly check: string;
  readonly impact: string;
  readonly confidence: string;
  readonly description: string;
  readonly elements: readonly SlitherElement[];
}

interface SlitherReport {
  readonly success: boolean;
  readonly error: string | null;
  readonly results: { readonly detectors?: readonly SlitherResult[] };
}

/**
 * Runs every detector of Slither but the given ones over the syntax trees of the lockfile's compiler.
 *
 * Slither would like a solc binary, which npm does not have. It also reads what Hardhat leaves behind, so it gets that: the
 * trees in the form of a build record, without code, since its detectors work on the source.
 */
export function runSlither({ output }: Compilation, detectorsOff: readonly string[]): Finding[] {
  const bin = install(TOOL);
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(`${WORK}/build-info`, { recursive: true });
  writeFileSync(`${WORK}/build-info/contracts.json`, JSON.stringify(buildRecord(output)));
  const report = `${WORK}/slither.json`;
  const stderr = slither(bin, [
    ".",
    ...["--compile-force-framework", "hardhat", "--ignore-compile", "--npx-disable"],
    ...["--hardhat-artifacts-directory", WORK, "--filter-paths", "node_modules", "--no-fail-pedantic"],
    ...(detectorsOff.length > 0 ? ["--exclude", detectorsOff.join()] : []),
    ...["--disable-color", "--json", report],
  ]);
  if (!existsSync(report)) throw new Error(`Slither has given no report:\n${stderr}`);
  const { success, error, results } = JSON.parse(readFileSync(report, "utf8")) as SlitherReport;
  if (!success) throw new Error(`Slither has failed:\n${error ?? stderr}`);
  return (results.detectors ?? []).map(toFinding);
}

function buildRecord({ sources, contracts }: Compilation["output"]): object {
  const noCode = { object: "", sourceMap: "" };
  return {
    solcVersion: compiler.version,
    input: { language: "Solidity", settings: compiler.settings },
    output: {
      sources,
      contracts: Object.fromEntries(
        Object.entries(contracts).map(([source, byName]) => [
          source,
          Object.fromEntries(
            Object.entries(byName).map(([name, { abi }]) => [
              name,
              { abi, evm: { bytecode: noCode, deployedBytecode: noCode } },
            ]),
          ),
        ]),
      ),
    },
  };
}

/**
 * Findings are told apart by names and expressions, without line numbers: a triage outlives an edit elsewhere, and does not
 * cover a second place in the same function.
 */
export function toFinding({ check, impact, confidence, description, elements }: SlitherResult): Finding {
  const [first] = elements;
  const subjects = elements.map(({ type, name, type_specific_fields: fields }) => {
    const parent = fields?.parent?.name;
    return type === "node" || parent === undefined ? name : `${parent}.${fields?.signature ?? name}`;
  });
  return {
    check: `slither/${check}`,
    place: first?.source_mapping.filename_relative ?? "",
    subject: [...new Set(subjects)].filter((subject) => subject !== "").join("; "),
    line: first?.source_mapping.lines[0] ?? 0,
    description: `${impact} impact, ${confidence.toLowerCase()} confidence: ${description.trim().split("\n")[0] ?? ""}`,
  };
}

/** Runs Slither without npm's binaries on the PATH: it would start Hardhat to ask for its paths. */
function slither(bin: string, args: readonly string[]): string {
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  return spawnSync(`${bin}/slither`, args, { encoding: "utf8", env: { ...process.env, PATH: path.join(delimiter) } })
    .stderr;
}
