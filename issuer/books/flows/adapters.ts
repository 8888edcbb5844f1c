import type { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../../errors.ts";
import type { ChainIdentity } from "../book-file.ts";
import { ChainBook } from "../chain-book.ts";
import { ADAPTER_KIND_LIST } from "../kinds.ts";
import { takeBackBefore } from "../rewind.ts";

/** What is kept of adapters is under such a key of `meta`, which books of a coin without one do not have. */
const KEY = "adapter";

/** Messages by their id, of coins that have an adapter. */
const INDEX = `
  CREATE INDEX IF NOT EXISTS events_by_message ON events (ref, kind, chain)
  WHERE kind IN (${ADAPTER_KIND_LIST})`;

/**
 * Has the books of a chain follow the coin's adapter there, and those whose place it has taken. Books that were read before anybody knew of it go back to where
 * it was created, and to the coin's beginning for a former one. Nothing is done for a coin without an adapter.
 * @throws OperatorError `RECORD_OF_ANOTHER_CHAIN` if the books follow an adapter that the record does not have: they would miss
 * what it does from now on.
 */
export function followAdapter(db: DatabaseSync, chain: number, identity: ChainIdentity): void {
  const { network, chainId, adapter, formerAdapters = [], firstBlock } = identity;
  const wanted = new Map(formerAdapters.map((address) => [address.toLowerCase(), firstBlock]));
  if (adapter !== undefined) wanted.set(adapter.address.toLowerCase(), adapter.firstBlock);
  const followed = adaptersOf(db).flatMap((one) => (one.network === network ? [one.address] : []));
  const unknown = followed.find((address) => !wanted.has(address));
  if (unknown !== undefined) throw unknownAdapter(network, unknown);
  for (const [address, from] of wanted) {
    if (followed.includes(address)) continue;
    const book = new ChainBook(db, chain, chainId);
    if (book.standing.number >= from) takeBackBefore(book, chainId, from);
    db.exec(INDEX);
    db.prepare("INSERT INTO meta VALUES (?, ?)").run(`${KEY} ${network} ${address}`, `${from}`);
  }
}

/** An adapter that books follow. */
export interface FollowedAdapter {
  readonly network: string;
  /** In lower-case hex. */
  readonly address: string;
}

/** Returns the adapters whose messages the books have. */
export function adaptersOf(db: DatabaseSync): FollowedAdapter[] {
  const keys = db.prepare(`SELECT key FROM meta WHERE key LIKE '${KEY} %' ORDER BY key`).all();
  return keys.map(({ key }) => {
    const [, network = "", address = ""] = String(key).split(" ");
    return { network, address };
  });
}

function unknownAdapter(network: string, address: string): OperatorError {
  const message = `The books of ${network} follow the adapter ${address}, and neither the record of this deployment nor the coin's file has it.`;
  const remedy =
    "Take the newest record of the deployment, name an adapter that was replaced under formerAdapters in the coin's file, or name another file with --books.";
  return new OperatorError("RECORD_OF_ANOTHER_CHAIN", message, { remedy });
}
