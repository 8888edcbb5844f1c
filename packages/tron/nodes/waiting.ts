import { setTimeout as sleep } from "node:timers/promises";
import { timeLeft } from "./time-limit.ts";

/** How long is waited for a node. */
export interface Patience {
  /** Times a question is asked whose failure passes. */
  readonly attempts: number;
  /** Milliseconds before the second time; twice as long before each further one. */
  readonly pause: number;
  /** The longest pause that the node did not ask for. */
  readonly longest: number;
  /** Milliseconds that are waited for one answer because the node limits requests. */
  readonly throttled: number;
}

/** Patience with a public node. */
export const PATIENCE: Patience = { attempts: 5, pause: 250, longest: 2_000, throttled: 180_000 };

/** Counts what was waited for one question. Waits no longer than what is left of the patience of a run. */
export class Waiting {
  readonly #patience: Patience;
  #tries = 0;
  #limits = 0;
  #waited = 0;

  constructor(patience: Patience = PATIENCE) {
    this.#patience = patience;
  }

  /**
   * Pauses after a failure that passes.
   * @returns False, at once, if it was asked often enough.
   */
  async again(): Promise<boolean> {
    this.#tries += 1;
    if (this.#tries >= this.#patience.attempts) return false;
    const pause = this.#growing(this.#tries);
    if (pause > timeLeft()) return false;
    await sleep(pause);
    return true;
  }

  /**
   * Waits as a node has asked to, or ever longer if it named no time.
   * @returns False, at once, if the patience would not reach.
   */
  async throttled(milliseconds: number | null): Promise<boolean> {
    this.#limits += 1;
    const pause = milliseconds === null ? this.#growing(this.#limits) : Math.max(1, milliseconds);
    if (this.#waited + pause > this.#patience.throttled || pause > timeLeft()) return false;
    this.#waited += pause;
    await sleep(pause);
    return true;
  }

  #growing(times: number): number {
    const { pause, longest } = this.#patience;
    return Math.min(longest, pause * 2 ** Math.min(times - 1, 20));
  }
}
