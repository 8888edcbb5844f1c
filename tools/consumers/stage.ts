import { spawn } from "node:child_process";
import { once } from "node:events";

/** What `npm start -- --keep` leaves: both chains with the coin at work, and the settings that it prints for the examples. */
export interface ConsumerStage {
  /** Environment variables of `examples/README.md`, as they were printed. */
  readonly settings: Readonly<Record<string, string>>;
  /** Stops both chains, as Ctrl+C does. */
  close(): Promise<void>;
}

/** Milliseconds until the demonstration has printed its settings. */
const PATIENCE = 300_000;

/**
 * Goes the way of a reader: runs the demonstration in a process of its own, and takes from it what it prints and nothing else.
 * @throws Error with what it said, if it ends before
 */
export async function openStage(): Promise<ConsumerStage> {
  const child = spawn("npm", ["start", "--silent", "--", "--keep"], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const group = -(child.pid ?? 0);
  let said = "";
  let timer: NodeJS.Timeout | undefined;
  const close = async (): Promise<void> => {
    clearTimeout(timer);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    process.kill(group, "SIGINT");
    await ended;
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`The demonstration ${why}:\n${said.slice(-4_000)}`));
      timer = setTimeout(() => fail("took too long"), PATIENCE);
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          said += text;
          if (/^ *export KGST_RELAYER_KEY=\S+\n/m.test(said)) resolve();
        });
      }
      child.once("error", (error) => fail(`did not start (${error.message})`));
      child.once("close", (code) => fail(`ended with ${String(code)}`));
    });
  } catch (error) {
    await close();
    throw error;
  }
  clearTimeout(timer);
  const printed = [...said.matchAll(/^ *export (KGST_\w+)=(\S+)$/gm)].map(([, name = "", value = ""]) => [name, value]);
  return { settings: Object.fromEntries(printed) as Record<string, string>, close };
}
