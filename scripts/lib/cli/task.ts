import pc from "picocolors";
import type { OperatorError } from "../errors.ts";
import { exitCodeOf } from "./exit.ts";
import { withPatience } from "../nodes/time-limit.ts";
import { refusalOf } from "../refusals/refusals.ts";
import { answering } from "./answering.ts";
import { noteDetails } from "./details.ts";

/** What a task hands back: the answer for `--json`, and the exit code. */
export interface TaskResult {
  /** Left out by a task that has printed its documents while it ran. */
  readonly json?: unknown;
  readonly exitCode: number;
}

/** Where one JSON document goes, whoever else prints to stdout meanwhile. */
let stdout: typeof process.stdout.write | null = null;

/**
 * Runs a task: with `json`, stdout gets one JSON document and nothing else. Whatever goes wrong is shown as a sentence
 * with its code and its remedy, and ends in exit code 1 (130 after Ctrl+C).
 * @param patience Seconds that an answer of a node is waited for at most; without it as long as usual.
 */
export async function runTask(json: boolean, action: () => Promise<TaskResult>, patience?: number): Promise<void> {
  const restore = json ? divertStdout() : (): void => undefined;
  answering.state = "running";
  try {
    const result = await (patience === undefined ? action() : withPatience(patience * 1_000, action));
    if (json && "json" in result) printJson(result.json);
    answering.exitCode = result.exitCode;
  } catch (error) {
    answering.exitCode = tellRefusal(json, error);
  } finally {
    restore();
    process.exitCode = answering.exitCode;
    answering.state = "answered";
  }
}

/**
 * Tells why a task has ended: as JSON on stdout, or as a sentence on stderr.
 * @returns The exit code that belongs to it.
 */
export function tellRefusal(json: boolean, error: unknown): number {
  const refusal = noteDetails(refusalOf(error));
  if (json) printJson({ error: refusal });
  else showRefusal(refusal);
  return exitCodeOf(refusal);
}

/** Shows a refusal with its code and its remedy. */
export function showRefusal({ code, message, remedy }: OperatorError): void {
  console.error(`\n${pc.red(pc.bold(code))} ${message}\n${pc.bold("What to do:")} ${remedy}`);
}

/** Prints one JSON document on stdout. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, (_, entry: unknown) => (typeof entry === "bigint" ? entry.toString() : entry), 2);
  (stdout ?? process.stdout.write.bind(process.stdout))(`${text}\n`);
}

/** Hardhat, its plugins and its prompts print to stdout too; for `--json` they print to stderr. */
function divertStdout(): () => void {
  const outer = stdout;
  const kept = Object.getOwnPropertyDescriptor(process.stdout, "write");
  stdout ??= process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const { log, info, error } = console;
  Object.assign(console, { log: error, info: error });
  return () => {
    delete (process.stdout as Partial<typeof process.stdout>).write; // the one of its class shows again
    if (kept !== undefined) Object.defineProperty(process.stdout, "write", kept);
    Object.assign(console, { log, info });
    stdout = outer;
  };
}
