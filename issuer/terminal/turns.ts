/** One terminal for several that work at the same time: each question, and each text that belongs together, has its turn. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #busy = 0;
  #held: string[] = [];

  /** Does something on the terminal once nobody else does. */
  take<T>(act: () => T | Promise<T>): Promise<T> {
    this.#busy += 1;
    const turn = this.#last.then(act).finally(() => {
      this.#busy -= 1;
      if (this.#busy === 0) this.#release();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Where progress goes: in lines that stay, and not into somebody's question. */
  get progress(): { readonly isTTY: false; readonly columns: number; write(text: string): boolean } {
    return {
      isTTY: false,
      columns: 80,
      write: (text) => {
        this.#held.push(text);
        if (this.#busy === 0) this.#release();
        return true;
      },
    };
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const text of held) process.stderr.write(text);
  }
}
