/** Numbers that look random and are the same each time (xorshift32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from zero up to, not including, `sides`. */
  roll(sides: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return (state >>> 0) % sides;
  }

  /** One of the things. */
  pick<T>(things: readonly T[]): T {
    const picked = things[this.roll(things.length)];
    if (picked === undefined) throw new Error("There is nothing to pick from");
    return picked;
  }
}
