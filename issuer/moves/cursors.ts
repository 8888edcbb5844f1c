import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { OperatorError } from "../errors.ts";
import { replaceFile } from "../files/durable.ts";

const schema = z.strictObject({
  format: z.literal("kgst-verifier"),
  /** First block that is read next, by network. */
  next: z.record(z.string(), z.int().nonnegative()),
});

/**
 * Where the reading of each chain goes on after a restart: behind everything that has arrived. Only a shortcut: without it
 * the chains are read from their first block.
 */
export class Cursors {
  readonly #file: string;
  readonly #next: Map<string, number>;
  readonly #read = new Map<string, number>();

  private constructor(file: string, next: Readonly<Record<string, number>>) {
    this.#file = file;
    this.#next = new Map(Object.entries(next));
  }

  /** Reads the file, or begins anew if there is none. @throws OperatorError `FILE_REFUSED` for what is no such file. */
  static open(file: string): Cursors {
    if (!existsSync(file)) return new Cursors(file, {});
    try {
      return new Cursors(file, schema.parse(JSON.parse(readFileSync(file, "utf8"))).next);
    } catch (cause) {
      const remedy = "Delete it: the verifier then reads the chains from their first block.";
      throw new OperatorError("FILE_REFUSED", `${file} is not what a verifier has left.`, { cause, remedy });
    }
  }

  /** Returns the first block to be read now. */
  next(network: string, first: number): number {
    return Math.max(
      first,
      (this.#read.get(network) ?? -1) + 1,
      this.#read.has(network) ? 0 : (this.#next.get(network) ?? 0),
    );
  }

  /** Everything up to a block is read. */
  readTo(network: string, block: number): void {
    this.#read.set(network, Math.max(block, this.#read.get(network) ?? -1));
  }

  /** Remembers on disk that a restart need not read what is before the blocks that are still open. */
  keep(network: string, open: readonly number[]): void {
    const read = this.#read.get(network);
    if (read === undefined) return;
    const next = Math.min(read + 1, ...open);
    if (this.#next.get(network) === next) return;
    this.#next.set(network, next);
    replaceFile(
      this.#file,
      `${JSON.stringify({ format: "kgst-verifier", next: Object.fromEntries(this.#next) }, null, 2)}\n`,
    );
  }
}
