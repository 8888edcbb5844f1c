import { basename } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { OperatorError } from "../errors.ts";
import { answering } from "./answering.ts";
import { EXIT } from "./exit.ts";
import { refusalOfHardhat } from "../refusals/refusals.ts";
import { tellRefusal } from "./task.ts";
import { sayAside } from "../output/say.ts";

/** Tasks for developers, and Hardhat's own: they say in their own way what goes wrong, with stacks. */
const LEFT_ALONE = new Set(
  "bench browser-test build clean compile console consumers coverage day demo faults flatten keystore node run telemetry test tron-node typechain verify".split(
    " ",
  ),
);
/** Options before the task's name that take no value. */
const FLAGS = new Set(["--coverage", "--gas-stats", "--help", "--init", "--show-stack-traces", "--version", "-h"]);

/** What a signal does instead of ending the process; see {@link untilStopped}. */
let stopped: (() => void) | null = null;

/**
 * Has Ctrl+C and SIGTERM call a function instead of ending the process, for a task that runs until it is stopped.
 * @returns Takes it back.
 */
function onStop(stop: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  stopped = stop;
  for (const signal of signals) process.on(signal, stop);
  return () => {
    stopped = null;
    for (const signal of signals) process.off(signal, stop);
  };
}

/**
 * Runs a task that goes on until it is stopped: Ctrl+C and SIGTERM abort the signal that it gets, instead of ending the
 * process.
 */
export async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const release = onStop(() => {
    stop.abort();
  });
  try {
    return await work(stop.signal);
  } finally {
    release();
  }
}

/** Name of the task on a command line of Hardhat; undefined if there is none. */
export function taskOf(args: readonly string[]): string | undefined {
  for (let index = 0; index < args.length; index++) {
    const entry = args[index] ?? "";
    if (!entry.startsWith("-")) return entry;
    if (!FLAGS.has(entry) && !entry.includes("=")) index += 1; // its value follows
  }
  return undefined;
}

/**
 * Guards a process that runs one of the issuer's tasks: whatever ends it, an operator reads a sentence with a code, or
 * with `--json` one JSON document, and the exit code is a documented one. Does nothing in any other process.
 */
export function guardProcess(argv: readonly string[] = process.argv): void {
  const [, program = "", ...args] = argv;
  const task = taskOf(args);
  const ofHardhat = basename(program) === "hardhat" || /[\\/]hardhat[\\/]dist[\\/]src[\\/]cli\.js$/.test(program);
  if (!ofHardhat || task === undefined || LEFT_ALONE.has(task) || args.some((entry) => /^(--help|-h)$/.test(entry)))
    return;
  const json = args.includes("--json");
  const said = listenToHardhat();
  guardStreams();

  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.removeAllListeners(event); // Hardhat's print stacks
    process.on(event, (error: unknown) => {
      end(json, error);
    });
  }
  for (const [signal, exitCode] of [
    ["SIGINT", EXIT.interrupted],
    ["SIGTERM", EXIT.terminated],
  ] as const) {
    process.on(signal, () => {
      if (stopped !== null) return;
      end(json, new OperatorError("INTERRUPTED", `Stopped by ${signal}.`), exitCode);
    });
  }
  process.on("exit", (code) => {
    if (answering.state === "answered") {
      process.exitCode = answering.exitCode;
      return;
    }
    const refusal = said() ?? (code === 0 && answering.state === "parsing" ? null : forgotten());
    if (refusal !== null) process.exitCode = tell(json, refusal);
  });
}

/** Nothing was left to wait for, and yet the task had not ended: an input that was closed, mostly. */
function forgotten(): OperatorError {
  return new OperatorError("INPUT_ENDED", "The input ended while the task was waiting for it.");
}

function tell(json: boolean, error: unknown): number {
  const exitCode = tellRefusal(json, error);
  answering.state = "answered";
  answering.exitCode = exitCode;
  return exitCode;
}

function end(json: boolean, error: unknown, exitCode?: number): never {
  const own = answering.state === "answered" ? answering.exitCode : tell(json, error);
  answering.exitCode = exitCode ?? own;
  process.exit(answering.exitCode);
}

/**
 * Before a task runs, Hardhat itself says what is wrong with the command line, with the stack of what it did not expect;
 * after its answer, nothing more is to be said. Keeps both back.
 * @returns What was said, as a refusal.
 */
function listenToHardhat(): () => OperatorError | Error | null {
  const error = console.error;
  const kept: unknown[] = [];
  console.error = (...values: unknown[]) => {
    if (answering.state === "running") error(...values);
    else kept.push(...values);
  };
  return () => {
    console.error = error;
    const thrown = kept.find((value) => value instanceof Error);
    if (thrown !== undefined) return thrown;
    const text = kept.filter((value) => typeof value === "string").map(stripVTControlCharacters);
    const line = text.find((entry) => entry.startsWith("Error "));
    if (line === undefined) return null;
    const [, code = "", message = line] = /^Error (HHE\d+)[^:]*: ([^]*)$/.exec(line) ?? [];
    return refusalOfHardhat(code, message);
  };
}

/** A reader that goes away ends nothing; a full disk behind stdout is reported, since the answer is lost. */
function guardStreams(): void {
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    answering.exitCode = EXIT.failed;
    process.exitCode = EXIT.failed;
    sayAside("", `OUTPUT_LOST The answer could not be written: ${error.code ?? error.message}.`);
  });
}
