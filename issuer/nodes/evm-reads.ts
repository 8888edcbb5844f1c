import { OperatorError } from "../errors.ts";
import type { Member, NodePool, Reply } from "./pool.ts";
import { numberIn } from "./shapes.ts";

/** Times something is asked again that only a machine which lags would answer so. */
const AGAIN = 3;

type Params = readonly unknown[];
type Read = (pool: NodePool, params: Params, memory: Memory) => Promise<unknown>;

/** What was learned of the chain before, to notice a machine that is behind what another one has said. */
export class Memory {
  head = 0;
  final = 0;
  readonly counts = new Map<string, number>();
}

/** Reads on which something is decided: several nodes, or several machines behind one URL, must not contradict them. */
export const DECIDING: Readonly<Record<string, Read>> = {
  eth_blockNumber: (pool, _, memory) => readHead(pool, memory),
  eth_getBlockByNumber: (pool, params, memory) => {
    const [tag] = params;
    if (tag === "finalized" || tag === "safe") return readFinal(pool, params, memory);
    return numberIn(tag) === null ? readNewest(pool, params, memory) : readBlock(pool, params);
  },
  eth_getBlockByHash: firstKnown("eth_getBlockByHash"),
  eth_getTransactionReceipt: firstKnown("eth_getTransactionReceipt"),
  eth_getTransactionByHash: firstKnown("eth_getTransactionByHash"),
  eth_getTransactionCount: readCount,
  eth_getCode: somethingFirst("eth_getCode"),
  eth_call: somethingFirst("eth_call"),
};

/**
 * Returns the newest block that two nodes know, if there are two; asked again if it is lower than what was said before.
 */
export async function readHead(pool: NodePool, memory: Memory): Promise<string> {
  let head = 0;
  for (let time = 0; time <= AGAIN; time++) {
    if (time > 0) await pool.pause(time);
    const replies = await pool.all("eth_blockNumber", []);
    for (const { node, result } of replies) node.head = Number(result);
    head = secondHighest(replies.map(({ result }) => Number(result)));
    if (head >= memory.head) break;
  }
  memory.head = head; // lower only if it stays so: a chain of this process was taken back
  return `0x${head.toString(16)}`;
}

function secondHighest(numbers: readonly number[]): number {
  const [highest = 0, second = highest] = [...numbers].sort((a, b) => b - a);
  return second;
}

async function readNewest(pool: NodePool, params: Params, memory: Memory): Promise<unknown> {
  for (let time = 0; ; time++) {
    const { node, result } = await pool.any("eth_getBlockByNumber", params);
    const number = numberIn((result as { number?: unknown } | null)?.number);
    if (params[0] === "pending" || (number !== null && number >= memory.head) || time >= AGAIN) {
      if (number !== null && params[0] !== "pending") {
        node.head = number;
        memory.head = number;
      }
      return result;
    }
    await pool.pause(time + 1);
  }
}

/** Returns a block that at least two nodes call final, if there are two; the answer is never null. */
async function readFinal(pool: NodePool, params: Params, memory: Memory): Promise<unknown> {
  let found: WireBlock | null = null;
  for (let time = 0; time <= AGAIN; time++) {
    if (time > 0) await pool.pause(time);
    const replies = await pool.all("eth_getBlockByNumber", params);
    const blocks = replies.map(({ result }) => result as WireBlock | null).filter((block) => block !== null);
    const number = secondHighest(blocks.map((block) => Number(block.number)));
    found = blocks.find((block) => Number(block.number) === number) ?? null;
    if (found === null) continue;
    await requireAgreement(pool, replies, found);
    if (params[0] === "safe" || number >= memory.final) break;
  }
  if (found === null) {
    const message = `The node names no ${String(params[0])} block.`;
    const remedy = "Use a node that knows final blocks, or give `confirmations` as a number in the coin's file.";
    throw new OperatorError("NODE_ANSWER_INVALID", message, { remedy });
  }
  if (params[0] === "finalized") memory.final = Number(found.number);
  return found;
}

interface WireBlock {
  readonly number: string;
  readonly hash: string;
}

/** Every other node must have the same block of that number, or none yet. */
async function requireAgreement(pool: NodePool, replies: readonly Reply[], block: WireBlock): Promise<void> {
  for (const { node, result } of replies) {
    const own = result as WireBlock | null;
    if (own === null || own === block || Number(own.number) < Number(block.number)) continue;
    const same =
      own.number === block.number
        ? own
        : ((await node.rpc.ask("eth_getBlockByNumber", [block.number, false])) as WireBlock | null);
    if (same !== null && same.hash !== block.hash) disagree(pool, node, Number(block.number));
  }
}

function disagree(pool: NodePool, node: Member, number: number): never {
  const others = pool.members.filter((member) => member !== node).map(({ rpc }) => rpc.host);
  pool.remember(node, `It has another block ${number} than ${others.join(", ")}.`);
  const message = `The nodes have different blocks ${number}: ${node.rpc.host} contradicts ${others.join(", ")}.`;
  throw new OperatorError("NODES_DISAGREE", message);
}

/**
 * Returns a block by its number. A node without it is behind, or has not kept it; two with different ones are asked
 * again.
 */
async function readBlock(pool: NodePool, params: Params): Promise<unknown> {
  for (let time = 0; ; time++) {
    const replies = await pool.all("eth_getBlockByNumber", params);
    const [first, ...others] = replies.filter(({ result }) => result !== null);
    if (first !== undefined) {
      const { hash } = first.result as WireBlock;
      const other = others.find(({ result }) => (result as WireBlock).hash !== hash);
      if (other === undefined) return first.result;
      if (time >= AGAIN) disagree(pool, other.node, Number(params[0]));
    } else if (time >= AGAIN) return null;
    await pool.pause(time + 1);
  }
}

/** Returns what any node knows; null only if all that answer say so, and say it again. */
function firstKnown(method: string): Read {
  return async (pool, params) => {
    for (let time = 0; ; time++) {
      const known = (await pool.all(method, params)).find(({ result }) => result !== null);
      if (known !== undefined) return known.result;
      if (time >= 1) return null;
    }
  };
}

/** Returns the next nonce: the highest of all nodes; at a block, what the nodes that have it agree on. */
async function readCount(pool: NodePool, params: Params, memory: Memory): Promise<unknown> {
  const [account, tag] = params;
  const method = "eth_getTransactionCount";
  if (tag !== undefined && tag !== "latest" && tag !== "pending") {
    for (let time = 0; ; time++) {
      const replies = await pool.all(method, params);
      const [first] = replies;
      const other = replies.find(({ result }) => Number(result) !== Number(first?.result));
      if (other === undefined) return first?.result;
      if (time >= AGAIN) {
        const message = `The nodes have different nonces of ${String(account)} at block ${tag as string}.`;
        throw new OperatorError("NODES_DISAGREE", message);
      }
      await pool.pause(time + 1);
    }
  }
  const key = `${String(account).toLowerCase()} ${String(tag)}`;
  let count = 0;
  for (let time = 0; time <= AGAIN; time++) {
    if (time > 0) await pool.pause(time);
    const replies = await pool.all(method, params);
    count = Math.max(...replies.map(({ result }) => Number(result)));
    if (count >= (memory.counts.get(key) ?? 0)) break;
  }
  memory.counts.set(key, count);
  return `0x${count.toString(16)}`;
}

/** Nothing is an answer only if it is given twice: a machine without the contract's newest state answers so too. */
function somethingFirst(method: string): Read {
  return async (pool, params) => {
    const { result } = await pool.any(method, params);
    if (result !== "0x") return result;
    const replies = pool.members.length > 1 ? await pool.all(method, params) : [await pool.any(method, params)];
    return replies.find((reply) => reply.result !== "0x")?.result ?? "0x";
  };
}
