import { type ErrorCode, OperatorError, asOperatorError } from "../errors.ts";
import { classify } from "../../packages/tron/nodes/classify.ts";
import { Estimate, type LogProgress } from "./log-progress.ts";
import { redact } from "../../packages/tron/nodes/redact.ts";
import { saidIn } from "./said.ts";
import { forOneAnswer } from "../../packages/tron/nodes/time-limit.ts";
import type { Verdict, VerdictKind } from "../../packages/tron/nodes/verdict.ts";
import { PATIENCE, type Patience, Waiting } from "../../packages/tron/nodes/waiting.ts";

/** Logs of some blocks, in whatever form they are kept. */
export interface Logs {
  readonly length: number;
}

/** The logs of some blocks, both ends included. */
export interface Piece<L extends Logs> {
  readonly from: number;
  readonly to: number;
  readonly logs: L;
}

/** How a range of blocks is cut. */
export interface Cutting extends Patience {
  /** Blocks asked for first. */
  readonly blocks: number;
  /** The most blocks asked for at once. */
  readonly mostBlocks: number;
  /** Pieces with more logs than this are followed by smaller ones, so that memory stays bounded. */
  readonly manyLogs: number;
}

/** What public nodes can bear. */
export const CUTTING: Cutting = { ...PATIENCE, blocks: 5_000, mostBlocks: 50_000, manyLogs: 5_000 };

/** How logs are read, if not as usual. */
export interface ReadOptions {
  readonly cutting?: Partial<Cutting>;
  /** Whose limits are learned, such as a provider: the next reading begins with what this one has found out. */
  readonly of?: object;
  /** Told after each piece. */
  readonly tell?: (progress: LogProgress) => void;
  /** The most ranges that are asked for at once, so that whoever takes a piece finds the next one there. One if not given. */
  readonly ahead?: number;
}

/** The most blocks that a node answers for, as far as it was found out. */
const LIMITS = new WeakMap<object, number>();

/** Times a node that limits either requests or blocks is waited for before fewer blocks are asked for. */
const UNCLEAR = 2;

/**
 * Reads logs piece by piece, in the chain's order, however many requests it takes. A range that is too wide becomes as
 * narrow as the node names, or half as wide, down to a single block; where a node limits requests it is waited for and the
 * range stays. Whoever stops goes on later behind the last piece.
 * @param ask - Asks for the logs of a range, both ends included.
 * @param from - First block; nothing is asked if `to` is lower.
 * @throws OperatorError `EVENTS_MISSING` if the node does not serve them, `NODE_THROTTLED`, `NODE_DENIED`, `NODE_BEHIND`, or
 * `CHAIN_UNREACHABLE` if it is gone.
 */
export async function* readPieces<L extends Logs>(
  ask: (from: number, to: number) => Promise<L>,
  from: number,
  to: number,
  { cutting = {}, of = ask, tell, ahead = 1 }: ReadOptions = {},
): AsyncGenerator<Piece<L>> {
  const width = new Width({ ...CUTTING, ...cutting }, of);
  const estimate = new Estimate(from, to);
  const asked: Asked<L>[] = [];
  let most = 1; // the first answer tells how much a node can bear
  for (let next = from; next <= to || asked.length > 0;) {
    while (next <= to && asked.length < most) {
      const end = width.endOf(next, to);
      asked.push({ end, piece: firstPiece(ask, next, end, width) });
      next = end + 1;
    }
    const { end, piece } = asked.shift() as Asked<L>;
    for (let done = await piece; ; done = await firstPiece(ask, done.to + 1, width.endOf(done.to + 1, end), width)) {
      yield done;
      tell?.(estimate.after(done.to));
      width.after(done);
      most = done.to < end ? 1 : Math.min(most + 1, ahead);
      if (done.to >= end) break;
      if (asked.length > 0) continue;
      next = done.to + 1;
      break;
    }
  }
}

/** A range that was asked for: its last block, and its first piece, which may end before that. */
interface Asked<L extends Logs> {
  readonly end: number;
  readonly piece: Promise<Piece<L>>;
}

/** How many blocks are asked for at once, as the answers teach it. */
class Width {
  readonly terms: Cutting;
  readonly #of: object;
  #ceiling: number;
  #blocks: number;

  constructor(terms: Cutting, of: object) {
    this.terms = terms;
    this.#of = of;
    this.#ceiling = Math.min(LIMITS.get(of) ?? terms.mostBlocks, terms.mostBlocks);
    this.#blocks = Math.min(terms.blocks, this.#ceiling);
  }

  /** Returns the last block of a range. */
  endOf(from: number, to: number): number {
    return Math.min(from + this.#blocks - 1, to);
  }

  /** Notes that a node wants fewer blocks. */
  narrow({ narrower, lasting }: Narrower): void {
    this.#blocks = Math.min(narrower, this.#ceiling);
    if (!lasting) return;
    this.#ceiling = this.#blocks;
    LIMITS.set(this.#of, this.#blocks);
  }

  /** Notes how many logs there were. */
  after({ logs }: Piece<Logs>): void {
    const { manyLogs } = this.terms;
    if (logs.length > manyLogs) this.#blocks = Math.max(1, Math.floor(this.#blocks / 2));
    else if (logs.length < manyLogs / 4) this.#blocks = Math.min(this.#blocks * 2, this.#ceiling);
  }
}

/** Reads what a node answers of the beginning of a range: all of it, or as much as it can bear. */
function firstPiece<L extends Logs>(
  ask: (from: number, to: number) => Promise<L>,
  from: number,
  to: number,
  width: Width,
): Promise<Piece<L>> {
  const first = async (): Promise<Piece<L>> => {
    for (let end = to; ;) {
      const piece = await forOneAnswer(() => readPiece(ask, from, end, width.terms));
      if (!("narrower" in piece)) return piece;
      width.narrow(piece);
      end = Math.min(from + piece.narrower - 1, width.endOf(from, to));
    }
  };
  const piece = first();
  piece.catch(() => undefined); // it is of interest when its turn comes, if that comes at all
  return piece;
}

/** Reads logs of a range of blocks as {@link readPieces} does, all at once. */
export async function readLogs<L>(
  ask: (from: number, to: number) => Promise<readonly L[]>,
  from: number,
  to: number,
  options: ReadOptions = {},
): Promise<L[]> {
  const found: L[] = [];
  for await (const { logs } of readPieces(ask, from, to, options)) for (const log of logs) found.push(log);
  return found;
}

/** Ask for fewer blocks; lasting if it is the node's limit and not that of a crowded range. */
interface Narrower {
  readonly narrower: number;
  readonly lasting: boolean;
}

async function readPiece<L extends Logs>(
  ask: (from: number, to: number) => Promise<L>,
  from: number,
  to: number,
  terms: Cutting,
): Promise<Piece<L> | Narrower> {
  const width = to - from + 1;
  const half = { narrower: Math.floor(width / 2), lasting: true };
  const waiting = new Waiting(terms);
  for (let unclear = 0; ;) {
    try {
      return { from, to, logs: await ask(from, to) };
    } catch (error) {
      const known = asOperatorError(error);
      const verdict = known === null ? classify(saidIn(error), "logs", width, [from, to]) : verdictOf(known);
      switch (verdict.kind) {
        case "wait":
          if (await waiting.throttled(verdict.milliseconds)) continue;
          throw refusal("NODE_THROTTLED", from, to, error);
        case "limited":
        case "not-served": // one of several machines behind the URL may serve it
          unclear += 1;
          if (unclear <= UNCLEAR && (await waiting.throttled(null))) continue;
          if (verdict.kind === "limited" || width === 1) break;
          return { narrower: 1, lasting: false };
        case "retry":
        case "behind":
        case "odd":
          if (known === null && (await waiting.again())) continue;
          // A node that gives up on a wide range looks just like one that is busy.
          if (verdict.kind === "retry" && width > 1) return half;
          throw known ?? refusal(PASSED[verdict.kind], from, to, error);
        case "range":
          if (verdict.most !== null && verdict.most < width) return { narrower: verdict.most, lasting: true };
          break;
        case "results":
          if (width > 1) return { narrower: verdict.most ?? half.narrower, lasting: false };
          break;
        case "denied":
          throw refusal("NODE_DENIED", from, to, error);
        default:
          if (known !== null) throw known;
      }
      if (width > 1) return half;
      throw refusal("EVENTS_MISSING", from, to, error);
    }
  }
}

const PASSED = { retry: "CHAIN_UNREACHABLE", behind: "NODE_BEHIND", odd: "NODE_ANSWER_INVALID" } as const;

/** What the layer beneath has found out already, after it has asked often enough. */
const FOUND: Partial<Record<ErrorCode, VerdictKind>> = {
  CHAIN_UNREACHABLE: "retry",
  NODE_BEHIND: "behind",
  NODE_ANSWER_INVALID: "odd",
  EVENTS_MISSING: "not-served",
};

function verdictOf({ code }: OperatorError): Verdict {
  const kind = FOUND[code];
  return kind === undefined ? { kind: "refused" } : ({ kind } as Verdict);
}

function refusal(code: ErrorCode, from: number, to: number, error: unknown): OperatorError {
  const blocks = from === to ? `block ${from}` : `blocks ${from} to ${to}`;
  const message = `The node does not tell the events of ${blocks}: ${redact(saidIn(error).message ?? "")}`;
  return new OperatorError(code, message, { cause: error });
}
