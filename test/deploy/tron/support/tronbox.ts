import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a run of TronBox ended. */
export interface TronBoxRun {
  readonly exitCode: number | null;
  /** Everything it printed. */
  readonly output: string;
}

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const TRONBOX = fileURLToPath(import.meta.resolve("tronbox/build/tronbox.js"));

/** Runs TronBox in this repository, in a process of its own. */
export async function tronbox(args: readonly string[], environment: Record<string, string>): Promise<TronBoxRun> {
  return await ended(start(args, environment));
}

/** Types lines into TronBox's console, each at its prompt, and leaves it. */
export async function tronboxConsole(
  lines: readonly string[],
  environment: Record<string, string>,
): Promise<TronBoxRun> {
  const child = start(["console", "--network", "development"], environment);
  const pending = [...lines, ".exit"];
  child.stdout?.on("data", (chunk: Buffer) => {
    if (chunk.toString().endsWith("> ")) child.stdin?.write(`${pending.shift() ?? ""}\n`);
  });
  return await ended(child);
}

function start(args: readonly string[], environment: Record<string, string>): ChildProcess {
  const env = { ...process.env, NO_COLOR: "1", ...environment };
  return spawn(process.execPath, [TRONBOX, ...args], { cwd: ROOT, env });
}

async function ended(child: ChildProcess): Promise<TronBoxRun> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, output }));
  });
}
