import { type ChildProcess, fork } from "node:child_process";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Order, Told } from "./messages.ts";
import { Account, type Outcome } from "./outcome.ts";

/** What files share is closed within this time. */
const CLOSING_MS = 30_000;
const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));

/** How files are run. */
export interface Terms {
  /** Processes at the same time. */
  readonly workers: number;
  /** Milliseconds that a test may take where it says nothing else. */
  readonly timeout: number;
  /** Milliseconds after which a process that does not even say that it is alive is ended. */
  readonly silence: number;
  /** Milliseconds after which a process is ended in which no test and no hook has begun or ended. */
  readonly standstill: number;
}

/** A run of many files. */
export interface Run {
  /** Files in hand, by rising time of their beginning. */
  readonly running: ReadonlySet<Account>;
  /** Once each file has its outcome: an account of each process that has failed at its end, behind its last file. */
  readonly done: Promise<readonly string[]>;
  /** Ends all processes, and everything that they have started. */
  stop(): void;
}

/**
 * Runs each file once, the first ones first, in processes that take the next file from the queue when they are done with
 * one. A process that dies, hangs or stands still fails the file it has in hand, and another takes its place.
 */
export function runFiles(files: readonly string[], terms: Terms, onOutcome: (outcome: Outcome) => void): Run {
  const queue = [...files];
  const running = new Set<Account>();
  const workers = new Set<Worker>();
  let stopped = false;

  async function work(): Promise<string[]> {
    let worker: Worker | undefined;
    for (let file = queue.shift(); file !== undefined && !stopped; file = queue.shift()) {
      if (worker?.isAlive !== true) worker = add(new Worker());
      const account = new Account(file);
      running.add(account);
      const cause = await worker.run(account, terms);
      running.delete(account);
      onOutcome(account.close(cause));
    }
    const cause = (await worker?.close()) ?? null;
    return cause === null ? [] : [`  1) The end of a process\n       It ${cause}`];
  }

  function add(worker: Worker): Worker {
    for (const other of workers) if (!other.isAlive) workers.delete(other);
    workers.add(worker);
    return worker;
  }

  const hands = Array.from({ length: Math.min(terms.workers, files.length) }, work);
  const done = Promise.all(hands).then((failures) => failures.flat());
  return {
    running,
    done,
    stop() {
      stopped = true;
      for (const worker of workers) worker.end();
    },
  };
}

/** A process that runs files, one at a time. It leads a group, so that what its tests start ends with it. */
class Worker {
  readonly #child: ChildProcess;
  #account: Account | null = null;
  #settle: (cause: string | null) => void = () => undefined;
  #heard = 0;
  #moved = 0;
  #printed = 0;
  #isEnded = false;
  #exited: string | null = null;

  constructor() {
    this.#child = fork(WORKER, {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      execArgv: ["--enable-source-maps", "--import", import.meta.resolve("tsx/esm")],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#printed += 1;
        this.#account?.print(text);
      });
    }
    this.#child.on("message", (told: Told) => void this.#hear(told));
    this.#child.on("error", (error) => {
      this.#settle(`failed (${error.message})`);
    });
    this.#child.on("exit", (code, signal) => {
      const cause = signal === null ? `ended with exit code ${code ?? "unknown"}` : `was ended by ${signal}`;
      void this.#drained().then(() => {
        this.#exited = cause;
        this.#settle(cause);
      });
    });
  }

  get isAlive(): boolean {
    return !this.#isEnded && this.#child.exitCode === null && this.#child.signalCode === null && this.#child.connected;
  }

  /**
   * Has the process run a file.
   * @returns Why the file did not come to its end, as a predicate of the process; null if it did.
   */
  async run(account: Account, { timeout, silence, standstill }: Terms): Promise<string | null> {
    this.#account = account;
    this.#heard = this.#moved = performance.now();
    const watch = setInterval(() => {
      const now = performance.now();
      if (now - this.#heard > silence) this.#give(`gave no sign of life for ${seconds(silence)}`);
      else if (now - this.#moved > standstill) this.#give(`did not move for ${seconds(standstill)}`);
    }, 100);
    try {
      return await new Promise<string | null>((resolve) => {
        this.#settle = resolve;
        const order: Order = { file: account.file, timeout };
        this.#child.send(order, (error) => {
          if (error !== null) this.#give(`took no file (${error.message})`);
        });
      });
    } finally {
      clearInterval(watch);
      this.#account = null;
    }
  }

  /**
   * Has the process close what its files have shared, and waits for its end.
   * @returns What went wrong, as a predicate of the process; null if nothing did.
   */
  async close(): Promise<string | null> {
    if (this.#isEnded) return null; // it has been given up, and its file knows
    const account = new Account("the end");
    this.#account = account;
    const timer = setTimeout(() => {
      this.#give(`did not end within ${seconds(CLOSING_MS)}`);
    }, CLOSING_MS);
    const cause = await new Promise<string | null>((resolve) => {
      this.#settle = resolve;
      if (this.#child.connected) this.#child.disconnect();
      else if (this.#exited !== null) resolve(this.#exited);
    });
    clearTimeout(timer);
    this.end();
    if (cause === "ended with exit code 0") return null;
    return [`${cause}.`, ...account.printed.map((line) => `     ${line}`)].join("\n");
  }

  end(): void {
    this.#isEnded = true;
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch {
      // It has ended by itself, with all that it started.
    }
  }

  async #hear(told: Told): Promise<void> {
    this.#heard = performance.now();
    if (told.kind !== "alive") this.#moved = this.#heard;
    this.#account?.hear(told);
    if (told.kind !== "done") return;
    await this.#drained();
    this.#settle(null);
  }

  /** What the process has printed comes another way than what it reports, and may still lie there. */
  async #drained(): Promise<void> {
    for (let seen = -1; seen !== this.#printed;) {
      seen = this.#printed;
      await setImmediate(); // the second one is behind a look at what has come
      await setImmediate();
    }
  }

  /** Gives the file up, and the process. */
  #give(cause: string): void {
    this.#settle(cause);
    this.end();
  }
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1_000} s`;
}
