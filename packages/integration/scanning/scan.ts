import { toAccount } from "../account.ts";
import { listOf, naturalOf, objectOf } from "../given.ts";
import { IntegrationError } from "../problem.ts";
import type { Deposit } from "../reading/followed.ts";
import { type Bloom, mayHold } from "./bloom.ts";

/** Where a scan goes on. Keep it in the same database transaction as what was credited; as JSON it is itself. */
export interface ScanCursor {
  /** Number of the last block scanned. */
  readonly block: number;
  /** Its hash, as the scan gave it; without it, what is before the next block is not compared. */
  readonly hash?: string;
}

/** What to scan, and how far. */
export interface ScanRequest {
  /** The deposit addresses in any form, or a function that knows them (it gets `0x` and mixed case). */
  readonly accounts: readonly string[] | ((account: string) => boolean);
  readonly cursor: ScanCursor;
  /** Most blocks in one step; 100 by default, and never more than 10,000. */
  readonly blocks?: number;
  /** `"final"` by default. With `"latest"` deposits may vanish again: to show them, never to credit them. */
  readonly until?: "final" | "latest";
}

/** A deposit with what only its block tells. */
export interface ScannedDeposit extends Deposit {
  /** Transaction and the number of the log in it: the same wherever a block is replaced by another with that transaction. */
  readonly key: string;
  readonly blockHash: string;
  /** Seconds since 1970, of the block. */
  readonly timestamp: number;
  /** What the payer gave with `transferWithMemo`, 32 bytes. */
  readonly memo?: string;
}

/** One step of a scan. */
export interface Scan {
  /** In the order of the chain. */
  readonly deposits: readonly ScannedDeposit[];
  /** For the next step; the one given where there was nothing to scan. */
  readonly cursor: ScanCursor;
  /** The newest block that could be scanned when this step began: the cursor is there when all is done. */
  readonly newest: number;
}

/** What a scan reads of a block. */
export interface ScanBlock {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly transactions: readonly string[];
  /** 256 bytes in hex; a node that has none (TRON) gives none or zeros. */
  readonly logsBloom?: string;
}

/** One log of a block. */
export interface ScanLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly logIndex: number;
}

/** A transaction of a block with all of its logs; those of a failed one are none. */
export interface ScanReceipt {
  readonly transaction: string;
  readonly blockHash?: string;
  readonly logs: readonly ScanLog[];
}

/** What a node is asked for. */
export interface ScanSource {
  newest(until: "final" | "latest"): Promise<number | undefined>;
  block(number: number): Promise<ScanBlock | undefined>;
  receipts(block: ScanBlock): Promise<readonly ScanReceipt[]>;
}

/** keccak-256 of the events' signatures. */
const TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
const MEMO = "0x6989f5818dcfd11f8cd53b27c94cec33dae1589735f03e639cba54553a1825e8";

const DEFAULT_BLOCKS = 100;
const MOST_BLOCKS = 10_000;
const AT_ONCE = 20;

/** Scans as `scanDeposits` of each library does. */
export async function scanBy(source: ScanSource, token: string, request: ScanRequest): Promise<Scan> {
  const { accounts, cursor, until = "final", blocks = DEFAULT_BLOCKS } = objectOf("The scan", request);
  const coin = toAccount(token);
  const wanted = chooserOf(accounts);
  const last = Number(naturalOf("The cursor's block", objectOf("The cursor", cursor).block));
  const most = Math.min(MOST_BLOCKS, Math.max(1, Number(naturalOf("The number of blocks", blocks))));
  const newest = await source.newest(until === "latest" ? "latest" : "final");
  // A node that is behind has nothing new to say.
  if (newest === undefined || newest <= last) return { deposits: [], cursor, newest: newest ?? last };
  const numbers = Array.from({ length: Math.min(most, newest - last) }, (_, index) => last + 1 + index);
  const deposits: ScannedDeposit[] = [];
  let before: ScanCursor = cursor;
  for (let first = 0; first < numbers.length; first += AT_ONCE) {
    const part = numbers.slice(first, first + AT_ONCE);
    const found = await Promise.all(part.map((number) => blockOf(source, number)));
    for (const block of found) {
      follow(before, block, before === cursor);
      before = { block: block.number, hash: block.hash };
    }
    const bloom: Bloom = { address: coin, topic: TRANSFER };
    const open = found.filter((block) => mayHold(block, bloom));
    const read = await Promise.all(open.map((block) => depositsOf(source, coin, block, wanted)));
    deposits.push(...read.flat());
  }
  return { deposits, cursor: before, newest };
}

function chooserOf(accounts: ScanRequest["accounts"]): (account: string) => boolean {
  if (typeof accounts === "function") return accounts;
  const known = new Set<string>(listOf("The accounts", accounts).map(toAccount));
  return (account) => known.has(account);
}

async function blockOf(source: ScanSource, number: number): Promise<ScanBlock> {
  const block = await source.block(number);
  if (block?.number === number) return block;
  throw new IntegrationError("EVENTS_MISSING", `The node does not have block ${number}, so its events say nothing.`);
}

/** Each block must name the one before it, or they are not one chain. */
function follow(before: ScanCursor, block: ScanBlock, isFirst: boolean): void {
  if (before.hash === undefined || same(before.hash, block.parentHash)) return;
  if (!isFirst) {
    throw new IntegrationError("EVENTS_MISSING", `The node changed to another branch before block ${block.number}.`);
  }
  throw new IntegrationError(
    "CURSOR_REPLACED",
    `Block ${before.block} is not the one that was scanned: ${before.hash} was, and ${block.parentHash} stands there now.`,
  );
}

async function depositsOf(
  source: ScanSource,
  token: string,
  block: ScanBlock,
  wanted: (account: string) => boolean,
): Promise<ScannedDeposit[]> {
  const receipts = await source.receipts(block);
  const given = new Set(receipts.map(({ transaction }) => transaction.toLowerCase()));
  const missing = block.transactions.filter((transaction) => !given.has(transaction.toLowerCase()));
  const foreign = receipts.find(({ blockHash }) => blockHash !== undefined && !same(blockHash, block.hash));
  if (missing.length > 0 || foreign !== undefined) {
    const what = `${missing.length} of the ${block.transactions.length} transactions`;
    const words = foreign === undefined ? `left out ${what} in` : "gave receipts of another block for";
    throw new IntegrationError("EVENTS_MISSING", `The node ${words} block ${block.number}.`);
  }
  return receipts.flatMap((receipt) => depositsIn(receipt, token, block).filter(({ to }) => wanted(to)));
}

function depositsIn({ transaction, logs }: ScanReceipt, token: string, block: ScanBlock): ScannedDeposit[] {
  return logs.flatMap((log, index): ScannedDeposit[] => {
    const [topic, from = "", to = ""] = log.topics;
    if (topic !== TRANSFER || toAccount(log.address) !== token) return [];
    const value = BigInt(log.data);
    if (value === 0n) return [];
    // The token logs a memo in the same call, right after the transfer that it belongs to.
    const next = logs[index + 1];
    const memo = next?.topics[0] === MEMO && toAccount(next.address) === token ? next.topics[2] : undefined;
    const where = { transaction, block: block.number, blockHash: block.hash, timestamp: block.timestamp };
    const [payer, payee] = [toAccount(`0x${from.slice(-40)}`), toAccount(`0x${to.slice(-40)}`)];
    return [
      {
        ...{ to: payee, from: payer, value, ...where, logIndex: log.logIndex, key: `${transaction}:${index}` },
        issued: BigInt(payer) === 0n,
        ...(memo === undefined ? {} : { memo }),
      },
    ];
  });
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
