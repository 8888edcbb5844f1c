import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { endWith } from "./end-with.ts";
import { say } from "../../issuer/output/say.ts";

/** A tool from PyPI, pinned with all it needs, in a virtual environment of its own. */
export interface PythonTool {
  /** The npm script that needs it, for messages. */
  readonly script: string;
  /** What it is there for, as a sentence begins: "Static analysis". */
  readonly purpose: string;
  /** The least minor version of Python 3. */
  readonly minor: number;
  /** Its folder below `.venv/`. */
  readonly folder: string;
  readonly requirements: string;
}

/**
 * Makes the virtual environment once for each version of the requirements, and gives the folder of its programs. Ends the
 * process with one sentence when Python or its index is missing.
 */
export function install({ script, purpose, minor, folder, requirements }: PythonTool): string {
  const environment = `.venv/${folder}`;
  const bin = `${environment}/${process.platform === "win32" ? "Scripts" : "bin"}`;
  const wanted = readFileSync(requirements, "utf8");
  const stamp = `${environment}/.requirements`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return bin;
  const python = ["python3", "python"].find((name) => {
    const { status, stdout } = spawnSync(name, ["-c", `import sys; print(sys.version_info >= (3, ${minor}))`], {
      encoding: "utf8",
    });
    return status === 0 && stdout.trim() === "True";
  });
  if (python === undefined) {
    endWith(
      script,
      `${purpose} needs Python 3.${minor} or newer with the module \`venv\`. Install it and run this again.`,
    );
  }
  say(`Installing what ${requirements} pins into ${environment}/ ...`);
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(".venv", { recursive: true });
  const steps: [string, string[]][] = [
    [python, ["-m", "venv", environment]],
    [`${bin}/python`, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]],
  ];
  for (const [command, args] of steps) {
    const { status } = spawnSync(command, args, { stdio: "inherit" });
    if (status !== 0)
      endWith(script, `\`${command} ${args.join(" ")}\` failed; its output is above. Does pip reach its index?`);
  }
  writeFileSync(stamp, wanted);
  return bin;
}
