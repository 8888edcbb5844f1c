import { randomBytes } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { hex } from "./book-file.ts";

/** Rows that are read at once where all are wanted, however many there are. */
const PAGE = 1_000;

/** Returns how many accounts the books of a chain have. */
export function countAccounts(db: DatabaseSync, chain: number): number {
  return Number(db.prepare("SELECT count(*) AS n FROM accounts WHERE chain = ?").get(chain)?.n);
}

/** Returns how many accounts have a record of a freeze. */
export function countFrozen(db: DatabaseSync, chain: number): number {
  const rows = db.prepare("SELECT count(*) AS n FROM accounts WHERE chain = ? AND frozen_until != 0");
  return Number(rows.get(chain)?.n);
}

/**
 * Returns every account if there are few or all are wanted; else the largest ones, and as many that chance picks.
 * @param sample - The most that are wanted; null for all.
 */
export function sampleHolders(db: DatabaseSync, chain: number, sample: number | null): Iterable<string> {
  if (sample === null || countAccounts(db, chain) <= sample) return everyAccount(db, chain, "true");
  const half = Math.ceil(sample / 2);
  const pick = (order: string, limit: number): string[] =>
    addressesIn(db.prepare(`SELECT address FROM accounts WHERE chain = ? ORDER BY ${order} LIMIT ?`), chain, limit);
  return new Set([...pick("balance DESC", half), ...pick("random()", sample - half)]);
}

/** Returns accounts with a record of a freeze: those that chance picks, or all. */
export function sampleFrozen(db: DatabaseSync, chain: number, sample: number | null): Iterable<string> {
  if (sample === null) return everyAccount(db, chain, "frozen_until != 0");
  const rows = db.prepare(
    "SELECT address FROM accounts WHERE chain = ? AND frozen_until != 0 ORDER BY random() LIMIT ?",
  );
  return addressesIn(rows, chain, sample);
}

function addressesIn(rows: StatementSync, chain: number, limit: number): string[] {
  return rows.all(chain, limit).map(({ address }) => hex(address));
}

function* everyAccount(db: DatabaseSync, chain: number, where: string): Generator<string> {
  const rows = db.prepare(
    `SELECT address FROM accounts WHERE chain = ? AND address > ? AND ${where} ORDER BY address LIMIT ${PAGE}`,
  );
  let last: Uint8Array = Buffer.alloc(0);
  for (;;) {
    const page = rows.all(chain, last);
    for (const { address } of page) yield hex(address);
    if (page.length < PAGE) return;
    last = page.at(-1)?.address as Uint8Array;
  }
}

/** A mint or a burn with its reference. */
export interface Reference {
  readonly kind: string;
  readonly ref: Uint8Array;
}

/** With the condition of its index, which SQLite does not use otherwise. */
const BY_REFERENCE = `
  SELECT kind, ref FROM events INDEXED BY events_by_reference
  WHERE kind IN ('Minted', 'Burned') AND (ref, kind) > (?, ?) AND chain = ? ORDER BY ref, kind LIMIT`;

/** Returns the references of all mints and burns of a chain. */
export function* everyReference(db: DatabaseSync, chain: number): Generator<Reference> {
  const rows = db.prepare(`${BY_REFERENCE} ${PAGE}`);
  let last: Reference = { kind: "", ref: Buffer.alloc(0) };
  for (;;) {
    const page = rows.all(last.ref, last.kind, chain) as unknown as Reference[];
    yield* page;
    if (page.length < PAGE) return;
    last = page.at(-1) ?? last;
  }
}

/**
 * Returns references that chance picks. They are hashes, so that the next one after any 32 bytes is as good as any other,
 * and the work does not grow with their number.
 */
export function sampleReferences(db: DatabaseSync, chain: number, sample: number): Reference[] {
  const next = db.prepare(`${BY_REFERENCE} 1`);
  const found = new Map<string, Reference>();
  let at: Reference = { kind: "", ref: randomBytes(32) };
  for (let tries = 0; found.size < sample && tries < 4 * sample; tries++) {
    const reference = (next.get(at.ref, at.kind, chain) ?? next.get(Buffer.alloc(0), "", chain)) as
      Reference | undefined;
    if (reference === undefined) break;
    const key = `${reference.kind} ${hex(reference.ref)}`;
    at = found.has(key) ? reference : { kind: "", ref: randomBytes(32) }; // goes on behind what is known already
    found.set(key, reference);
  }
  return [...found.values()];
}
