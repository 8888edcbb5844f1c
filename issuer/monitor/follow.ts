import { setTimeout as sleep } from "node:timers/promises";
import { showText } from "../terminal/show.ts";
import { type Depth, type FinalBlock, blockAt, firstBlockAfter, readFinal } from "../chains/final-state.ts";
import type { OpenCoin } from "../coin/open.ts";
import { OperatorError, asOperatorError } from "../errors.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { Finding } from "./alert.ts";
import { type Condition, conditions, nameOf, standing } from "./conditions.ts";
import { tell } from "./events.ts";
import type { Reading, WatchedLog } from "./watched-log.ts";
import { LONGEST_FREEZE, followFreezes, followLifted } from "./freezes.ts";
import { readWatched } from "./read-logs.ts";
import { type Snapshot, readSnapshot } from "./snapshot.ts";
import { type ChainState, MOST_MARKS, type Mark } from "./state.ts";
import { type Reckoning, reckon, sayMissing, tellUnannounced } from "./reckoning.ts";
import { supplyChange, unexplained } from "./supply.ts";
import type { Thresholds } from "./thresholds.ts";

/** How a chain is followed. */
export interface FollowOptions {
  readonly thresholds: Thresholds;
  /** Alerts on final blocks only, or on the newest. */
  readonly depth: Depth;
  /** Where a first run begins: at the deployment, or at the block of now. */
  readonly since: "deployment" | "now";
  /** This machine's clock, Unix seconds. */
  readonly clock: () => number;
  /** Called with what the watch has to do without. */
  readonly warn?: (line: string) => void;
}

/** One look at a chain. */
export interface Followed {
  readonly state: ChainState;
  readonly findings: readonly Finding[];
  /** Why nothing is concluded yet, in a sentence. */
  readonly doubt?: string;
}

/**
 * Follows a chain from where it was left to its last block: events first, then what is so now. Reads only; what it has
 * found counts once the state is written.
 * @throws OperatorError or what the node answers; the state is as before then.
 */
export async function follow(coin: OpenCoin, before: ChainState, options: FollowOptions): Promise<Followed> {
  const { chain, desired } = coin;
  const on = reading(coin, options);
  const { value: snapshot } = await readFinal(
    chain,
    desired,
    (at, block) => readSnapshot(coin, at, block),
    options.depth,
  );
  const from = await whereToGoOn(coin, before.marks, snapshot.block);
  if (from === "wait") return withConditions(coin, before, snapshot, [], options, on);
  const base = from.mark ?? (await firstMark(coin, snapshot, options, on));
  const fresh = from.mark === null;
  const kept = before.marks.slice(0, before.marks.length - from.dropped.length);
  const { read, reckoning } = await readAccounted(coin, base, snapshot, on);
  const still = await blockAt(chain, snapshot.block.number);
  if (still.hash !== snapshot.block.hash) {
    throw new OperatorError("REORGANISED", `${desired.network.name} was reorganised while it was read.`);
  }
  const now = options.clock();
  const doubtful = reckoning.accounted ? undefined : (before.doubtful ?? now);
  if (doubtful !== undefined && BigInt(now - doubtful) < options.thresholds.unreachable) {
    return { state: { ...before, doubtful }, findings: [], doubt: sayMissing(reckoning, base, on) };
  }
  const known = new Set(kept.flatMap(({ told }) => told));
  const found = [
    ...tell(read, { ...on, lifted: base.lifted ?? [] }),
    ...unexplained(read, on),
    ...tellUnannounced(reckoning, snapshot),
  ].filter(({ key }) => !known.has(key));
  const dropped = new Set(from.dropped.flatMap(({ told }) => told));
  const withdrawn = [...dropped].filter((key) => !found.some((finding) => finding.key === key));
  const mark = nextMark(base, snapshot, { read, reckoning }, found, on);
  const unmarked = kept.length === 0 ? [base] : kept;
  const marks = mark === null ? unmarked : [...kept, mark].slice(-MOST_MARKS);
  const findings = [
    ...(from.dropped.length === 0 ? [] : [reorganised(from.dropped, base, snapshot.block, withdrawn)]),
    ...(fresh && from.dropped.length === 0 ? standing(snapshot) : []),
    ...found.filter(({ key }) => !dropped.has(key)),
  ];
  return withConditions(coin, { ...before, marks, doubtful: undefined }, snapshot, findings, options, on);
}

/** Blocks that are read once more in the next round, for events that a machine which lagged has left out. */
const READ_AGAIN = 64;

/** Events since a mark, and some before it. Where they do not account for the state they are read once more. */
async function readAccounted(
  coin: OpenCoin,
  base: Mark,
  snapshot: Snapshot,
  on: Reading,
): Promise<{ readonly read: readonly WatchedLog[]; readonly reckoning: Reckoning }> {
  const next = base.number + 1;
  const from = snapshot.block.number === base.number ? next : Math.min(next, base.again?.from ?? next);
  for (let time = 1; ; time++) {
    const read = await readWatched(coin, from, snapshot.block.number);
    const reckoning = reckon(base, snapshot, read, on);
    if (reckoning.accounted || time > 1) return { read, reckoning };
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
  { since, warn }: FollowOptions,
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
  warn: FollowOptions["warn"],
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

/** Returns null if there is no new block. */
function nextMark(
  base: Mark,
  { block, settings }: Snapshot,
  { read, reckoning }: { readonly read: readonly WatchedLog[]; readonly reckoning: Reckoning },
  found: readonly Finding[],
  on: Reading,
): Mark | null {
  if (block.number === base.number) return null;
  // Never before the first block that was followed: what happened there was not reported.
  const first = reckoning.forgot ? base.number + 1 : (base.again?.from ?? base.number + 1);
  const from = Math.max(first, block.number + 1 - READ_AGAIN);
  const again = read.filter(({ blockNumber }) => blockNumber >= from);
  return {
    number: block.number,
    hash: block.hash,
    supply: `${reckoning.supply}`,
    // What is read again changes nothing: of each account the last event counts.
    freezes: followFreezes(base.freezes, read, on),
    lifted: followLifted(base.lifted ?? [], read, on),
    told: found.map(({ key }) => key),
    settings,
    drift: `${reckoning.drift}`,
    again: { from, events: again.length, supply: `${supplyChange(again, on)}` },
  };
}

function reorganised(dropped: readonly Mark[], base: Mark, block: FinalBlock, withdrawn: readonly string[]): Finding {
  const last = dropped.at(-1);
  const gone = `Block ${last?.number} (${last?.hash}) is no longer on the chain`;
  const message = `${gone}; followed again from block ${base.number}. ${withdrawn.length} alerts no longer hold.`;
  const details = { from: last?.number, ancestor: base.number, depth: (last?.number ?? 0) - base.number, withdrawn };
  const place = { block: block.number, transaction: null, time: block.timestamp };
  return { kind: "reorganised", key: `reorganised/${last?.hash}`, message, details, ...place };
}

async function withConditions(
  { chain }: OpenCoin,
  state: ChainState,
  snapshot: Snapshot,
  found: readonly Finding[],
  { thresholds, clock, depth }: FollowOptions,
  on: Reading,
): Promise<Followed> {
  const last = state.marks.at(-1);
  // A node that is behind says nothing about what was followed already.
  const current = last === undefined || last.number === snapshot.block.number;
  const head = depth === "head" ? snapshot.block : await blockAt(chain, await chain.provider.getBlockNumber());
  const now = [
    ...(current
      ? conditions(snapshot, {
          ...on,
          thresholds,
          freezes: last?.freezes ?? {},
          expectedSupply: BigInt(last?.supply ?? snapshot.supply),
          active: new Set(state.active),
        })
      : []),
    ...lagOf(head, clock(), thresholds),
  ];
  const names = new Set(now.map(nameOf));
  const begun = { ...state.begun };
  const fresh = now.filter((condition) => !state.active.includes(nameOf(condition)));
  const begins = fresh.map((condition): Finding => {
    const name = nameOf(condition);
    const count = (begun[name] ?? 0) + 1;
    begun[name] = count;
    const { kind, subject, message, details } = condition;
    const key = `${kind}/${subject.replaceAll(" ", "/")}/${count}`;
    const { number, timestamp } = snapshot.block;
    return { kind, key, message, details, block: number, transaction: null, time: timestamp };
  });
  const active = current ? [...names] : [...new Set([...state.active, ...names])];
  return { state: { ...state, active, begun }, findings: [...found, ...begins] };
}

function lagOf(head: FinalBlock, clock: number, { lag }: Thresholds): Condition[] {
  const age = BigInt(clock) - head.timestamp;
  if (age <= lag) return [];
  const message = `The node's newest block is ${age} s old; it should be at most ${lag} s.`;
  return [{ kind: "node-lag", subject: "head", message, details: { age, block: head.number } }];
}

function reading({ addresses, desired }: OpenCoin, { thresholds }: FollowOptions): Reading & ShowsAmounts {
  const { network, decimals, symbol } = desired;
  return {
    addresses,
    mintAbove: thresholds.mintAbove,
    showAddress: (address) => showText(address, network),
    showAmount: (amount) => `${formatAmount(amount, decimals)} ${symbol}`,
  };
}

type ShowsAmounts = Pick<Reading, "showAmount" | "showAddress">;
