import { OperatorError } from "../errors.ts";
import { isBloom, mayHold } from "./bloom.ts";
import { type Memory, readHead } from "./evm-reads.ts";
import type { NodePool, Reply } from "./pool.ts";
import { type LogFilter, type WireLog, matches, numberIn } from "./shapes.ts";

/** Blocks below the newest one in which a machine that lags may be missing some. */
const YOUNG = 1_024;
/** The last blocks of a young range, whose headers prove that no log is missing. */
const PROVED = 16;
/** Times a range is read again that is not proved. */
const AGAIN = 5;

/**
 * Reads logs, and proves for the newest blocks that none is missing: a machine that has not got them yet answers with
 * less and says nothing. A young range is read twice, and its last blocks are held against the bloom filters of their
 * headers; where the two do not fit, it is read again.
 * @throws OperatorError `NODE_BEHIND` if it stays so, or if the nodes do not have the last block.
 */
export async function readProvedLogs(pool: NodePool, [asked]: readonly unknown[], memory: Memory): Promise<WireLog[]> {
  const filter = (asked ?? {}) as LogFilter;
  if (filter.blockHash !== undefined) return (await pool.any("eth_getLogs", [filter])).result as WireLog[];
  const to = await lastBlock(pool, filter.toBlock, memory);
  const from = filter.fromBlock === "earliest" ? 0 : (numberIn(filter.fromBlock) ?? to);
  const range = { ...filter, fromBlock: hex(from), toBlock: hex(to) };
  for (let time = 0; ; time++) {
    const reply = await pool.any("eth_getLogs", [range]);
    const logs = reply.result as WireLog[];
    const missing = to <= memory.head - YOUNG ? null : await whatIsMissing(pool, range, from, to, logs);
    if (missing === null) return logs;
    blame(pool, reply, missing);
    if (time >= AGAIN) throw new OperatorError("NODE_BEHIND", `${reply.node.rpc.host} leaves events out: ${missing}.`);
    await pool.pause(time + 1);
  }
}

/** Returns the last block of a range. Nothing is concluded from the logs of blocks that a node does not have. */
async function lastBlock(pool: NodePool, tag: unknown, memory: Memory): Promise<number> {
  const number = numberIn(tag);
  if (number !== null && number <= memory.head - YOUNG) return number;
  if (number === null && tag !== undefined && tag !== "latest" && tag !== "pending") {
    const { result } = await pool.any("eth_getBlockByNumber", [tag, false]);
    return Number((result as { number?: string } | null)?.number ?? 0);
  }
  for (let time = 0; ; time++) {
    const head = Number(await readHead(pool, memory));
    if (number === null) return head;
    if (head >= number) return number;
    if (time >= AGAIN) {
      throw new OperatorError("NODE_BEHIND", `The node's newest block is ${head}; block ${number} was asked for.`);
    }
    await pool.pause(time + 1);
  }
}

/** Returns what an answer leaves out, in words; null if it is proved. */
async function whatIsMissing(
  pool: NodePool,
  range: LogFilter,
  from: number,
  to: number,
  logs: readonly WireLog[],
): Promise<string | null> {
  const young = { ...range, fromBlock: hex(Math.max(from, to - YOUNG + 1)) };
  const again = (await pool.any("eth_getLogs", [young])).result as WireLog[];
  const first = Number(young.fromBlock);
  const before = logs.filter(({ blockNumber }) => Number(blockNumber) >= first);
  if (keysOf(before) !== keysOf(again)) return "it answers differently each time";
  const numbers = Array.from({ length: Math.min(PROVED, to - from + 1) }, (_, index) => to - index);
  const headers = await Promise.all(numbers.map((number) => headerOf(pool, number)));
  for (const [index, header] of headers.entries()) {
    const number = numbers[index] ?? to;
    if (header === null) return `it does not have block ${number}`;
    const own = logs.filter(({ blockNumber }) => Number(blockNumber) === number);
    if (own.some(({ blockHash }) => blockHash !== header.hash)) return `block ${number} was replaced`;
    if (own.length > 0 || !isBloom(header.logsBloom) || !mayHold(header.logsBloom, range)) continue;
    const { address, topics } = range;
    const filter = { blockHash: header.hash, ...(address && { address }), ...(topics && { topics }) };
    const exact = (await pool.any("eth_getLogs", [filter])).result as WireLog[];
    if (exact.some((log) => matches(log, range))) return `those of block ${number}`;
  }
  return null;
}

interface Header {
  readonly hash: string;
  readonly logsBloom?: string;
}

async function headerOf(pool: NodePool, number: number): Promise<Header | null> {
  const replies = await pool.all("eth_getBlockByNumber", [hex(number), false]);
  return (replies.find(({ result }) => result !== null)?.result ?? null) as Header | null;
}

function keysOf(logs: readonly WireLog[]): string {
  return logs
    .map(({ blockHash, logIndex }) => `${blockHash} ${Number(logIndex)}`)
    .sort()
    .join();
}

function blame(pool: NodePool, { node }: Reply, missing: string): void {
  if (pool.members.length > 1) pool.note(node, `It leaves events out: ${missing}.`);
}

const hex = (number: number): string => `0x${number.toString(16)}`;
