import { setTimeout as sleep } from "node:timers/promises";
import type { FinalBlock } from "../chains/final-block.ts";
import { type Depth, blockAt, firstBlockAfter, readFinal } from "../chains/final-state.ts";
import type { OpenCoin } from "../coin/open.ts";
import { OperatorError, asOperatorError } from "../errors.ts";
import { LONGEST_FREEZE, followFreezes, followLifted } from "./freezes.ts";
import { readWatched } from "./read-logs.ts";
import { type Reckoning, reckon } from "./reckoning.ts";
import { type Snapshot, readSnapshot } from "./snapshot.ts";
import type { Mark } from "./state.ts";
import type { Reading, WatchedLog } from "./watched-log.ts";

/** How a chain is looked at. */
export interface LookOptions {
  /** Alerts on final blocks only, or on the newest. */
  readonly depth: Depth;
  /** Where a first run begins: at the deployment, or at the block of now. */
  readonly since: "deployment" | "now";
  /** Called with what the watch has to do without. */
  readonly warn?: (line: string) => void;
}

/** What a look has read. */
export interface Look {
  readonly snapshot: Snapshot;
  /** The mark from which the chain was followed; null if the node is behind what was followed. */
  readonly base: Mark | null;
  readonly isFirst: boolean;
  /** Marks that are no longer on the chain. */
  readonly dropped: readonly Mark[];
  /** Events since the base, and some before it; of those that tell nothing the time is not known. */
  readonly read: readonly WatchedLog[];
  readonly reckoning: Reckoning;
}

/** A range of so many blocks is read while the state is: what takes longer would find other blocks final on TRON. */
const SHORT = 5_000;

/** Nothing to account for. */
const NOTHING: Reckoning = { supply: 0n, drift: 0n, unannounced: [], forgot: false, accounted: true };

/**
 * Reads a chain at its last block and the events since the last mark that is still on it, in as few requests as there
 * can be: the state is one, the events are three, and the block, the mark and the block once more are one each.
 * @throws OperatorError `REORGANISED` if the block was replaced meanwhile.
 */
export async function lookAt(coin: OpenCoin, marks: readonly Mark[], options: LookOptions, on: Reading): Promise<Look> {
  const { chain, desired } = coin;
  const { block, value } = await readFinal(
    chain,
    desired,
    async (at, now) => {
      const [snapshot, gone] = await Promise.all([readSnapshot(coin, at, now), goOn(coin, marks, now)]);
      return { snapshot, ...gone };
    },
    options.depth,
  );
  const { snapshot, from } = value;
  if (from === "wait") return { snapshot, base: null, isFirst: false, dropped: [], read: [], reckoning: NOTHING };
  const base = from.mark ?? (await firstMark(coin, snapshot, options, on));
  const found = { snapshot, base, isFirst: from.mark === null, dropped: from.dropped };
  if (value.read !== null) {
    const reckoning = reckon(base, snapshot, value.read, on);
    if (reckoning.accounted) return { ...found, read: value.read, reckoning };
    await sleep(chain.pollMilliseconds);
  }
  const accounted = await readAccounted(coin, base, snapshot, on, value.read === null);
  const still = await blockAt(chain, block.number);
  if (still.hash === block.hash) return { ...found, ...accounted };
  throw new OperatorError("REORGANISED", `${desired.network.name} was reorganised while it was read.`);
}

/** The last mark that is still there, and the events since then unless there are blocks for a longer while. */
async function goOn(
  coin: OpenCoin,
  marks: readonly Mark[],
  block: FinalBlock,
): Promise<{ readonly from: Awaited<ReturnType<typeof whereToGoOn>>; readonly read: readonly WatchedLog[] | null }> {
  const from = await whereToGoOn(coin, marks, block);
  if (from === "wait" || from.mark === null) return { from, read: null };
  const first = firstBlock(from.mark, block);
  if (block.number - first >= SHORT) return { from, read: null };
  return { from, read: await readWatched(coin, first, block.number) };
}

/** Where the next look reads from: some blocks before the mark, for events that come late. */
function firstBlock(base: Mark, block: FinalBlock): number {
  const next = base.number + 1;
  return block.number === base.number ? next : Math.min(next, base.again?.from ?? next);
}

/** Events since a mark, and some before it. Where they do not account for the state they are read once more. */
async function readAccounted(
  coin: OpenCoin,
  base: Mark,
  snapshot: Snapshot,
  on: Reading,
  twice: boolean,
): Promise<{ readonly read: readonly WatchedLog[]; readonly reckoning: Reckoning }> {
  for (let isLast = !twice; ; isLast = true) {
    const read = await readWatched(coin, firstBlock(base, snapshot.block), snapshot.block.number);
    const reckoning = reckon(base, snapshot, read, on);
    if (reckoning.accounted || isLast) return { read, reckoning };
    await sleep(coin.chain.pollMilliseconds);
  }
}

/**
 * Returns the last mark that is still on the chain, and those that are not; `wait` if the node is behind what was
 * followed.
 */
async function whereToGoOn(
  { chain }: OpenCoin,
  marks: readonly Mark[],
  block: FinalBlock,
): Promise<{ readonly mark: Mark | null; readonly dropped: readonly Mark[] } | "wait"> {
  for (let index = marks.length - 1; index >= 0; index--) {
    const mark = marks[index];
    if (mark === undefined || mark.number > block.number) continue;
    const { hash } = mark.number === block.number ? block : await blockAt(chain, mark.number);
    if (hash !== mark.hash) continue;
    const later = marks.slice(index + 1);
    // Nothing contradicts the later marks as long as the node has no other blocks of their numbers.
    const behind = later.length > 0 && later.every(({ number }) => number > block.number);
    return behind ? "wait" : { mark, dropped: later };
  }
  return { mark: null, dropped: marks };
}

/**
 * Returns where a first run begins: with an empty ledger before the token was created, or with what the token says now.
 */
async function firstMark(
  coin: OpenCoin,
  { block, supply, settings }: Snapshot,
  { since, warn }: LookOptions,
  on: Reading,
): Promise<Mark> {
  const created = coin.record.contracts.timelock?.block ?? 0;
  if (since === "deployment") return { number: created - 1, hash: "", supply: "0", freezes: {}, told: [] };
  const logs = await recent(coin, block, created, warn);
  const known = { freezes: followFreezes({}, logs, on), lifted: followLifted([], logs, on) };
  return { number: block.number, hash: block.hash, supply: `${supply}`, ...known, told: [], settings };
}

/**
 * Returns what happened while a freeze can last; nothing if the node has not kept it, since what is to come matters
 * more.
 */
async function recent(
  coin: OpenCoin,
  block: FinalBlock,
  created: number,
  warn: LookOptions["warn"],
): Promise<WatchedLog[]> {
  try {
    const from = await firstBlockAfter(coin.chain, block.timestamp - LONGEST_FREEZE, block, created);
    return await readWatched(coin, from, block.number);
  } catch (error) {
    const refusal = asOperatorError(error);
    if (refusal === null || !NOT_KEPT.has(refusal.code)) throw error;
    const { name } = coin.desired.network;
    warn?.(`${name}: ${refusal.message} Freezes that began before block ${block.number} are not followed.`);
    return [];
  }
}

const NOT_KEPT: ReadonlySet<string> = new Set(["HISTORY_MISSING", "EVENTS_MISSING"]);
