import type { OperatorError } from "../errors.ts";
import { exitCodeOf } from "./exit.ts";
import { withPatience } from "../../packages/tron/nodes/time-limit.ts";
import { refusalOf } from "../refusals/refusals.ts";
import { readSeconds } from "../text/read-seconds.ts";
import { answering } from "./answering.ts";
import { noteDetails } from "./details.ts";
import { divertStdout, sayAside, sayJson } from "../output/say.ts";
import { style } from "../output/style.ts";

/** What a task hands back: the answer for `--json`, and the exit code. */
export interface TaskResult {
  /** Left out by a task that has printed its documents while it ran. */
  readonly json?: unknown;
  readonly exitCode: number;
}

/**
 * Runs a task: with `json`, stdout gets one JSON document and nothing else. Whatever goes wrong is shown as a sentence
 * with its code and its remedy, and ends in exit code 1 (130 after Ctrl+C).
 * @param patience - Seconds that an answer of a node is waited for at most; without it as long as usual.
 */
export async function runTask(json: boolean, action: () => Promise<TaskResult>, patience?: number): Promise<void> {
  const restore = json ? divertStdout() : (): void => undefined;
  answering.state = "running";
  try {
    const limit = patience === undefined ? null : readSeconds("--patience", patience);
    const result = await (limit === null ? action() : withPatience(limit, action));
    if (json && "json" in result) sayJson(result.json);
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
  if (json) sayJson({ error: refusal });
  else showRefusal(refusal);
  return exitCodeOf(refusal);
}

/** Shows a refusal with its code and its remedy. */
export function showRefusal({ code, lines: [first = "", ...others], remedy }: OperatorError): void {
  sayAside("", `${style.red(style.bold(code))} ${first}`, ...others, `${style.bold("What to do:")} ${remedy}`);
}
