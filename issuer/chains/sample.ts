/** About as long as a block lasts, in milliseconds: what is read more often says nothing new. */
const LIFETIME = 3_000;

interface Read {
  readonly value: Promise<unknown>;
  /** By the clock of `performance`. */
  readonly until: number;
}

/**
 * What a chain has said a moment ago and may be used again while several transactions are looked at or signed: prices, the
 * newest and the final block, what an account has staked. Never whether something was done.
 */
export class Sample {
  readonly #lifetime: number;
  readonly #read = new Map<string, Read>();

  /** @param lifetime - Milliseconds after which something is read again. */
  constructor(lifetime = LIFETIME) {
    this.#lifetime = lifetime;
  }

  /** Returns what was read under a name, or reads it. What cannot be read is not remembered. */
  read<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const known = this.known<T>(name);
    if (known !== undefined) return known;
    const value = ask();
    this.#read.set(name, { value, until: performance.now() + this.#lifetime });
    value.catch(() => this.#read.delete(name));
    return value;
  }

  /** Returns what was read under a name, if it may still be used. */
  known<T>(name: string): Promise<T> | undefined {
    const known = this.#read.get(name);
    return known !== undefined && known.until > performance.now() ? (known.value as Promise<T>) : undefined;
  }

  /** Has something read again the next time. */
  forget(name: string): void {
    this.#read.delete(name);
  }
}

/** Under which name the number of the final block is kept. */
export const FINAL_BLOCK = "final block";

/** Returns what was read a moment ago where that is allowed; reads it where not. */
export function sampled<T>(sample: Sample | undefined, name: string, ask: () => Promise<T>): Promise<T> {
  return sample === undefined ? ask() : sample.read(name, ask);
}
