/** Lets one task at a time reach the chain, in the order in which they ask. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task when all earlier ones have ended. */
  runExclusive<T>(task: () => Promise<T> | T): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
