import { setTimeout as sleep } from "node:timers/promises";
import { TronError } from "../error.ts";
import { lowerAddress, prefixed } from "./format.ts";
import type { JsonMap } from "../json.ts";
import { referenceBlock } from "../transactions.ts";
import type { WireBlock } from "../wire.ts";
import { type RpcLog, infosOfBlock, logsOf } from "./receipts.ts";
import { RPC, RpcError } from "./rpc-error.ts";
import type { Session } from "./session.ts";

/** The filter of `eth_getLogs`. */
export interface LogFilter {
  readonly address?: string | readonly string[];
  readonly topics?: readonly (string | readonly string[] | null)[];
  readonly fromBlock?: string;
  readonly toBlock?: string;
  readonly blockHash?: string;
}

/** java-tron's JSON-RPC answers for so many blocks at once. */
const BLOCKS_AT_ONCE = 5_000;
/** More requests than this for one query are a mistake. */
const MOST_REQUESTS = 40;
/** Without JSON-RPC each block is one request. */
const MOST_SINGLE_BLOCKS = 200;

/** Blocks below the newest one in which a node that lags may be missing some. */
const YOUNG = 256;
/** The last blocks of a young range, which are held against what the full node says of each. */
const PROVED = 3;
/** Times a range is read again that is not proved, or a lower head is asked again. */
const AGAIN = 4;
const PAUSE_MILLISECONDS = 150;

/**
 * `eth_getLogs`, through java-tron's JSON-RPC; without that service block by block. The newest blocks are read twice and
 * held against the full node, since a node that lags answers with less and says nothing.
 * @throws RpcError when the range is too wide, or with what the node says; TronError `NODE_BEHIND` when the node does
 * not have the last block, or leaves logs out
 */
export async function getLogs(session: Session, filter: LogFilter): Promise<readonly RpcLog[]> {
  const { from, to, head } = await rangeOf(session, filter);
  const pieces = Math.ceil((to - from + 1) / BLOCKS_AT_ONCE);
  if (pieces > MOST_REQUESTS) {
    const most = MOST_REQUESTS * BLOCKS_AT_ONCE;
    throw new RpcError(RPC.PARAMETERS_INVALID, `${to - from + 1} blocks are too many: ask for at most ${most}.`);
  }
  for (let time = 0; ; time++) {
    const logs = await readRange(session, filter, from, to);
    if (to <= head - YOUNG || to < from) return logs;
    const missing = await whatIsMissing(session, filter, from, to, logs);
    if (missing === null) return logs;
    if (time >= AGAIN) throw new TronError("NODE_BEHIND", `The node leaves events out: ${missing}.`);
    await sleep(PAUSE_MILLISECONDS * (time + 1));
  }
}

/**
 * Logs of a range of blocks as the node has them, without a proof that none is missing.
 * @throws RpcError with what the node says
 */
export function logsOnce(session: Session, filter: LogFilter, from: number, to: number): Promise<readonly RpcLog[]> {
  return readRange(session, filter, from, to);
}

async function readRange(session: Session, filter: LogFilter, from: number, to: number): Promise<readonly RpcLog[]> {
  try {
    const found: RpcLog[] = [];
    for (let first = from; first <= to; first += BLOCKS_AT_ONCE) {
      const last = Math.min(to, first + BLOCKS_AT_ONCE - 1);
      found.push(...(await session.client.rpc<readonly RpcLog[]>("eth_getLogs", [piece(filter, first, last)])));
    }
    return found;
  } catch (error) {
    if (!(error instanceof TronError)) throw error;
    // What the node says of the range is for the reader of logs to understand.
    if (error.code === "TRON_NODE_REFUSED") throw new RpcError(RPC.FAILED, error.message);
    if (error.code !== "TRON_SERVICE_MISSING" || to - from >= MOST_SINGLE_BLOCKS) throw error;
    return blockByBlock(session, filter, from, to);
  }
}

/** Returns what an answer leaves out, in words; null if it is proved. */
async function whatIsMissing(
  session: Session,
  filter: LogFilter,
  from: number,
  to: number,
  logs: readonly RpcLog[],
): Promise<string | null> {
  const young = Math.max(from, to - YOUNG + 1);
  const before = logs.filter(({ blockNumber }) => Number(blockNumber) >= young);
  if (keysOf(before) !== keysOf(await readRange(session, filter, young, to))) return "it answers differently each time";
  const last = Math.max(from, to - PROVED + 1);
  const exact = await blockByBlock(session, filter, last, to);
  const own = logs.filter(({ blockNumber }) => Number(blockNumber) >= last);
  const known = new Set(own.map(keyOf));
  const lost = exact.find((log) => !known.has(keyOf(log)));
  return lost === undefined ? null : `those of block ${Number(lost.blockNumber)}`;
}

const keyOf = ({ transactionHash, logIndex }: RpcLog): string => `${transactionHash.toLowerCase()} ${Number(logIndex)}`;
const keysOf = (logs: readonly RpcLog[]): string => logs.map(keyOf).sort().join();

async function blockByBlock(session: Session, filter: LogFilter, from: number, to: number): Promise<RpcLog[]> {
  const found: RpcLog[] = [];
  for (let number = from; number <= to; number++) {
    const infos = await infosOfBlock(session, number);
    if (!infos.some((info) => (info.log?.length ?? 0) > 0)) continue;
    const block = await session.client.wallet<WireBlock>("getblock", { id_or_num: `${number}`, detail: false });
    const place = { blockHash: prefixed(block.blockID), infos };
    found.push(...infos.flatMap((info, index) => logsOf(info, { ...place, index })).filter(matcher(filter)));
  }
  return found;
}

function matcher({ address, topics = [] }: LogFilter): (log: RpcLog) => boolean {
  const addresses = address === undefined ? undefined : [address].flat().map(lowerAddress);
  const wanted = topics.map((topic) => (topic === null ? undefined : [topic].flat().map((one) => one.toLowerCase())));
  return (log) =>
    (addresses?.includes(log.address) ?? true) &&
    wanted.every((choices, index) => choices?.includes(log.topics[index] ?? "") ?? true);
}

function piece(filter: LogFilter, first: number, last: number): JsonMap {
  const { address, topics } = filter;
  return {
    fromBlock: `0x${first.toString(16)}`,
    toBlock: `0x${last.toString(16)}`,
    ...(address === undefined ? {} : { address: [address].flat().map(lowerAddress) }),
    ...(topics === undefined ? {} : { topics }),
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly head: number;
}

async function rangeOf(session: Session, filter: LogFilter): Promise<Range> {
  const { blockHash, fromBlock, toBlock } = filter;
  if (blockHash !== undefined) {
    const id_or_num = blockHash.replace(/^0x/, "");
    const block = await session.client.wallet<WireBlock>("getblock", { id_or_num, detail: false });
    if (block.blockID === undefined) throw new RpcError(RPC.PARAMETERS_INVALID, `There is no block ${blockHash}.`);
    const number = block.block_header?.raw_data.number ?? 0;
    return { from: number, to: number, head: number };
  }
  for (let time = 0; ; time++) {
    const head = Number((await referenceBlock(session.client)).number);
    const from = numberOf(fromBlock ?? "latest", head);
    const to = numberOf(toBlock ?? "latest", head);
    if (to <= head) return { from, to, head };
    if (time >= AGAIN) {
      throw new TronError("NODE_BEHIND", `The node's newest block is ${head}; block ${to} was asked for.`);
    }
    await sleep(PAUSE_MILLISECONDS * (time + 1));
  }
}

function numberOf(tag: string, head: number): number {
  if (tag === "earliest") return 0;
  return tag.startsWith("0x") ? Number(BigInt(tag)) : head;
}
