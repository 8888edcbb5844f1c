import { closeSync, existsSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../errors.ts";
import { writing } from "../files/durable.ts";
import { claimPrivately, makePrivateFolder } from "../files/private.ts";
import { openRegular } from "../text/read-file.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/** Page cache of SQLite in KiB: the books grow, the memory does not. */
const CACHE_KIB = 32_768;
const BUSY = 5;

/** Which coin a file of books is of. */
export interface BookIdentity {
  readonly coin: string;
  readonly environment: string;
  readonly tokenId: string;
  readonly decimals: number;
}

/** Which contracts of a chain are kept book of. */
export interface ChainIdentity {
  readonly network: string;
  readonly chainId: bigint;
  readonly genesis: string;
  readonly token: string;
  readonly attestations: string;
  /** Block of the first contract's creation. */
  readonly firstBlock: number;
  /** The adapter through which holders move the coin to other chains; none if left out. */
  readonly adapter?: AdapterIdentity;
  /** Adapters whose place it has taken, whose messages are followed as well. */
  readonly formerAdapters?: readonly string[];
}

/** A coin's adapter on a chain. */
export interface AdapterIdentity {
  readonly address: string;
  /** Block of its creation. */
  readonly firstBlock: number;
  /** LayerZero's endpoint id of the chain. */
  readonly endpointId: number;
}

/** Returns bytes of a hex text. */
export function bytes(hex: string): Buffer {
  return Buffer.from(hex.slice(2), "hex");
}

/** Lower-case hex of bytes. */
export function hex(blob: unknown): string {
  return `0x${Buffer.from(blob as Uint8Array).toString("hex")}`;
}

/** Books that no file is written for: they end with the run. */
export const IN_MEMORY = ":memory:";
/** The same on disk, in a file without a name, for books that are larger than the memory. */
export const UNNAMED = "";

/**
 * Opens the books of a coin, or begins them. The file belongs to this process until it is closed, and what is not
 * committed then was never written. A file that is none of the books' is left as it is.
 * @param file - Where they are; {@link IN_MEMORY} or {@link UNNAMED} for none.
 * @throws OperatorError `NOT_BOOKS` for another file, `FILE_REFUSED` for what is not a file, `BOOKS_OF_ANOTHER_COIN`, or `CONCURRENT_RUN` while another process
 * has them.
 */
export function openBooks(file: string, identity: BookIdentity): DatabaseSync {
  if (file !== IN_MEMORY && file !== UNNAMED) {
    requireSqlite(file);
    writing(file, () => {
      makePrivateFolder(dirname(file));
      claimPrivately(file); // SQLite gives what it writes next to the file the same permissions
    });
  }
  return open(file, (db) => {
    transact(db, () => begin(db, file, identity));
  });
}

/**
 * Opens the books of a coin to be looked at: nothing is written.
 * @throws OperatorError as {@link openBooks} does.
 */
export function openBooksToRead(file: string, identity: BookIdentity): DatabaseSync {
  requireSqlite(file);
  return open(file, (db) => {
    db.exec("PRAGMA query_only = ON");
    requireBooks(db, file, identity);
  });
}

function open(file: string, begin: (db: DatabaseSync) => void): DatabaseSync {
  const db = new DatabaseSync(file);
  try {
    db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA cache_size = -${CACHE_KIB}`);
    begin(db);
    return db;
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode !== BUSY) throw error;
    throw new OperatorError("CONCURRENT_RUN", `Another process has ${file} open.`, { cause: error });
  }
}

/**
 * Opens tables of the same layout that end with the process and hold nothing: on disk, without a name, as far as they do
 * not fit into the page cache. What is in them is written only to be compared.
 */
export function openScratch(): DatabaseSync {
  const db = new DatabaseSync(UNNAMED);
  db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KIB}`);
  db.exec(SCHEMA);
  return db;
}

/** Does all of it or nothing. Nothing inside may wait: other chains use the same file. */
export function transact<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** How every database of SQLite begins. */
const MAGIC = "SQLite format 3\0";

/** Refuses what SQLite would wait for, or take for a damaged file of its own. Nothing and an empty file are new books. */
function requireSqlite(file: string): void {
  if (!existsSync(file)) return;
  const handle = openRegular(file, "FILE_REFUSED", Number.MAX_SAFE_INTEGER);
  try {
    const beginning = Buffer.alloc(MAGIC.length);
    const read = readSync(handle, beginning, 0, beginning.length, 0);
    if (read === 0 || beginning.toString("latin1") === MAGIC) return;
  } finally {
    closeSync(handle);
  }
  throw new OperatorError(
    "NOT_BOOKS",
    `${file} is not a file of books, but something else: it is not an SQLite database.`,
  );
}

function expectedMeta({ coin, environment, tokenId, decimals }: BookIdentity): [key: string, value: string][] {
  return Object.entries({ schema: `${SCHEMA_VERSION}`, coin, environment, tokenId, decimals: `${decimals}` });
}

function begin(db: DatabaseSync, file: string, identity: BookIdentity): void {
  if (db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n !== 0) {
    requireBooks(db, file, identity);
    return;
  }
  db.exec(SCHEMA);
  const insert = db.prepare("INSERT INTO meta VALUES (?, ?)");
  for (const [key, value] of expectedMeta(identity)) insert.run(key, value);
}

function requireBooks(db: DatabaseSync, file: string, identity: BookIdentity): void {
  const tables = new Set(
    db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => name),
  );
  const schema = ["meta", "chains", "events"].every((name) => tables.has(name)) ? readMeta(db, "schema") : "";
  if (schema === "") {
    throw new OperatorError("NOT_BOOKS", `${file} is not a file of books, but another database of SQLite.`);
  }
  for (const [key, value] of expectedMeta(identity)) {
    const found = readMeta(db, key);
    if (found === value) continue;
    if (key === "schema") throw ofAnotherLayout(file, found);
    throw new OperatorError("BOOKS_OF_ANOTHER_COIN", `${file} has ${key} "${found}", not "${value}".`);
  }
}

/** Books hold nothing that the chains do not have, so that there is nothing to be carried over. */
function ofAnotherLayout(file: string, layout: string): OperatorError {
  const message = `${file} has the layout ${layout} of books; this version reads and writes layout ${SCHEMA_VERSION}.`;
  const remedy =
    "Move the file away and run again: the books are rebuilt from the chains. Anchors of --anchor remain good; keep the old file only as evidence.";
  return new OperatorError("BOOKS_OF_ANOTHER_COIN", message, { remedy });
}

function readMeta(db: DatabaseSync, key: string): string {
  try {
    return String(db.prepare("SELECT value FROM meta WHERE key = ?").get(key)?.value ?? "");
  } catch {
    return ""; // some other table of that name
  }
}

/**
 * Returns the number of a chain that the books have; null if they do not have it.
 * @throws OperatorError `RECORD_OF_ANOTHER_CHAIN` if the books are of other contracts or of another chain of that name.
 */
export function findChain(db: DatabaseSync, identity: ChainIdentity): number | null {
  const { network, chainId, genesis } = identity;
  const found = db.prepare("SELECT * FROM chains WHERE network = ?").get(network);
  if (found === undefined) return null;
  const same =
    found.chain_id === `${chainId}` &&
    found.genesis === genesis &&
    hex(found.token) === identity.token.toLowerCase() &&
    hex(found.attestations) === identity.attestations.toLowerCase();
  if (same) return Number(found.chain);
  const message = `The books of ${network} are of chain ${String(found.chain_id)} and the token ${hex(found.token)}.`;
  const remedy = "Name another file with --books, or move this one away: it is rebuilt from the chains.";
  throw new OperatorError("RECORD_OF_ANOTHER_CHAIN", message, { remedy });
}

/**
 * Returns the number of a chain in the books; a new one begins one block before its first.
 * @throws OperatorError `RECORD_OF_ANOTHER_CHAIN` as {@link findChain} does.
 */
export function enterChain(db: DatabaseSync, identity: ChainIdentity): number {
  const { network, chainId, genesis, firstBlock } = identity;
  const token = identity.token.toLowerCase();
  const attestations = identity.attestations.toLowerCase();
  const found = findChain(db, identity);
  if (found !== null) return found;
  return transact(db, () => {
    const insert = db.prepare(`
      INSERT INTO chains (chain, network, chain_id, genesis, token, attestations, first_block, block)
      VALUES ((SELECT coalesce(max(chain), 0) + 1 FROM chains), ?, ?, ?, ?, ?, ?, ?) RETURNING chain`);
    const contracts = [bytes(token), bytes(attestations)] as const;
    const row = insert.get(network, `${chainId}`, genesis, ...contracts, firstBlock, firstBlock - 1);
    return Number(row?.chain);
  });
}
