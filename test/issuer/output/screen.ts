import xterm from "@xterm/headless";

const COLUMNS = 500;
const ROWS = 60;

/** A terminal, and what somebody before it sees. */
export class Screen {
  readonly #terminal = new xterm.Terminal({
    cols: COLUMNS,
    rows: ROWS,
    scrollback: 100_000,
    convertEol: true,
    allowProposedApi: true,
  });

  /** Writes as a process does. */
  write(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#terminal.write(text, resolve);
    });
  }

  /** All lines from the first on, wrapped ones put together, without blanks at their ends. */
  get lines(): string[] {
    const { active } = this.#terminal.buffer;
    const lines: string[] = [];
    for (let row = 0; row < active.length; row++) {
      const line = active.getLine(row);
      if (line === undefined) continue;
      const text = line.translateToString(false);
      if (line.isWrapped) lines.push(`${lines.pop() ?? ""}${text}`);
      else lines.push(text);
    }
    const shown = lines.map((line) => line.trimEnd());
    return shown.slice(0, shown.findLastIndex((line) => line !== "") + 1);
  }

  /** Title and everything else that only a sequence of escapes could have changed are left to `lines`. */
  close(): void {
    this.#terminal.dispose();
  }
}

/** Everything that this process writes to its outputs while something runs. */
export async function written(run: () => unknown): Promise<string> {
  let text = "";
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].write = (chunk: string | Uint8Array) => {
      text += String(chunk);
      return true;
    };
  }
  try {
    await run();
  } finally {
    for (const stream of ["stdout", "stderr"] as const) delete (process[stream] as Partial<NodeJS.WriteStream>).write;
  }
  return text;
}
