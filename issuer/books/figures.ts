import type { DatabaseSync } from "node:sqlite";
import type { Account, Parties } from "./accounts.ts";
import { fromText, toText } from "./amounts.ts";
import { bytes, hex } from "./book-file.ts";
import type { BookEvent } from "./decode.ts";
import { FOR_EVER } from "../../packages/integration/reading/format.ts";
import { OperatorError } from "../errors.ts";
import type { TimedEvent } from "./decode.ts";

/** Sums over all events of a chain, in smallest units; each is a column of `chains`. */
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
  /** By the account's number. */
  readonly minters: Map<number, MinterBook>;
  readonly bridges: Map<number, BridgeBook>;
  /** By sequence. */
  readonly windows: Map<number, WindowBook>;
  /** The same in the order of acceptance. */
  readonly accepted: WindowBook[];
}

/** Applies one event to the figures. */
export function apply(figures: Figures, event: TimedEvent, { account, other }: Parties): void {
  const { totals } = figures;
  const amount = event.amount ?? 0n;
  switch (event.kind) {
    case "Transfer":
      move(totals, event, { account, other });
      return;
    case "Minted":
      mint(figures, account, amount, event.time ?? 0);
      return;
    case "Burned":
      totals.burned += amount;
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
    case "Frozen":
      freeze(account, event.number ?? 0);
      return;
    case "FreezeRatified":
      freeze(account, Number(FOR_EVER));
      return;
    case "Unfrozen":
      freeze(account, 0);
      return;
    case "MinterLimitSet":
      Object.assign(minterOf(figures, account), { capacity: amount, window: event.number ?? 0 });
      return;
    case "BridgeLimitsSet":
      bridgeOf(figures, account).limits = event.data ?? "";
      return;
    case "ReportAccepted":
      addWindow(figures, event.number ?? 0, windowOf(figures.chainId, event));
      return;
    case "Seized": // its transfer says it all
    case "ReserveGateSet":
      return;
  }
}

function move(totals: Totals, event: BookEvent, { account: from, other: to }: Parties): void {
  const amount = event.amount ?? 0n;
  if (from === null) {
    totals.issued += amount;
    totals.supply += amount;
  } else {
    if (from.balance < amount) throw incomplete(event);
    from.balance -= amount;
    from.changed = true;
  }
  if (to === null) {
    totals.destroyed += amount;
    totals.supply -= amount;
  } else {
    to.balance += amount;
    to.changed = true;
  }
}

/** Nobody can spend what he never got: the node has left events out. */
function incomplete({ tx, account, block }: BookEvent): OperatorError {
  const message = `In block ${block}, ${account} spends more than the node's events have given it (transaction ${tx}).`;
  return new OperatorError("LOGS_INCOMPLETE", message);
}

function addWindow({ windows, accepted }: Figures, sequence: number, window: WindowBook): void {
  windows.set(sequence, window);
  accepted.push(window);
}

/**
 * A mint spends from the report whose window is open in its block. Windows of accepted reports never overlap, and a report
 * may be accepted before its window begins, so that its time tells which one it was.
 */
function mint(figures: Figures, minter: Account | null, amount: bigint, time: number): void {
  figures.totals.minted += amount;
  const book = minterOf(figures, minter);
  book.minted += amount;
  book.mints += 1;
  const window = figures.accepted.findLast(({ validFrom }) => validFrom <= time);
  if (window === undefined || time >= window.validUntil) figures.totals.unreported += amount;
  else window.minted += amount;
}

function freeze(account: Account | null, until: number): void {
  if (account === null) return;
  account.frozenUntil = until;
  account.changed = true;
}

function minterOf({ minters }: Figures, account: Account | null): MinterBook {
  const number = account?.number ?? 0;
  const found = minters.get(number) ?? { minted: 0n, mints: 0, capacity: 0n, window: 0 };
  minters.set(number, found);
  return found;
}

function bridgeOf({ bridges }: Figures, account: Account | null): BridgeBook {
  const number = account?.number ?? 0;
  const found = bridges.get(number) ?? { minted: 0n, burned: 0n, limits: NO_LIMITS };
  bridges.set(number, found);
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
] as const satisfies readonly (keyof Totals)[];

/** Figures of a chain without any event. */
export function emptyFigures(chainId: bigint): Figures {
  const totals = Object.fromEntries(TOTALS.map((name) => [name, 0n])) as unknown as Totals;
  return { chainId, totals, minters: new Map(), bridges: new Map(), windows: new Map(), accepted: [] };
}

/** Reads a chain's figures from the books. */
export function loadFigures(db: DatabaseSync, chain: number, chainId: bigint): Figures {
  const figures = emptyFigures(chainId);
  const row = db.prepare("SELECT * FROM chains WHERE chain = ?").get(chain) ?? {};
  for (const name of TOTALS) figures.totals[name] = fromText(String(row[name] ?? 0));
  for (const { account, minted, mints, capacity, window } of all(db, "minters", "account", chain)) {
    const book = { minted: fromText(String(minted)), mints: Number(mints), capacity: fromText(String(capacity)) };
    figures.minters.set(Number(account), { ...book, window: Number(window) });
  }
  for (const { account, minted, burned, limits } of all(db, "bridges", "account", chain)) {
    const book = { minted: fromText(String(minted)), burned: fromText(String(burned)), limits: String(limits) };
    figures.bridges.set(Number(account), book);
  }
  for (const entry of all(db, "windows", "sequence", chain)) {
    addWindow(figures, Number(entry.sequence), {
      digest: hex(entry.digest),
      reserves: fromText(String(entry.reserves)),
      supply: fromText(String(entry.supply)),
      mintable: fromText(String(entry.mintable)),
      minted: fromText(String(entry.minted)),
      validFrom: Number(entry.valid_from),
      validUntil: Number(entry.valid_until),
    });
  }
  return figures;
}

function all(db: DatabaseSync, table: string, key: string, chain: number): Record<string, unknown>[] {
  return db.prepare(`SELECT * FROM ${table} WHERE chain = ? ORDER BY ${key}`).all(chain);
}

/** Writes a chain's figures, but for the totals, which are saved with where the books stand. */
export function saveFigures(db: DatabaseSync, chain: number, { minters, bridges, windows }: Figures): void {
  const minter = db.prepare("INSERT OR REPLACE INTO minters VALUES (?, ?, ?, ?, ?, ?)");
  for (const [account, { minted, mints, capacity, window }] of minters) {
    minter.run(chain, account, toText(minted), mints, toText(capacity), window);
  }
  const bridge = db.prepare("INSERT OR REPLACE INTO bridges VALUES (?, ?, ?, ?, ?)");
  for (const [account, { minted, burned, limits }] of bridges) {
    bridge.run(chain, account, toText(minted), toText(burned), limits);
  }
  const window = db.prepare("INSERT OR REPLACE INTO windows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const [sequence, book] of windows) {
    const amounts = [book.reserves, book.supply, book.mintable, book.minted].map(toText) as [string, ...string[]];
    window.run(chain, sequence, bytes(book.digest), ...amounts, book.validFrom, book.validUntil);
  }
}
