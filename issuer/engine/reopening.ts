import { OperatorError } from "../errors.ts";
import type { Chain } from "../chains/chain.ts";
import type { Journal } from "../journal/journal.ts";
import { findVanished } from "./vanished.ts";

/** Opens actions of a journal again that the chain does not show any more, as after a re-organisation; each once in a run. */
export class Reopening {
  readonly #chain: Pick<Chain, "lookUp">;
  readonly #journal: Journal;
  readonly #before = new Set<string>();

  constructor(chain: Pick<Chain, "lookUp">, journal: Journal) {
    this.#chain = chain;
    this.#journal = journal;
  }

  /**
   * Opens the actions of transactions that a plan has found missing.
   * @throws OperatorError `STATE_UNSTEADY` if one was opened before in this run.
   */
  open(hashes: readonly string[]): void {
    for (const hash of hashes) {
      const { key, description } = this.#journal.intentOf(hash);
      if (this.#before.has(hash)) {
        const message = `The node shows "${description}" at one time and does not at another.`;
        throw new OperatorError("STATE_UNSTEADY", message);
      }
      this.#before.add(hash);
      this.#journal.append({ type: "reopened", key, hash });
    }
  }

  /** Opens what has vanished of a step, before anything is signed in addition. @returns Whether there was anything new. */
  async openVanished(step: string): Promise<boolean> {
    const gone = await findVanished(this.#chain, this.#journal, step);
    const fresh = gone.flatMap(({ hash }) => (this.#before.has(hash) ? [] : [hash]));
    this.open(fresh);
    return fresh.length > 0;
  }
}
