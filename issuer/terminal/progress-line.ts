import { printable, toOutput } from "../output/say.ts";
import { visibleLine } from "../characters/visible.ts";

/** Milliseconds between two lines of the same step where no line can change. */
const BETWEEN = 15_000;

/** How progress is shown. */
export interface ProgressTerms {
  readonly stream?: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">;
  /** Milliseconds. */
  readonly clock?: () => number;
}

/**
 * Shows on stderr what a task is at: on a terminal in one line that changes, elsewhere in a line when something has
 * changed, and at most every quarter of a minute.
 */
export class ProgressLine {
  readonly #stream: NonNullable<ProgressTerms["stream"]>;
  readonly #clock: () => number;
  #last = "";
  #at: number | null = null;

  constructor({ stream = process.stderr, clock = Date.now }: ProgressTerms = {}) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** What it is at. */
  tell(text: string): void {
    if (text === this.#last) return;
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001b[2K${printable(cut(text, this.#stream.columns))}`);
    } else {
      const now = this.#clock();
      if (this.#at !== null && now - this.#at < BETWEEN) return;
      this.#at = now;
      this.#stream.write(toOutput([text]));
    }
    this.#last = text;
  }

  /** A line that stays, in place of the one that changes. */
  settle(line: string): void {
    this.clear();
    this.#stream.write(toOutput([line]));
    this.#at = null;
  }

  /** Takes away the line that changes. */
  clear(): void {
    if (this.#stream.isTTY && this.#last !== "") this.#stream.write("\r\u001b[2K");
    this.#last = "";
  }
}

/** A line that would wrap could not be taken back. */
function cut(line: string, columns = 80): string {
  const text = visibleLine(line);
  return text.length < columns ? text : `${text.slice(0, Math.max(0, columns - 2))}…`;
}
