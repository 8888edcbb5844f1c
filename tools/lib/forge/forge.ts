import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import { say } from "../../../issuer/output/say.ts";

/** How a run of forge ended. */
export interface ForgeRun {
  readonly code: number;
  /** What it printed to stdout. */
  readonly output: string;
}

/** Forge's packages say `amd64` where Node says `x64`. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/**
 * A binary of Foundry from the lockfile. The packages' own launchers are passed over: they lose the exit code.
 * @throws Error with a sentence for people if this machine's package is not installed.
 */
export function foundryBinary(tool: "forge" | "anvil"): string {
  const machine = `${process.platform}-${ARCHITECTURES[process.arch] ?? process.arch}`;
  const binary = process.platform === "win32" ? `${tool}.exe` : tool;
  try {
    const manifest = fileURLToPath(import.meta.resolve(`@foundry-rs/${tool}-${machine}/package.json`));
    const path = join(dirname(manifest), "bin", binary);
    if (existsSync(path)) return path;
  } catch {
    // Not installed: said below.
  }
  throw new Error(
    `There is no ${tool} for ${machine}. Run "npm ci" without --omit=optional, on Linux, macOS or Windows.`,
  );
}

/**
 * Runs forge in the repository with `foundry.toml`.
 * @param args - Its arguments.
 * @param environment - Variables besides this process's own, such as `FOUNDRY_INVARIANT_RUNS`.
 * @param show - Whether what it prints is shown as it comes.
 */
export async function runForge(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  show = true,
): Promise<ForgeRun> {
  const child = spawn(foundryBinary("forge"), args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, FOUNDRY_DISABLE_NIGHTLY_WARNING: "true", ...environment },
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  if (show) createInterface({ input: child.stdout }).on("line", (line) => say(line));
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject).on("close", (status) => {
      resolve(status ?? 1);
    });
  });
  return { code, output };
}
