import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { type Mode, root, WORK } from "./build.ts";

/**
 * How long a solver may think about whether a jump can be taken. What it does not refute in time is followed; with Halmos's
 * own millisecond, walks along lists follow ten times as many paths, nearly all of which no input reaches.
 */
const BRANCHING = "1s";

/** How Halmos ended a proof: its exit codes, by number. */
const ENDINGS = ["proved", "counterexample", "timeout", "stuck", "no path ends normally", "exception"] as const;

/** What became of one proof. */
export interface Ending {
  readonly ending: (typeof ENDINGS)[number] | "loops cut short";
  readonly seconds: number;
  /** The counterexample, one value a line. */
  readonly model: readonly string[];
}

interface Report {
  readonly test_results: Readonly<
    Record<
      string,
      readonly {
        readonly name: string;
        readonly exitcode: number;
        readonly time: readonly [total: number, paths: number, models: number] | null;
        readonly num_bounded_loops: number | null;
      }[]
    >
  >;
}

/**
 * Runs Halmos over the named functions of one layout, and gives how each ended, by name. It asks Foundry for a build first,
 * which is there already: a `forge` that does nothing answers.
 */
export async function runHalmos(
  bin: string,
  mode: Mode,
  names: readonly string[],
  secondsPerQuery: number,
): Promise<ReadonlyMap<string, Ending>> {
  const shims = resolve(WORK, "bin");
  mkdirSync(shims, { recursive: true });
  writeFileSync(`${shims}/forge`, "#!/bin/sh\nexit 0\n");
  chmodSync(`${shims}/forge`, 0o755);
  const report = `${WORK}/${mode}.json`;
  const child = spawn(
    `${bin}/halmos`,
    [
      ...["--root", root(mode), "--no-status", "--panic-error-codes", "*", "--loop", "4"],
      ...["--match-test", `^(${names.join("|")})\\(`, "--json-output", report],
      ...["--solver-command", `${bin}/python tools/prove/solve.py`],
      ...["--solver-timeout-assertion", `${secondsPerQuery}s`, "--solver-threads", "1"],
      ...["--solver-timeout-branching", BRANCHING],
      ...(mode === "witness" ? ["--early-exit"] : []),
    ],
    {
      env: { ...process.env, PATH: [shims, process.env.PATH ?? ""].join(delimiter) },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const log: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => log.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => log.push(chunk));
  await new Promise((done) => child.on("close", done));
  const words = Buffer.concat(log).toString("utf8");
  writeFileSync(`${WORK}/${mode}.log`, words);
  if (!existsSync(report)) throw new Error(`Halmos has given no report; its words are in ${WORK}/${mode}.log.`);
  const { test_results: results } = JSON.parse(readFileSync(report, "utf8")) as Report;
  return new Map(
    Object.values(results)
      .flat()
      .map(({ name, exitcode, time, num_bounded_loops: loops }) => [
        name.split("(")[0] ?? name,
        {
          ending: loops === null || loops > 0 ? "loops cut short" : (ENDINGS[exitcode] ?? "exception"),
          seconds: time?.[0] ?? 0,
          model: counterexample(words, name),
        },
      ]),
  );
}

/** The values that Halmos wrote above the line that says how the proof ended. */
function counterexample(words: string, signature: string): string[] {
  const above = words.slice(0, Math.max(0, words.indexOf(`] ${signature}`), words.indexOf(`\u001b[0m ${signature}`)));
  const from = above.lastIndexOf("Counterexample:");
  if (from < 0 || above.indexOf("(paths:", from) >= 0) return [];
  return [...above.slice(from).matchAll(/(?:p|halmos)_(\w+?)_[0-9a-f]{6,8}_\d+ = (0x[0-9a-f]+)/g)].map(
    ([, name, value]) => `${name ?? ""} = ${value ?? ""}`,
  );
}
