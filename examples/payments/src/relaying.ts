import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A relayer in a process of its own. */
export interface Running {
  readonly url: string;
  readonly process: ChildProcess;
}

/** None outlives this program. */
const children = new Set<ChildProcess>();
process.once("exit", () => children.forEach((child) => child.kill("SIGKILL")));

/** Starts a relayer and waits until it listens. */
export async function startRelayer(file: string, more: Readonly<Record<string, string>> = {}): Promise<Running> {
  const child = spawn(process.execPath, ["--no-warnings", "dist/relayer/service.js"], {
    env: { ...process.env, RELAYER_FILE: file, ...more },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const port = /listening on (\d+)/.exec(said.toString())?.[1];
  if (port === undefined) throw new Error(`The relayer said ${said.toString()}`);
  return { url: `http://127.0.0.1:${port}`, process: child };
}
