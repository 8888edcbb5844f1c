import { showText } from "../terminal/show.ts";
import type { FinalBlock } from "../chains/final-block.ts";
import { type Depth, blockAt } from "../chains/final-state.ts";
import type { OpenCoin } from "../coin/open.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { Finding } from "./alert.ts";
import { type Condition, conditions, nameOf, standing } from "./conditions.ts";
import { tell } from "./events.ts";
import type { Reading, WatchedLog } from "./watched-log.ts";
import { followFreezes, followLifted } from "./freezes.ts";
import { type LookOptions, lookAt } from "./look.ts";
import { withTimes } from "./read-logs.ts";
import type { Snapshot } from "./snapshot.ts";
import { type ChainState, MOST_MARKS, type Mark } from "./state.ts";
import { type Reckoning, sayMissing, tellUnannounced } from "./reckoning.ts";
import { supplyChange, unexplained } from "./supply.ts";
import type { Thresholds } from "./thresholds.ts";

/** How a chain is followed. */
export interface FollowOptions extends LookOptions {
  readonly thresholds: Thresholds;
  /** This machine's clock, Unix seconds. */
  readonly clock: () => number;
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
  const on = reading(coin, options);
  const look = await lookAt(coin, before.marks, options, on);
  const { snapshot, base, dropped, read, reckoning } = look;
  if (base === null) return withConditions(coin, before, snapshot, [], options, on);
  const fresh = look.isFirst;
  const kept = before.marks.slice(0, before.marks.length - dropped.length);
  const now = options.clock();
  const doubtful = reckoning.accounted ? undefined : (before.doubtful ?? now);
  if (doubtful !== undefined && BigInt(now - doubtful) < options.thresholds.unreachable) {
    return { state: { ...before, doubtful }, findings: [], doubt: sayMissing(reckoning, base, on) };
  }
  const known = new Set(kept.flatMap(({ told }) => told));
  const isNew = ({ key }: Finding): boolean => !known.has(key);
  const telling = (logs: readonly WatchedLog[]): Finding[] =>
    [...tell(logs, { ...on, lifted: base.lifted ?? [] }), ...unexplained(logs, on)].filter(isNew);
  const found = [
    ...telling(await withTimes(coin, read, telling(read))),
    ...tellUnannounced(reckoning, snapshot).filter(isNew),
  ];
  const gone = new Set(dropped.flatMap(({ told }) => told));
  const withdrawn = [...gone].filter((key) => !found.some((finding) => finding.key === key));
  const mark = nextMark(base, snapshot, { read, reckoning }, found, on);
  const unmarked = kept.length === 0 ? [base] : kept;
  const marks = mark === null ? unmarked : [...kept, mark].slice(-MOST_MARKS);
  const findings = [
    ...(dropped.length === 0 ? [] : [reorganised(dropped, base, snapshot.block, withdrawn)]),
    ...(fresh && dropped.length === 0 ? standing(snapshot) : []),
    ...found.filter(({ key }) => !gone.has(key)),
  ];
  return withConditions(coin, { ...before, marks, doubtful: undefined }, snapshot, findings, options, on);
}

/** Blocks that are read once more in the next round, for events that a machine which lagged has left out. */
const READ_AGAIN = 256;

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
    ...(await lagOf(chain, snapshot.block, depth, clock(), thresholds)),
  ];
  const names = new Set(now.map(nameOf));
  const before = new Set(state.active);
  const begins = now.filter((condition) => !before.has(nameOf(condition))).map((one) => begun(one, snapshot.block));
  const same = names.size === before.size && [...names].every((name) => before.has(name));
  const active = same ? state.active : [...(current ? names : new Set([...before, ...names]))];
  return { state: { ...state, active }, findings: [...found, ...begins] };
}

/** Begun again it has another key: no condition begins twice at one block. */
function begun({ kind, subject, message, details, block }: Condition, read: FinalBlock): Finding {
  const { number, timestamp } = read;
  const { number: since, hash } = block ?? read;
  const key = `${kind}/${subject.replaceAll(" ", "/")}/${since}/${hash.slice(-8)}`;
  return { kind, key, message, details, block: number, transaction: null, time: timestamp };
}

/** The newest block is asked for only where the one that was read is too old itself. */
async function lagOf(
  chain: OpenCoin["chain"],
  read: FinalBlock,
  depth: Depth,
  clock: number,
  { lag }: Thresholds,
): Promise<Condition[]> {
  if (BigInt(clock) - read.timestamp <= lag) return [];
  const head = depth === "head" ? read : await blockAt(chain, await chain.provider.getBlockNumber());
  const age = BigInt(clock) - head.timestamp;
  if (age <= lag) return [];
  const message = `The node's newest block is ${age} s old; it should be at most ${lag} s.`;
  return [{ kind: "node-lag", subject: "head", message, details: { age, block: head.number }, block: head }];
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
