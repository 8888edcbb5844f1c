import { setTimeout as sleep } from "node:timers/promises";
import type { BlockTag, Overrides } from "ethers";
import type { Desired } from "../coin-file/resolve.ts";
import type { Chain } from "./chain.ts";
import type { FinalBlock } from "./final-block.ts";
import { OperatorError } from "../errors.ts";

/** Where to read: for `totalSupply(at)` and every other view of a contract. */
export type At = Pick<Overrides, "blockTag">;

const ATTEMPTS = 20;

/** Which block is read: the last one that is final, or the newest. */
export type Depth = "final" | "head";

/**
 * Reads several values of one and the same block, by default the last final one. On a chain that keeps no older state (TRON) the reads are
 * repeated until no block became final meanwhile.
 * @param read - Passes what it is given to every call.
 * @throws OperatorError `CHAIN_UNREACHABLE` if blocks come faster than the values can be read.
 */
export async function readFinal<T>(
  chain: Pick<Chain, "provider" | "finalPoint" | "blockPoint" | "pollMilliseconds">,
  { network }: Pick<Desired, "network">,
  read: (at: At, block: FinalBlock) => Promise<T>,
  depth: Depth = "final",
): Promise<{ readonly block: FinalBlock; readonly value: T }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await pointOf(chain, depth);
    const value = await read({ blockTag: tagOf(network, before, depth) }, before);
    const after = network.platform === "tron" ? await pointOf(chain, depth) : await blockAt(chain, before.number);
    if (after.hash === before.hash) return { block: before, value };
    await sleep(chain.pollMilliseconds);
  }
  const message = `${network.name} makes blocks faster than its state can be read.`;
  throw new OperatorError("CHAIN_UNREACHABLE", message);
}

/** An EVM node serves the state of recent blocks by number, a TRON node the newest and what is final. */
export function tagOf(network: Desired["network"], block: FinalBlock, depth: Depth): BlockTag {
  if (network.platform === "evm") return block.number;
  return depth === "head" ? "latest" : finalTag(network);
}

/** By what name a TRON node is asked for the state that counts as final: the newest where one block on it is enough. */
export function finalTag({ confirmations }: Pick<Desired["network"], "confirmations">): "latest" | "finalized" {
  return confirmations === 1 ? "latest" : "finalized";
}

/** Returns the block that is read now: the last one that is final, or the newest. */
export async function pointOf(
  chain: Pick<Chain, "provider" | "finalPoint" | "blockPoint">,
  depth: Depth,
): Promise<FinalBlock> {
  return depth === "final" ? chain.finalPoint() : blockAt(chain, await chain.provider.getBlockNumber());
}

/**
 * Number, hash and time of a block.
 * @throws OperatorError `NODE_BEHIND` if the node has not got it yet, `HISTORY_MISSING` if it has not kept it.
 */
export async function blockAt(chain: Pick<Chain, "provider" | "blockPoint">, number: number): Promise<FinalBlock> {
  const block = await chain.blockPoint(number);
  if (block !== null) return block;
  const head = await chain.provider.getBlockNumber();
  if (number <= head) throw new OperatorError("HISTORY_MISSING", `The node does not serve block ${number}.`);
  throw new OperatorError("NODE_BEHIND", `The node's newest block is ${head}, so it does not have block ${number}.`);
}

/**
 * Returns the first block after a moment.
 * @param seconds - Unix seconds.
 * @param last - The last block to look at.
 * @param first - The first block to look at.
 * @returns Its number; one above the last if that is not later either.
 * @throws OperatorError `HISTORY_MISSING` if the node has not kept the blocks of that time.
 */
export async function firstBlockAfter(
  chain: Pick<Chain, "provider" | "blockPoint">,
  seconds: bigint,
  last: FinalBlock,
  first = 0,
): Promise<number> {
  if (last.timestamp <= seconds) return last.number + 1;
  // The block at `high` is later, and kept; the one before `low` is not later.
  let [low, high] = [first, last.number];
  for (let step = 1; low < high; step *= 2) {
    const earlier = Math.max(low, high - step);
    const block = await chain.blockPoint(earlier);
    if (block === null) {
      const kept = await firstKept(chain, earlier + 1, high);
      if ((await blockAt(chain, kept)).timestamp > seconds) {
        throw new OperatorError("HISTORY_MISSING", `The node has not kept the blocks before ${kept}.`);
      }
      low = kept + 1;
      break;
    }
    if (block.timestamp <= seconds) {
      low = earlier + 1;
      break;
    }
    high = earlier;
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await blockAt(chain, middle)).timestamp > seconds) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** Returns the first block that a node has kept, where it has the one at `high`. */
async function firstKept(chain: Pick<Chain, "blockPoint">, low: number, high: number): Promise<number> {
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await chain.blockPoint(middle)) === null) low = middle + 1;
    else high = middle;
  }
  return high;
}
