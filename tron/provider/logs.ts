import { OperatorError } from "../../scripts/lib/errors.ts";
import { lowerAddress, prefixed } from "./format.ts";
import type { JsonMap } from "../json.ts";
import { referenceBlock } from "../transactions.ts";
import type { WireBlock } from "../wire.ts";
import { type RpcLog, infosOfBlock, logsOf } from "./receipts.ts";
import { RPC, RpcError } from "./rpc-error.ts";
import type { Session } from "./session.ts";

/** The filter of `eth_getLogs`. */
interface LogFilter {
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

/**
 * `eth_getLogs`, through java-tron's JSON-RPC; without that service block by block.
 * @throws RpcError when the range is too wide
 */
export async function getLogs(session: Session, filter: LogFilter): Promise<readonly RpcLog[]> {
  const [from, to] = await rangeOf(session, filter);
  const pieces = Math.ceil((to - from + 1) / BLOCKS_AT_ONCE);
  if (pieces > MOST_REQUESTS) {
    const most = MOST_REQUESTS * BLOCKS_AT_ONCE;
    throw new RpcError(RPC.PARAMETERS_INVALID, `${to - from + 1} blocks are too many: ask for at most ${most}.`);
  }
  try {
    const found: RpcLog[] = [];
    for (let first = from; first <= to; first += BLOCKS_AT_ONCE) {
      const last = Math.min(to, first + BLOCKS_AT_ONCE - 1);
      found.push(...(await session.client.rpc<readonly RpcLog[]>("eth_getLogs", [piece(filter, first, last)])));
    }
    return found;
  } catch (error) {
    const missing = error instanceof OperatorError && error.code === "TRON_SERVICE_MISSING";
    if (!missing || to - from >= MOST_SINGLE_BLOCKS) throw error;
    return blockByBlock(session, filter, from, to);
  }
}

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

async function rangeOf(session: Session, filter: LogFilter): Promise<[number, number]> {
  const { blockHash, fromBlock, toBlock } = filter;
  if (blockHash !== undefined) {
    const id_or_num = blockHash.replace(/^0x/, "");
    const block = await session.client.wallet<WireBlock>("getblock", { id_or_num, detail: false });
    if (block.blockID === undefined) throw new RpcError(RPC.PARAMETERS_INVALID, `There is no block ${blockHash}.`);
    const number = block.block_header?.raw_data.number ?? 0;
    return [number, number];
  }
  const head = Number((await referenceBlock(session.client)).number);
  const from = numberOf(fromBlock ?? "latest", head);
  return [from, Math.min(head, numberOf(toBlock ?? "latest", head))];
}

function numberOf(tag: string, head: number): number {
  if (tag === "earliest") return 0;
  return tag.startsWith("0x") ? Number(BigInt(tag)) : head;
}
