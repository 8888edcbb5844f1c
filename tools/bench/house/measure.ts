import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

/** What a command took, in seconds. */
export interface Measured {
  /** Null if a signal has ended it. */
  readonly exitCode: number | null;
  readonly took: number;
  /** What of it npm's own install took, as the bootstrap says. */
  readonly install: number;
  /** The longest time without a word, the install apart. */
  readonly silence: number;
}

const INSTALLED = /^Installed in (\d+) s\.$/m;

/** Runs a command without a terminal, and keeps what it says in a file. */
export async function measure(command: readonly string[], cwd: string, log: string): Promise<Measured> {
  const [program = "", ...args] = command;
  const file = createWriteStream(log);
  const begun = performance.now();
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"], env: plainEnvironment() });
  let [said, last, silence] = ["", begun, 0];
  const hear = (text: string): void => {
    const now = performance.now();
    const isInstall = INSTALLED.test(text); // npm keeps silent while it installs
    if (!isInstall) silence = Math.max(silence, now - last);
    last = now;
    said += INSTALLED.exec(text)?.[0] ?? "";
    file.write(text);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", hear);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const took = performance.now() - begun;
  silence = Math.max(silence, performance.now() - last);
  file.end();
  await finished(file);
  const install = Number(INSTALLED.exec(said)?.[1] ?? 0);
  return { exitCode, took: took / 1_000, install, silence: silence / 1_000 };
}

/** What npm has told this process about this repository is not for another one. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH = "", ...env } = process.env;
  const path = PATH.split(":").filter((folder) => !folder.includes("node_modules"));
  const own = Object.entries(env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE$|HARDHAT_|HH_TEST$)/.test(name));
  return { ...Object.fromEntries(own), PATH: path.join(":") };
}
