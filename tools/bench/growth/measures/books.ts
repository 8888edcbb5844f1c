import { mkdtempSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enterChain, openBooks } from "../../../../issuer/books/book-file.ts";
import { readEvents } from "../../../../issuer/books/event-log.ts";
import { Findings } from "../../../../issuer/books/findings.ts";
import { Seal } from "../../../../issuer/books/running-hash.ts";
import { auditChain, sealBooks } from "../../../../issuer/books/sealed.ts";
import { Reader } from "../../../../issuer/books/sync.ts";
import { SYNTHETIC_ATTESTATIONS, SYNTHETIC_TOKEN, SyntheticChain } from "../../books/synthetic.ts";
import type { Measurement } from "../law.ts";
import { timed } from "../timed.ts";

const ACCOUNTS = 10_000;
const NOW = 1_800_000_000;

/** Some books in a file, and how long it took to make them. */
interface Made {
  readonly db: DatabaseSync;
  readonly chain: number;
  /** Seconds of the processor, without what the chain took to make its events. */
  readonly seconds: number;
}

async function withBooks<T>(events: number, work: (made: Made) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "kgst-growth-"));
  const books = openBooks(join(folder, "books.sqlite"), {
    ...{ coin: "growth", environment: "synthetic", tokenId: "0x", decimals: 6 },
  });
  try {
    const contracts = { token: SYNTHETIC_TOKEN, attestations: SYNTHETIC_ATTESTATIONS };
    const chain = enterChain(books, { network: "s", chainId: 1n, genesis: "0x", ...contracts, firstBlock: 1 });
    const options = { name: "s", chainId: 1n, side: 0, accounts: ACCOUNTS, onBank: () => undefined } as const;
    const source = new SyntheticChain({ ...options, events });
    const reader = new Reader(books, chain, 1n, source);
    const { seconds } = await timed(() => reader.catchUp());
    return await work({ db: books, chain, seconds: seconds - source.spent / 1_000 });
  } finally {
    books.close();
    rmSync(folder, { recursive: true });
  }
}

/** Replays, decodes and stores events. */
export function measureReplay(events: number): Promise<Measurement> {
  return withBooks(events, ({ seconds }) => ({ seconds }));
}

/** Audits every event and balance; what it keeps in memory must not grow with them. */
export function measureFullAudit(events: number): Promise<Measurement> {
  return withBooks(events, async ({ db, chain }) => {
    const before = process.memoryUsage().rss;
    const { seconds } = await timed(() => audit(db, chain, true));
    return { seconds, bytes: Math.max(0, process.memoryUsage().rss - before) };
  });
}

/** Audits books that a run has sealed, as is done each day. */
export function measureSealedAudit(events: number): Promise<Measurement> {
  return withBooks(events, async ({ db, chain }) => {
    sealParts(db, chain);
    audit(db, chain, true);
    sealBooks({ db, chain, chainId: 1n }, NOW);
    const { seconds } = await timed(() => audit(db, chain, false));
    return { seconds };
  });
}

/** Ends a part wherever some events were read, so that the smallest size has several; blocks end there as well. */
function sealParts(db: DatabaseSync, chain: number): void {
  const [seal, insert] = [new Seal(), db.prepare("INSERT OR REPLACE INTO seals VALUES (?, ?, ?, ?)")];
  const parts: [number, number, Buffer][] = [];
  let events = 0;
  for (const some of readEvents(db, chain)) {
    seal.addAll(some);
    seal.close();
    parts.push([some.lastBlock, (events += some.length), seal.digest]);
  }
  for (const part of parts) insert.run(chain, ...part);
}

function audit(db: DatabaseSync, chain: number, full: boolean): void {
  const findings = new Findings();
  const audited = { db, chain, chainId: 1n, network: "s", decimals: 6 };
  const { full: was } = auditChain(audited, { full, now: NOW }, findings);
  if (was !== full || findings.differences > 0) throw new Error("The synthetic books are not as they were made.");
}
