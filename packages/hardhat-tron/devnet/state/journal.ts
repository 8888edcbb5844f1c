/** An undo log shared by every store of the node: any span of writes can be taken back. */
export class Journal {
  readonly #undo: (() => void)[] = [];

  /** Notes how to take back a write. */
  record(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** A position to which {@link revertTo} can return. */
  mark(): number {
    return this.#undo.length;
  }

  /** Takes back every write since the mark, newest first. */
  revertTo(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()?.();
  }

  /** Makes everything so far permanent; older marks become invalid. */
  forget(): void {
    this.#undo.length = 0;
  }
}

/** A map whose writes are recorded in a {@link Journal}. Values are treated as immutable. */
export class JournaledMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #journal: Journal;

  /** @param journal - the undo log of the node */
  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** The value, or undefined. */
  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  /** Returns whether the key is present. */
  has(key: K): boolean {
    return this.#entries.has(key);
  }

  /** Writes a value. */
  set(key: K, value: V): void {
    const existed = this.#entries.has(key);
    const before = this.#entries.get(key);
    this.#entries.set(key, value);
    this.#journal.record(() => {
      if (existed) this.#entries.set(key, before as V);
      else this.#entries.delete(key);
    });
  }

  /** Removes a key. */
  delete(key: K): void {
    if (!this.#entries.has(key)) return;
    const before = this.#entries.get(key) as V;
    this.#entries.delete(key);
    this.#journal.record(() => this.#entries.set(key, before));
  }

  /** All entries, in no particular order. */
  entries(): IterableIterator<[K, V]> {
    return this.#entries.entries();
  }

  /** Number of entries. */
  get size(): number {
    return this.#entries.size;
  }
}
