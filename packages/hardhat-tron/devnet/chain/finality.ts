/** Which blocks are final, and how to go back to those that are not: java-tron's solidified block, at a distance of one's choice. */
export class Finality {
  #lag = 0n;
  #final = 0n;
  /** Positions of the undo log at which blocks ended, by number; kept while there is a lag. */
  readonly #ends = new Map<bigint, number>();

  /** How many blocks the final one stays behind the newest. */
  get lag(): bigint {
    return this.#lag;
  }

  /** Number of the newest final block. What was final once stays so. */
  get final(): bigint {
    return this.#final;
  }

  /** Sets the distance, from the newest block on. @param mark - Where the undo log stands at the newest block. */
  setLag(lag: bigint, head: bigint, mark: number): void {
    this.#lag = lag;
    if (!this.#ends.has(head)) this.#ends.set(head, mark);
    this.sealed(head, mark);
  }

  /** Notes a new block, or changes to the newest one from outside. */
  sealed(head: bigint, mark: number): void {
    if (this.#lag === 0n) this.#ends.clear();
    else this.#ends.set(head, mark);
    const due = head - this.#lag;
    if (due > this.#final) this.#final = due;
    for (const number of this.#ends.keys()) if (number < this.#final) this.#ends.delete(number);
  }

  /** Notes that the chain is shorter than it was. */
  shortened(head: bigint): void {
    for (const number of this.#ends.keys()) if (number > head) this.#ends.delete(number);
    if (this.#final > head) this.#final = head;
  }

  /**
   * Returns where the undo log stood at the end of a block.
   * @throws RangeError for a final block's ancestors, and for blocks of before there was a lag
   */
  endOf(number: bigint, head: bigint): number {
    const mark = number < this.#final ? undefined : this.#ends.get(number);
    if (mark !== undefined && number < head) return mark;
    const open = [...this.#ends.keys()].filter((one) => one >= this.#final && one < head).length;
    const most = open === 0 ? "No block" : `Only the newest ${open} blocks`;
    throw new RangeError(`${most} can be replaced: set a finality lag first, then make blocks.`);
  }
}
