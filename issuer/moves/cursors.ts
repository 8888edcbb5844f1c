import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { OperatorError } from "../errors.ts";
import { deploymentsFolder } from "../files/deployments-folder.ts";
import { replaceFile } from "../files/durable.ts";

/** Returns the file of a coin's verifier where no other is named. */
export function cursorsFile(coin: string): string {
  return join(deploymentsFolder(), `${coin}.verifier.json`);
}

const FORMAT = "kgst-verifier";

const schema = z.strictObject({
  format: z.literal(FORMAT),
  /** First block that is read next, by network. */
  next: z.record(z.string(), z.int().nonnegative()),
});

/**
 * Where the reading of each chain goes on after a restart: behind everything that has arrived. Only a shortcut: without it
 * the chains are read from their first block.
 */
export class Cursors {
  readonly #file: string;
  /** What the file says, by network. */
  readonly #kept: Map<string, number>;
  /** First block that this process reads next, by network. */
  readonly #next = new Map<string, number>();

  private constructor(file: string, next: Readonly<Record<string, number>>) {
    this.#file = file;
    this.#kept = new Map(Object.entries(next));
  }

  /** Reads the file, or begins anew if there is none. @throws OperatorError `FILE_REFUSED` for what is no such file. */
  static open(file: string): Cursors {
    if (!existsSync(file)) return new Cursors(file, {});
    try {
      return new Cursors(file, schema.parse(JSON.parse(readFileSync(file, "utf8"))).next);
    } catch (cause) {
      const remedy =
        "Name the file that the verifier keeps. If that is this one, delete it: the chains are then read from their first block.";
      throw new OperatorError("FILE_REFUSED", `${file} is not what a verifier has left.`, { cause, remedy });
    }
  }

  /** Returns the first block to be read now. */
  next(network: string, first: number): number {
    return Math.max(first, this.#next.get(network) ?? this.#kept.get(network) ?? 0);
  }

  /** Everything up to a block is read. */
  readTo(network: string, block: number): void {
    this.#next.set(network, Math.max(block + 1, this.#next.get(network) ?? 0));
  }

  /** Remembers on disk that a restart need not read what is before the blocks that are still open. */
  keep(network: string, open: readonly number[]): void {
    const read = this.#next.get(network);
    if (read === undefined) return;
    const next = Math.min(read, ...open);
    if (this.#kept.get(network) === next) return;
    this.#kept.set(network, next);
    replaceFile(this.#file, `${JSON.stringify({ format: FORMAT, next: Object.fromEntries(this.#kept) }, null, 2)}\n`);
  }
}
