import { redact } from "../engine/reasons.ts";
import { OperatorError } from "../errors.ts";
import { type Patience, patiently } from "./retry.ts";
import type { LogSource, RawLog } from "./source.ts";

/** The logs of some blocks, both ends included. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly logs: readonly RawLog[];
}

/** How a range of blocks is cut. */
export interface ChunkOptions extends Patience {
  /** Blocks asked for first. */
  readonly blocks: number;
  /** The most blocks asked for at once. */
  readonly mostBlocks: number;
  /** Chunks with more logs than this are followed by smaller ones, so that memory stays bounded. */
  readonly manyLogs: number;
}

/** What public nodes can bear. */
export const CHUNKS: ChunkOptions = { blocks: 2_000, mostBlocks: 50_000, manyLogs: 5_000, attempts: 5, pause: 500 };

/**
 * Reads logs chunk by chunk. A range that a node refuses is halved, until single blocks are refused; after chunks with few
 * logs the range doubles again. Failures that pass are tried again first.
 * @throws OperatorError `LOGS_REFUSED` if not even one block is answered for, `CHAIN_UNREACHABLE` if the node is gone.
 */
export async function* readChunks(
  source: Pick<LogSource, "logs">,
  from: number,
  to: number,
  options: ChunkOptions = CHUNKS,
): AsyncGenerator<Chunk> {
  const { mostBlocks, manyLogs } = options;
  let size = Math.min(options.blocks, mostBlocks);
  let ceiling = mostBlocks; // a range that was refused once is not asked for again
  for (let begin = from; begin <= to;) {
    const end = Math.min(begin + size - 1, to);
    const answer = await ask(source, begin, end, options);
    if (answer instanceof Error) {
      if (begin === end) throw refused(begin, answer);
      size = Math.floor((end - begin + 1) / 2);
      ceiling = size;
      continue;
    }
    yield { from: begin, to: end, logs: answer };
    begin = end + 1;
    if (answer.length > manyLogs) size = Math.max(1, Math.floor(size / 2));
    else if (answer.length < manyLogs / 4) size = Math.min(size * 2, ceiling);
  }
}

/** The logs, or why the node refuses the range. */
async function ask(
  source: Pick<LogSource, "logs">,
  from: number,
  to: number,
  patience: Patience,
): Promise<readonly RawLog[] | Error> {
  try {
    return await patiently(() => source.logs(from, to), patience);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // A node that gives up on a wide range looks just like one that is busy.
    const gone = error instanceof OperatorError && error.code === "CHAIN_UNREACHABLE";
    if (gone && from === to) throw error;
    return error;
  }
}

function refused(block: number, error: Error): OperatorError {
  const message = `The node does not tell the events of block ${block}: ${redact(error.message)}`;
  return new OperatorError("LOGS_REFUSED", message, { cause: error });
}
