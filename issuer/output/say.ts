import { toJsonText } from "../text/json.ts";
import { visibleLine } from "../characters/visible.ts";
import { aroundStyles } from "./style.ts";

/**
 * The edge to terminals, logs and pipes: everything this program says passes here, and a linter's rule keeps everything
 * else from writing. A text is one line, whatever is in it: line ends, escape sequences and all that cannot be seen are
 * shown as escapes. What is structure comes as structure: lines as several texts, colours from `style`.
 */

/** Moves the cursor home and clears what is below it. */
const CLEAR = "\u001b[H\u001b[J";

/** Says lines on stdout: the answer. */
export function say(...lines: readonly string[]): void {
  process.stdout.write(toOutput(lines));
}

/** Says lines on stderr: what goes on besides the answer. */
export function sayAside(...lines: readonly string[]): void {
  process.stderr.write(toOutput(lines));
}

/** Says lines on stdout, on a terminal in place of everything that is there. */
export function sayAnew(...lines: readonly string[]): void {
  const clear = process.stdout.isTTY ? CLEAR : "";
  process.stdout.write(`${clear}${toOutput(lines)}`);
}

/** Where one JSON document goes, whoever else writes to stdout meanwhile. */
let answer: typeof process.stdout.write | null = null;

/** Says one JSON document on stdout. */
export function sayJson(value: unknown, indent = 2): void {
  const write = answer ?? process.stdout.write.bind(process.stdout);
  write(`${toJsonText(value, indent)}\n`);
}

/**
 * Leaves stdout to {@link sayJson} alone: Hardhat, its plugins and its prompts write to stdout too, and go to stderr.
 * @returns Takes it back.
 */
export function divertStdout(): () => void {
  const outer = answer;
  const kept = Object.getOwnPropertyDescriptor(process.stdout, "write");
  answer ??= process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const { log, info, error } = console;
  Object.assign(console, { log: error, info: error });
  return () => {
    delete (process.stdout as Partial<typeof process.stdout>).write; // the one of its class shows again
    if (kept !== undefined) Object.defineProperty(process.stdout, "write", kept);
    Object.assign(console, { log, info });
    answer = outer;
  };
}

/** Lines as they are written, each with its end. */
export function toOutput(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join("");
}

/** Returns a line, or a part of one, as it is written. */
export function printable(text: string): string {
  return aroundStyles(text, (part) => visibleLine(part));
}
