import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CLI = fileURLToPath(new URL("../../node_modules/hardhat/dist/src/cli.js", import.meta.url));

/** Hardhat looks into no keystore where these are set. */
const OF_TESTS = new Set(["CI", "HH_TEST"]);

/** What a command line has left. */
export interface Said {
  /** Exit code; -1 if a signal has ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run besides its arguments. */
export interface Running {
  readonly env?: NodeJS.ProcessEnv;
  /** For file descriptors from 3 on: open ones of this process. */
  readonly descriptors?: readonly number[];
  /** What is typed, without a terminal. */
  readonly input?: string;
  /** Where stdout goes, if not to the answer. */
  readonly stdout?: number;
  /** Called with the process while it runs. */
  readonly during?: (child: ChildProcess) => void;
}

/** Runs one of Hardhat's tasks in a process of its own, without a terminal and as nobody's CI. */
export function runHardhat(args: readonly string[], running: Running = {}): Promise<Said> {
  const env = Object.fromEntries(
    Object.entries({ ...process.env, NO_COLOR: "1", ...running.env }).filter(([name]) => !OF_TESTS.has(name)),
  );
  return new Promise((resolve) => {
    const stdio = ["pipe", running.stdout ?? "pipe", "pipe", ...(running.descriptors ?? [])] as const;
    const child = spawn(process.execPath, [CLI, ...args], { env, cwd: ROOT, stdio: [...stdio] });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream]?.on("data", (chunk: Buffer) => (said[stream] += chunk.toString()));
    }
    child.on("close", (code) => {
      resolve({ code: code ?? -1, ...said });
    });
    child.stdin?.end(running.input ?? "");
    running.during?.(child);
  });
}

/** What no output may hold: a stack, a request to tell Hardhat's authors, a raw error of a library. */
const UNFIT = [
  /^\s+at /m,
  /node:internal/,
  /report it here|report-bug/,
  /unexpected error occurred/i,
  /\[object Object\]/,
];

/** Makes sure that an operator can read what was said. */
export function expectFit({ stdout, stderr }: Pick<Said, "stdout" | "stderr">, ...secrets: readonly string[]): void {
  for (const text of [stdout, stderr]) {
    for (const pattern of UNFIT) expect(text).to.not.match(pattern);
    for (const secret of secrets) expect(text).to.not.contain(secret);
  }
}

/** The one JSON document on stdout. */
export function documentOf({ stdout, stderr }: Pick<Said, "stdout" | "stderr">): Record<string, unknown> {
  try {
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch {
    throw new Error(`stdout is not a JSON document: ${JSON.stringify(stdout)}; stderr: ${stderr}`);
  }
}

/** The code of the refusal in it. */
export function codeOf(said: Pick<Said, "stdout" | "stderr">): string | undefined {
  return (documentOf(said).error as { code?: string } | undefined)?.code;
}
