import { say } from "../../issuer/output/say.ts";
import { style } from "../../issuer/output/style.ts";
import { QUIET_MS } from "../lib/telling.ts";
import type { Account, Line, Outcome } from "./outcome.ts";

/** What a run came to. */
export interface Total {
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly string[];
  readonly took: number;
}

/** Tells how a run goes on, until it is stopped: each file when it has ended, and what goes on while none ends. */
export class Board {
  readonly #files: number;
  readonly #running: () => Iterable<Account>;
  readonly #timer: NodeJS.Timeout;
  #ended = { files: 0, tests: 0, failures: 0 };

  constructor(files: number, running: () => Iterable<Account>) {
    this.#files = files;
    this.#running = running;
    this.#timer = setInterval(() => {
      this.#tellProgress();
    }, QUIET_MS);
  }

  /** Reports a file all at once, so that files which ran side by side stand one behind the other. */
  tell({ file, lines, passed, skipped, failures, took }: Outcome): void {
    this.#ended.files += 1;
    this.#ended.tests += passed + skipped;
    this.#ended.failures += failures.length;
    say("", style.dim(`  ${file} (${took < 1_000 ? `${Math.round(took)} ms` : `${(took / 1_000).toFixed(1)} s`})`));
    say(...lines.map(told));
    this.#timer.refresh();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tellProgress(): void {
    const { files, tests, failures } = this.#ended;
    const failed = failures === 0 ? "" : `, ${failures} failed`;
    const running = [...this.#running()].map(
      ({ file, ended, took }) => `${file}: ${ended} tests in ${Math.round(took / 1_000)} s`,
    );
    say(style.dim(`  ... ${files} of ${this.#files} files, ${tests} tests passed${failed}; ${running.join("; ")}`));
  }
}

function told({ kind, text, slow }: Line): string {
  const [, indent = "", name = ""] = /^( *)(.*)$/s.exec(text) ?? [];
  const time = slow === undefined ? "" : style.red(` (${slow}ms)`);
  switch (kind) {
    case "heading":
      return `  ${text}`;
    case "passed":
      return `  ${indent}${style.green("✔")} ${style.dim(name)}${time}`;
    case "skipped":
      return `  ${indent}- ${name}`;
    case "failed":
      return style.red(`  ${indent}✖ ${name}`);
    case "printed":
      return text;
  }
}

/** The end of a run: one count, and each failure with all that is known of it. */
export function summary({ passed, skipped, failures, took }: Total): string[] {
  const [minutes, seconds] = [Math.floor(took / 60_000), Math.round(took / 1_000)];
  const lines = [
    "",
    style.green(`  ${passed} passing`) +
      style.dim(` (${minutes === 0 ? `${seconds}s` : `${Math.round(took / 60_000)}m`})`),
  ];
  if (skipped > 0) lines.push(`  ${skipped} pending`);
  if (failures.length > 0) lines.push(style.red(`  ${failures.length} failing`));
  const numbered = failures.map((account, index) => account.replace("1)", `${index + 1})`));
  return [...lines, "", ...numbered.flatMap((account) => [...account.split("\n"), ""])];
}
