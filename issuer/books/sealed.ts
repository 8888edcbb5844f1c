import { createHash, randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { bytes, hex, transact } from "./book-file.ts";
import { readEvents } from "./event-log.ts";
import { loadFigures } from "./figures.ts";
import type { Findings } from "./findings.ts";
import { type Audited, auditBooks, showBook } from "./integrity.ts";
import { Seal } from "./running-hash.ts";

/** Seconds after which books are audited in full, however the audits in between went. */
const WEEK = 7 * 86_400;
/** Parts of the older events, between two seals, that chance picks to be read again. */
const PARTS = 2;
/** Accounts whose lines are hashed at once. */
const TOGETHER = 2_000;

/** How books are audited. */
export interface AuditTerms {
  /** Whether it is done in full in any case. */
  readonly full: boolean;
  /** Unix seconds. */
  readonly now: number;
  /** Called with the number of events that were read, now and then. */
  readonly tell?: (events: number) => void;
}

/** What was audited. */
export interface AuditOutcome {
  /** Whether it was every event and every account, and when that was done last, in Unix seconds. */
  readonly full: boolean;
  readonly lastFull: number;
  /** Events that were read. */
  readonly events: number;
  /** Whether the books were found as they must be. */
  readonly sound: boolean;
}

/**
 * Audits a chain's books: from where the last sound run has sealed them, or in full where that is a week ago, where it was
 * asked for, where there is no seal, and where the sealed part is not what it was.
 */
export function auditChain(audited: Audited, { full, now, tell }: AuditTerms, findings: Findings): AuditOutcome {
  const last = readAudit(audited.db, audited.chain);
  const due = last === null || now - last.full >= WEEK || last.full > now;
  if (last !== null && !full && !due) {
    const events = readAsSealed(audited, last);
    if (events !== null) return { full: false, lastFull: last.full, events, sound: true };
  }
  const before = findings.differences;
  const events = auditBooks(audited, findings, tell);
  const sound = findings.differences === before;
  return { full: true, lastFull: sound ? now : (last?.full ?? 0), events, sound };
}

/** Where a sound run has left a chain's books. */
interface Audit {
  readonly block: number;
  readonly events: number;
  readonly digest: string;
  readonly derived: string;
  readonly full: number;
}

/** Reads how the last sound run has left the books; null if there is none, or if that was changed since. */
function readAudit(db: DatabaseSync, chain: number): Audit | null {
  const row = db.prepare("SELECT * FROM audits WHERE chain = ?").get(chain);
  if (row === undefined) return null;
  const { block, events, digest, derived, full, seal } = row;
  const audit: Audit = {
    ...{ block: Number(block), events: Number(events), full: Number(full) },
    ...{ digest: hex(digest), derived: hex(derived) },
  };
  return hex(seal) === sealOf(audit, sealsOf(db, chain, audit)) ? audit : null;
}

/** The end of a part of the events. */
interface End {
  readonly block: number;
  readonly events: number;
  readonly digest: string;
}

/** Returns the ends of all parts, from before the first event to where the books were sealed. */
function sealsOf(db: DatabaseSync, chain: number, { block, events, digest }: Audit): End[] {
  const rows = db.prepare("SELECT * FROM seals WHERE chain = ? AND block < ? ORDER BY block").all(chain, block);
  const ends = rows.map((row) => ({ block: Number(row.block), events: Number(row.events), digest: hex(row.digest) }));
  return [{ block: -1, events: 0, digest: `0x${"00".repeat(32)}` }, ...ends, { block, events, digest }];
}

function sealOf({ derived, full }: Audit, seals: readonly End[]): string {
  const ends = seals.map(({ block, events, digest }) => [block, events, digest]);
  const text = JSON.stringify([derived, full, ends]);
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

/**
 * Reads whether books are as they were sealed: where they stand, everything that follows from the events, the newest part of
 * the events, and some of the older ones. What came in since then is of a run that was ended early: a full audit follows.
 * @returns How many events were read; null if the books are otherwise.
 */
function readAsSealed({ db, chain, chainId }: Audited, audit: Audit): number | null {
  const standing = db.prepare("SELECT block, events, digest FROM chains WHERE chain = ?").get(chain);
  const same = Number(standing?.events) === audit.events && hex(standing?.digest) === audit.digest;
  if (!same || Number(standing?.block) < audit.block || hasEventsAfter(db, chain, audit.block)) return null;
  if (derivedDigest(db, chain, chainId) !== audit.derived) return null;
  const ends = sealsOf(db, chain, audit);
  const newest = ends.length - 1;
  const picked = Array.from({ length: PARTS }, () => randomInt(1, ends.length));
  let events = 0;
  for (const index of new Set([newest, ...picked])) {
    const [begin, end] = [ends[index - 1], ends[index]];
    if (begin === undefined || end === undefined || !isPart(db, chain, begin, end)) return null;
    events += end.events - begin.events;
  }
  return events;
}

function hasEventsAfter(db: DatabaseSync, chain: number, block: number): boolean {
  return db.prepare("SELECT 1 FROM events WHERE chain = ? AND block > ? LIMIT 1").get(chain, block) !== undefined;
}

function isPart(db: DatabaseSync, chain: number, begin: End, end: End): boolean {
  const seal = new Seal(bytes(begin.digest));
  let { events } = begin;
  for (const some of readEvents(db, chain, { after: begin.block, until: end.block })) {
    seal.addAll(some);
    events += some.length;
  }
  seal.close();
  return events === end.events && hex(seal.digest) === end.digest;
}

/** Returns a hash over everything that follows from a chain's events. Its time grows with the accounts, not with events. */
function derivedDigest(db: DatabaseSync, chain: number, chainId: bigint): string {
  const { totals, minters, bridges, windows } = loadFigures(db, chain, chainId);
  const hash = createHash("sha256").update(showBook([totals, [...minters], [...bridges], [...windows]]));
  const rows = db.prepare(`
    SELECT lower(hex(address)) || ' ' || balance || ' ' || frozen_until FROM accounts WHERE chain = ? ORDER BY address`);
  rows.setReturnArrays(true);
  let lines: string[] = [];
  const add = (): void => {
    if (lines.length > 0) hash.update(`${lines.join("\n")}\n`);
    lines = [];
  };
  for (const row of rows.iterate(chain)) {
    lines.push((row as unknown as [string])[0]);
    if (lines.length >= TOGETHER) add();
  }
  add();
  return `0x${hash.digest("hex")}`;
}

/** Seals a chain's books as they are now, at the end of a run that has found them sound. */
export function sealBooks({ db, chain, chainId }: Pick<Audited, "db" | "chain" | "chainId">, full: number): void {
  const standing = db.prepare("SELECT block, events, digest FROM chains WHERE chain = ?").get(chain);
  const audit: Audit = {
    ...{ block: Number(standing?.block), events: Number(standing?.events), digest: hex(standing?.digest) },
    ...{ derived: derivedDigest(db, chain, chainId), full },
  };
  const { block, events, digest, derived } = audit;
  const seal = sealOf(audit, sealsOf(db, chain, audit));
  transact(db, () => {
    const insert = db.prepare("INSERT OR REPLACE INTO audits VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.run(chain, block, events, bytes(digest), bytes(derived), full, bytes(seal));
  });
}
