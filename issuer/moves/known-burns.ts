import type { DatabaseSync, StatementSync } from "node:sqlite";
import { fromStored } from "../books/amounts.ts";
import { followAdapter } from "../books/flows/adapters.ts";
import { bytes, enterChain } from "../books/book-file.ts";
import { reconciledChain } from "../books/books-of-coin.ts";
import { Reader } from "../books/sync.ts";
import { type MovingCoin, type SentMove, adapterOf } from "./message.ts";

/** Books of the chains that a verifier confirms moves from, kept up to date by it. */
export class KnownBurns {
  readonly #db: DatabaseSync;
  readonly #found: StatementSync;
  readonly #readers = new Map<string, { readonly chain: number; readonly reader: Reader }>();

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#found = db.prepare(
      "SELECT tx, kind, account, other, amount FROM events WHERE chain = ? AND block = ? AND log = ?",
    );
    this.#found.setReadBigInts(true);
  }

  /**
   * Brings the books of a chain up to its last final block.
   * @returns The last block that the books have.
   * @throws OperatorError as the reading of the books does.
   */
  async update(coin: MovingCoin): Promise<number> {
    const { reader } = this.#of(coin);
    await reader.catchUp();
    return reader.book.standing.number;
  }

  /** Whether the books have the burn of a move: same block, position, transaction, adapter and amount. */
  has(coin: MovingCoin, move: SentMove): boolean {
    const { chain } = this.#of(coin);
    const row = this.#found.get(chain, move.block, move.burn);
    if (row === undefined || row.kind !== "CrosschainBurn" || fromStored(row.amount) !== move.amount) return false;
    const isSame = (stored: unknown, hex: string): boolean =>
      stored instanceof Uint8Array && bytes(hex.toLowerCase()).equals(stored);
    return isSame(row.tx, move.transaction) && isSame(row.account, adapterOf(coin)) && isSame(row.other, move.from);
  }

  #of(coin: MovingCoin): { readonly chain: number; readonly reader: Reader } {
    const { name } = coin.desired.network;
    const known = this.#readers.get(name);
    if (known !== undefined) return known;
    const { identity, logs } = reconciledChain(coin);
    const chain = enterChain(this.#db, identity);
    followAdapter(this.#db, chain, identity);
    const made = { chain, reader: new Reader(this.#db, chain, identity.chainId, logs) };
    this.#readers.set(name, made);
    return made;
  }
}
