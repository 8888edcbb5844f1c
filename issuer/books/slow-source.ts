import { formatAmount } from "../../packages/integration/reading/format.ts";
import { patiently } from "../nodes/patiently.ts";
import type { Cutting } from "../nodes/read-logs.ts";
import type { Patience } from "../../packages/tron/nodes/waiting.ts";
import type { LogSource } from "./source.ts";

/** Blocks of one piece where each is a request of its own: as many as TRON's provider reads for one query. */
export const SINGLE_BLOCKS = 200;
/** Blocks of which the pace is measured, in as many requests at once as the books make. */
const MEASURED = 10;
const AT_ONCE = 3;
/** Fewer blocks than this are read before anything could be said of them. */
const FEW = 1_000;
/** Blocks that a request to java-tron's JSON-RPC reads. */
const BLOCKS_OF_JSON_RPC = 5_000;

/** A reading of which each block is a request of its own. */
export interface SlowReading {
  readonly blocks: number;
  /** By the pace of the first blocks. */
  readonly secondsPerBlock: number;
}

/**
 * Finds out how long a source will take that reads block by block.
 * @param from - The first block that will be read.
 * @returns Null for a source that reads ranges.
 * @throws OperatorError as a node's answers do.
 */
export async function slowReading(
  source: LogSource,
  from: number,
  patience: Partial<Patience> = {},
): Promise<SlowReading | null> {
  if (source.blockByBlock === undefined || !(await source.blockByBlock())) return null;
  const blocks = (await patiently(() => source.finalBlock(), patience)) - from + 1;
  if (blocks < FEW) return { blocks, secondsPerBlock: 0 };
  const begun = performance.now();
  const parts = Array.from({ length: AT_ONCE }, (_, part) => from + part * MEASURED);
  await Promise.all(parts.map((first) => patiently(() => source.logs(first, first + MEASURED - 1), patience)));
  return { blocks, secondsPerBlock: (performance.now() - begun) / 1_000 / (AT_ONCE * MEASURED) };
}

/** Returns what is said before such a reading begins; nothing for a short one. */
export function announceSlow(network: string, { blocks, secondsPerBlock }: SlowReading): string[] {
  const seconds = blocks * secondsPerBlock;
  if (seconds < 60) return [];
  const number = (value: number): string => formatAmount(BigInt(Math.ceil(value)), 0);
  const requests = Math.ceil(blocks / BLOCKS_OF_JSON_RPC);
  return [
    `${network}: the node has no JSON-RPC, so each of ${number(blocks)} blocks is a request of its own: about ` +
      `${hours(seconds)}, at the ${number(1 / secondsPerBlock)} blocks a second of the first ones.`,
    `  Faster: TronGrid's events through its JSON-RPC (jsonRpc: "https://api.trongrid.io/jsonrpc" in the network's ` +
      `config), ${number(requests)} requests, about ${hours(requests * Math.max(0.5, secondsPerBlock * AT_ONCE))};`,
    "  or a java-tron node of your own, with node.jsonrpc.httpFullNodeEnable = true and its archive of events.",
    "  Whatever the source: supply, limits, balances and references are compared with the chain's own state at the end.",
    "  It can be interrupted: what was read is kept, and the next run goes on behind it, with any source.",
  ];
}

/** How a source is read. */
export interface ReadingTerms {
  readonly chunks?: Partial<Cutting>;
  /** Called with sentences about a reading that will take long, before it begins. */
  readonly announce?: (sentences: readonly string[]) => void;
}

/** Returns how ranges of blocks are cut for a source, and says so before it takes long. */
export async function cuttingFor(
  network: string,
  source: LogSource,
  from: number,
  { chunks = {}, announce = () => undefined }: ReadingTerms,
): Promise<Partial<Cutting>> {
  const slow = await slowReading(source, from, chunks);
  if (slow === null) return chunks;
  const sentences = announceSlow(network, slow);
  if (sentences.length > 0) announce(sentences);
  return { ...chunks, blocks: SINGLE_BLOCKS, mostBlocks: SINGLE_BLOCKS };
}

function hours(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
