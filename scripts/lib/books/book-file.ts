import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../errors.ts";
import { ZERO_TEXT } from "./amounts.ts";
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
}

/** Bytes of a hex text. */
export function bytes(hex: string): Buffer {
  return Buffer.from(hex.slice(2), "hex");
}

/** Lower-case hex of bytes. */
export function hex(blob: unknown): string {
  return `0x${Buffer.from(blob as Uint8Array).toString("hex")}`;
}

/**
 * Opens the books of a coin, or begins them. The file belongs to this process until it is closed, and what is not
 * committed then was never written.
 * @param file Where they are; `:memory:` for none.
 * @throws OperatorError `BOOKS_OF_ANOTHER_COIN`, or `CONCURRENT_RUN` while another process has them.
 */
export function openBooks(file: string, identity: BookIdentity): DatabaseSync {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const db = new DatabaseSync(file);
  try {
    db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA cache_size = -${CACHE_KIB}`);
    transact(db, () => begin(db, file, identity));
    return db;
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode !== BUSY) throw error;
    throw new OperatorError("CONCURRENT_RUN", `Another process has ${file} open.`, { cause: error });
  }
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

function begin(db: DatabaseSync, file: string, { coin, environment, tokenId, decimals }: BookIdentity): void {
  const expected = { schema: `${SCHEMA_VERSION}`, coin, environment, tokenId, decimals: `${decimals}` };
  if (db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n === 0) {
    db.exec(SCHEMA);
    const insert = db.prepare("INSERT INTO meta VALUES (?, ?)");
    for (const [key, value] of Object.entries(expected)) insert.run(key, value);
    return;
  }
  for (const [key, value] of Object.entries(expected)) {
    const found = readMeta(db, key);
    if (found === value) continue;
    throw new OperatorError("BOOKS_OF_ANOTHER_COIN", `${file} has ${key} "${found}", not "${value}".`);
  }
}

function readMeta(db: DatabaseSync, key: string): string {
  try {
    return String(db.prepare("SELECT value FROM meta WHERE key = ?").get(key)?.value ?? "");
  } catch {
    return ""; // some other file
  }
}

/**
 * The number of a chain in the books; a new one begins one block before its first.
 * @throws OperatorError `RECORD_OF_ANOTHER_CHAIN` if the books are of other contracts or of another chain of that name.
 */
export function enterChain(db: DatabaseSync, identity: ChainIdentity): number {
  const { network, chainId, genesis, firstBlock } = identity;
  const token = identity.token.toLowerCase();
  const attestations = identity.attestations.toLowerCase();
  const found = db.prepare("SELECT * FROM chains WHERE network = ?").get(network);
  if (found !== undefined) {
    const same =
      found.chain_id === `${chainId}` &&
      found.genesis === genesis &&
      hex(found.token) === token &&
      hex(found.attestations) === attestations;
    if (same) return Number(found.chain);
    const message = `The books of ${network} are of chain ${String(found.chain_id)} and the token ${hex(found.token)}.`;
    const remedy = "Name another file with --books, or move this one away: it is made anew from the chains.";
    throw new OperatorError("RECORD_OF_ANOTHER_CHAIN", message, { remedy });
  }
  return transact(db, () => {
    const insert = db.prepare(`INSERT INTO chains VALUES (
      (SELECT coalesce(max(chain), 0) + 1 FROM chains), ?, ?, ?, ?, ?, ?, ?, '', 0, 0, zeroblob(32),
      ${Array(9).fill("?").join(", ")}) RETURNING chain`);
    const totals = Array<string>(9).fill(ZERO_TEXT);
    const start = firstBlock - 1;
    const row = insert.get(
      network,
      `${chainId}`,
      genesis,
      bytes(token),
      bytes(attestations),
      firstBlock,
      start,
      ...totals,
    );
    return Number(row?.chain);
  });
}
