/** How far the reading of logs has come. */
export interface LogProgress {
  /** The last block that was read. */
  readonly block: number;
  readonly until: number;
  /** Between 0 and 1. */
  readonly share: number;
  /** Seconds that it takes from here at the pace so far; null until that can be said. */
  readonly secondsLeft: number | null;
}

/** Milliseconds before anything is said of the time that is left. */
const LEAST = 2_000;

/** Estimates when a range of blocks will have been read. */
export class Estimate {
  readonly #from: number;
  readonly #until: number;
  readonly #clock: () => number;
  readonly #begun: number;

  /** @param clock - Milliseconds. */
  constructor(from: number, until: number, clock: () => number = Date.now) {
    this.#from = from;
    this.#until = until;
    this.#clock = clock;
    this.#begun = clock();
  }

  /** Returns where the reading stands after a block. */
  after(block: number): LogProgress {
    const [done, all] = [block - this.#from + 1, this.#until - this.#from + 1];
    const share = all <= 0 ? 1 : Math.min(1, done / all);
    const passed = this.#clock() - this.#begun;
    const secondsLeft = passed < LEAST || share === 0 ? null : Math.round((passed * (1 / share - 1)) / 1_000);
    return { block, until: this.#until, share, secondsLeft };
  }
}

/** Characters of a bar. */
const BAR = 20;

/** Returns how far something is as a bar: `[########------------]`. */
export function showBar(share: number): string {
  const done = Math.floor(Math.min(1, Math.max(0, share)) * BAR);
  return `[${"#".repeat(done)}${"-".repeat(BAR - done)}]`;
}

/** Progress for people: `block 1,200,000 of 1,400,000 (86 %), about 2 min left`. */
export function showProgress({ block, until, share, secondsLeft }: LogProgress, unit = "block"): string {
  const number = new Intl.NumberFormat("en-US");
  const left = secondsLeft === null ? "" : `, about ${duration(secondsLeft)} left`;
  return `${unit} ${number.format(block)} of ${number.format(until)} (${Math.floor(share * 100)} %)${left}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}
