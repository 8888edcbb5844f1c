import type { Told } from "./messages.ts";

/** The outcome of one file of tests. */
export interface Outcome {
  readonly file: string;
  /** The tests that it has; null if it was not even read. */
  readonly planned: number | null;
  readonly passed: number;
  readonly skipped: number;
  /** Where, what and why, of each failure, with the number 1. */
  readonly failures: readonly string[];
  /** Suites and tests by name, and what they printed. */
  readonly lines: readonly Line[];
  /** Milliseconds. */
  readonly took: number;
}

/** A line of the list of tests. */
export interface Line {
  readonly kind: "heading" | "passed" | "skipped" | "failed" | "printed";
  readonly text: string;
  /** Milliseconds, of a test that took long. */
  readonly slow?: number;
}

/**
 * Keeps what a worker reports of a file, and holds it against what was planned: a file passes only if each of its tests has
 * run once, to its end.
 */
export class Account {
  readonly file: string;
  /** The test or hook that runs. */
  current = "reading the file";
  readonly #begun = performance.now();
  readonly #lines: Line[] = [];
  readonly #failures: string[] = [];
  #planned: number | null = null;
  #counts = { passed: 0, skipped: 0, failed: 0 };

  constructor(file: string) {
    this.file = file;
  }

  /** Tests that have ended. */
  get ended(): number {
    const { passed, skipped, failed } = this.#counts;
    return passed + skipped + failed;
  }

  /** What the file has printed by itself. */
  get printed(): string[] {
    return this.#lines.filter(({ kind }) => kind === "printed").map(({ text }) => text);
  }

  /** Milliseconds since the file was begun. */
  get took(): number {
    return performance.now() - this.#begun;
  }

  hear(told: Told): void {
    switch (told.kind) {
      case "planned":
        this.#planned = told.tests;
        return;
      case "suite":
        this.#add("heading", told.depth, told.title);
        return;
      case "began":
        this.current = told.title;
        return;
      case "passed":
      case "skipped":
        this.#counts[told.kind] += 1;
        this.#add(told.kind, told.depth, told.title, told.slow);
        return;
      case "failed":
        if (told.isTest) this.#counts.failed += 1;
        this.#failures.push(told.account);
        this.#add("failed", told.depth, told.title);
        return;
      case "alive":
      case "done":
    }
  }

  /** Keeps what the file prints by itself. */
  print(text: string): void {
    for (const line of text.split("\n")) if (line.trim() !== "") this.#lines.push({ kind: "printed", text: line });
  }

  /**
   * Ends the account.
   * @param cause - Why the file did not come to its end, as a predicate of its process; null if it did.
   */
  close(cause: string | null = null): Outcome {
    const open = this.#planned === null ? null : this.#planned - this.ended;
    if (cause !== null) {
      this.#fault(
        `Its process ${cause} at "${this.current}"`,
        open === null ? "None of its tests" : `${open} of its tests`,
      );
    } else if (this.#planned === 0) {
      this.#fault("It has no tests");
    } else if (open !== 0 && this.#failures.length === 0) {
      this.#fault(`${this.#planned ?? "An unknown number of"} tests were planned, ${this.ended} ran`);
    } else if (open !== null && open > 0) {
      this.#lines.push({ kind: "printed", text: `${open} tests did not run` });
    }
    const { passed, skipped } = this.#counts;
    const [planned, failures, lines] = [this.#planned, this.#failures, this.#lines];
    return { file: this.file, planned, passed, skipped, failures, lines, took: this.took };
  }

  #fault(title: string, lost?: string): void {
    const rest = lost === undefined ? "" : `\n     ${lost} did not run to their end.`;
    this.#failures.push(`  1) ${this.file}\n       ${title}.${rest}`);
    this.#lines.push({ kind: "failed", text: `${this.file}: ${title}` });
  }

  #add(kind: Line["kind"], depth: number, title: string, slow: number | null = null): void {
    this.#lines.push({ kind, text: `${"  ".repeat(depth)}${title}`, ...(slow === null ? {} : { slow }) });
  }
}
