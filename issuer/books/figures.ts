import type { DatabaseSync } from "node:sqlite";
import { fromStored, toStored } from "./amounts.ts";
import { bytes, hex } from "./book-file.ts";
import { ZERO } from "./decode.ts";
import type { BookEvent, TimedEvent } from "./memory/book-event.ts";

/** Sums over all events of a chain, in smallest units, and numbers of them; each is a column of `chains`. */
export interface Totals {
  supply: bigint;
  issued: bigint;
  destroyed: bigint;
  minted: bigint;
  unreported: bigint;
  burned: bigint;
  bridged_in: bigint;
  bridged_out: bigint;
  wiped: bigint;
  /** Number of mints and burns, each of which has used a reference. */
  referenced: bigint;
}

/** A minter's book. */
export interface MinterBook {
  minted: bigint;
  mints: number;
  capacity: bigint;
  window: number;
}

/** A bridge's book, and its limits as they were set last. */
export interface BridgeBook {
  minted: bigint;
  burned: bigint;
  limits: string;
}

/** A reserve report on one chain, and what was minted there under it. */
export interface WindowBook {
  readonly digest: string;
  readonly reserves: bigint;
  readonly supply: bigint;
  readonly mintable: bigint;
  minted: bigint;
  readonly validFrom: number;
  readonly validUntil: number;
}

/** What follows from a chain's events, besides balances and freezes. Small: one entry for each actor and report. */
export interface Figures {
  readonly chainId: bigint;
  readonly totals: Totals;
  /** By the account's address. */
  readonly minters: Map<string, MinterBook>;
  readonly bridges: Map<string, BridgeBook>;
  /** By sequence. */
  readonly windows: Map<number, WindowBook>;
  /** The same in the order of acceptance. */
  readonly accepted: WindowBook[];
  /** Books that are not saved as they are now. */
  readonly unsaved: Set<MinterBook | BridgeBook | WindowBook>;
}

/** Applies one event to the figures. Balances and freezes are none of them. */
export function apply(figures: Figures, event: TimedEvent): void {
  const { totals } = figures;
  const { account } = event;
  const amount = event.amount ?? 0n;
  switch (event.kind) {
    case "Transfer":
      if (account === null) issue(totals, amount);
      if (event.other === null) destroy(totals, amount);
      return;
    case "Minted":
      mint(figures, account, amount, event.time ?? 0);
      return;
    case "Burned":
      totals.burned += amount;
      totals.referenced += 1n;
      return;
    case "CrosschainMint":
      totals.bridged_in += amount;
      bridgeOf(figures, account).minted += amount;
      return;
    case "CrosschainBurn":
      totals.bridged_out += amount;
      bridgeOf(figures, account).burned += amount;
      return;
    case "Wiped":
      totals.wiped += amount;
      return;
    case "MinterLimitSet":
      Object.assign(minterOf(figures, account), { capacity: amount, window: event.number ?? 0 });
      return;
    case "BridgeLimitsSet":
      bridgeOf(figures, account).limits = event.data ?? "";
      return;
    case "ReportAccepted":
      accept(figures, event);
      return;
    case "Frozen":
    case "FreezeRatified":
    case "Unfrozen":
    case "Seized": // its transfer says it all
    case "ReserveGateSet":
    case "OFTSent": // of messages all is in their events: the token's own say what was burned and minted
    case "OFTReceived":
    case "CreditHeld":
    case "HeldClaimed":
    case "HeldTaken":
      return;
  }
}

/** Notes a transfer from the zero address. */
export function issue(totals: Totals, amount: bigint): void {
  totals.issued += amount;
  totals.supply += amount;
}

/** Notes a transfer to the zero address. */
export function destroy(totals: Totals, amount: bigint): void {
  totals.destroyed += amount;
  totals.supply -= amount;
}

function addWindow({ windows, accepted }: Figures, sequence: number, window: WindowBook): void {
  windows.set(sequence, window);
  accepted.push(window);
}

/**
 * A mint spends from the report whose window is open in its block. Windows of accepted reports never overlap, and a report
 * may be accepted before its window begins, so that its time tells which one it was.
 */
function mint(figures: Figures, minter: string | null, amount: bigint, time: number): void {
  figures.totals.minted += amount;
  figures.totals.referenced += 1n;
  const book = minterOf(figures, minter);
  book.minted += amount;
  book.mints += 1;
  const window = figures.accepted.findLast(({ validFrom }) => validFrom <= time);
  if (window === undefined || time >= window.validUntil) {
    figures.totals.unreported += amount;
    return;
  }
  window.minted += amount;
  figures.unsaved.add(window);
}

function accept(figures: Figures, event: BookEvent): void {
  const window = windowOf(figures.chainId, event);
  addWindow(figures, event.number ?? 0, window);
  figures.unsaved.add(window);
}

/** Returns a minter's book, to be changed. */
function minterOf({ minters, unsaved }: Figures, account: string | null): MinterBook {
  const address = account ?? ZERO;
  const found = minters.get(address) ?? { minted: 0n, mints: 0, capacity: 0n, window: 0 };
  minters.set(address, found);
  unsaved.add(found);
  return found;
}

/** Returns a bridge's book, to be changed. */
function bridgeOf({ bridges, unsaved }: Figures, account: string | null): BridgeBook {
  const address = account ?? ZERO;
  const found = bridges.get(address) ?? { minted: 0n, burned: 0n, limits: NO_LIMITS };
  bridges.set(address, found);
  unsaved.add(found);
  return found;
}

/** Limits of a bridge that were never set, in the order of the ABI. */
const NO_LIMITS =
  '{"inboundCapacity":"0","inboundWindow":"0","outboundCapacity":"0","outboundWindow":"0","netInflowCap":"0"}';

interface ReportData {
  readonly validFrom: number;
  readonly validUntil: number;
  readonly reserves: string;
  readonly supply: string;
  readonly allocations: readonly { readonly chainId: string; readonly mintable: string }[];
}

function windowOf(chainId: bigint, { ref, data }: BookEvent): WindowBook {
  const { validFrom, validUntil, reserves, supply, allocations } = JSON.parse(data ?? "") as ReportData;
  const share = allocations.find((allocation) => BigInt(allocation.chainId) === chainId);
  return {
    digest: ref ?? "",
    reserves: BigInt(reserves),
    supply: BigInt(supply),
    mintable: BigInt(share?.mintable ?? 0),
    minted: 0n,
    validFrom,
    validUntil,
  };
}

/** Names of the totals. */
export const TOTALS = [
  "supply",
  "issued",
  "destroyed",
  "minted",
  "unreported",
  "burned",
  "bridged_in",
  "bridged_out",
  "wiped",
  "referenced",
] as const satisfies readonly (keyof Totals)[];

/** Figures of a chain without any event. */
export function emptyFigures(chainId: bigint): Figures {
  const totals = Object.fromEntries(TOTALS.map((name) => [name, 0n])) as unknown as Totals;
  return {
    ...{ chainId, totals, minters: new Map(), bridges: new Map(), windows: new Map(), accepted: [] },
    unsaved: new Set(),
  };
}

/** Reads a chain's figures from the books. */
export function loadFigures(db: DatabaseSync, chain: number, chainId: bigint): Figures {
  const figures = emptyFigures(chainId);
  const [row = {}] = rowsOf(db, "chains", "chain", chain);
  for (const name of TOTALS) figures.totals[name] = fromStored(row[name] ?? 0n);
  for (const { account, minted, mints, capacity, window } of rowsOf(db, "minters", "account", chain)) {
    const book = { minted: fromStored(minted), mints: Number(mints), capacity: fromStored(capacity) };
    figures.minters.set(hex(account), { ...book, window: Number(window) });
  }
  for (const { account, minted, burned, limits } of rowsOf(db, "bridges", "account", chain)) {
    const book = { minted: fromStored(minted), burned: fromStored(burned), limits: String(limits) };
    figures.bridges.set(hex(account), book);
  }
  for (const entry of rowsOf(db, "windows", "sequence", chain)) {
    addWindow(figures, Number(entry.sequence), {
      digest: hex(entry.digest),
      reserves: fromStored(entry.reserves),
      supply: fromStored(entry.supply),
      mintable: fromStored(entry.mintable),
      minted: fromStored(entry.minted),
      validFrom: Number(entry.valid_from),
      validUntil: Number(entry.valid_until),
    });
  }
  return figures;
}

/** Rows of a small table, with amounts of any size. */
function rowsOf(db: DatabaseSync, table: string, key: string, chain: number): Record<string, unknown>[] {
  const rows = db.prepare(`SELECT * FROM ${table} WHERE chain = ? ORDER BY ${key}`);
  rows.setReadBigInts(true);
  return rows.all(chain);
}

/** Writes what has changed of a chain's figures, but for the totals, which are saved with where the books stand. */
export function saveFigures(db: DatabaseSync, chain: number, figures: Figures): void {
  const { minters, bridges, windows, unsaved } = figures;
  if (unsaved.size === 0) return;
  const minter = db.prepare("INSERT OR REPLACE INTO minters VALUES (?, ?, ?, ?, ?, ?)");
  for (const [account, book] of minters) {
    if (!unsaved.has(book)) continue;
    const { minted, mints, capacity, window } = book;
    minter.run(chain, bytes(account), toStored(minted), mints, toStored(capacity), window);
  }
  const bridge = db.prepare("INSERT OR REPLACE INTO bridges VALUES (?, ?, ?, ?, ?)");
  for (const [account, book] of bridges) {
    if (!unsaved.has(book)) continue;
    bridge.run(chain, bytes(account), toStored(book.minted), toStored(book.burned), book.limits);
  }
  const window = db.prepare("INSERT OR REPLACE INTO windows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const [sequence, book] of windows) {
    if (!unsaved.has(book)) continue;
    const amounts = [book.reserves, book.supply, book.mintable, book.minted] as const;
    const [reserves, supply, mintable, minted] = amounts.map(toStored) as [Stored, Stored, Stored, Stored];
    const times = [book.validFrom, book.validUntil] as const;
    window.run(chain, sequence, bytes(book.digest), reserves, supply, mintable, minted, ...times);
  }
  unsaved.clear();
}

type Stored = ReturnType<typeof toStored>;
