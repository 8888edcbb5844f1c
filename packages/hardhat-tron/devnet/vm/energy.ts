import type { BareAddress } from "../../../tron/address.ts";
import { failures } from "./failure.ts";
import type { Frame, RunState } from "./frame.ts";

const MEMORY_LIMIT = 3n * 1024n * 1024n;
const LONG_MAX = (1n << 63n) - 1n;
const NEW_ACCOUNT = 25_000n;
const VALUE_TRANSFER = 9_000n;

/** The bare address in the low 20 bytes of a stack word. */
export const addressOf = (word: bigint): BareAddress =>
  BigInt.asUintN(160, word).toString(16).padStart(40, "0") as BareAddress;

const words = (bytes: bigint): bigint => (bytes + 31n) / 32n;
const memoryPrice = (count: bigint): bigint => 3n * count + (count * count) / 512n;
const needed = (offset: bigint, size: bigint): bigint => (size === 0n ? 0n : offset + size);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Energy for growing memory to `size` bytes; grows the frame's word count. @throws TvmFailure beyond 3 MB */
function memory(state: RunState, op: string, size: bigint): bigint {
  if (size > MEMORY_LIMIT) throw failures.outOfMemory(op);
  const count = words(size);
  if (count <= state.memoryWordCount) return 0n;
  const price = memoryPrice(count) - memoryPrice(state.memoryWordCount);
  state.memoryWordCount = count;
  return price;
}

/** Records memory that grew without being charged (a precompile's whole output). */
export function growUncharged(state: RunState, size: number): void {
  state.memoryWordCount = max(state.memoryWordCount, words(BigInt(size)));
}

/** Computes the part of an operation's energy that depends on its operands. */
export type Pricer = (frame: Frame, state: RunState, op: string, stack: readonly bigint[]) => bigint;

const at = (stack: readonly bigint[], index: number): bigint => stack[index] ?? 0n;

const copy =
  (target: number, size: number, base = 0n): Pricer =>
  (_frame, state, op, stack) =>
    base + memory(state, op, needed(at(stack, target), at(stack, size))) + 3n * words(at(stack, size));

const wordAt =
  (size: bigint): Pricer =>
  (_frame, state, op, stack) =>
    memory(state, op, needed(at(stack, 0), size));

const region: Pricer = (_frame, state, op, stack) => memory(state, op, needed(at(stack, 0), at(stack, 1)));

const isDead = (frame: Frame, word: bigint): boolean => frame.context.world.account(addressOf(word)) === undefined;

function sstore({ context, request }: Frame, _state: RunState, _op: string, stack: readonly bigint[]): bigint {
  const present = context.world.slot(request.address, at(stack, 0)) !== undefined;
  return !present && at(stack, 1) !== 0n ? 20_000n : 5_000n;
}

function log(_frame: Frame, state: RunState, op: string, stack: readonly bigint[]): bigint {
  const dataCost = at(stack, 1) * 8n;
  const left = state.gasLeft;
  if (dataCost > LONG_MAX) throw failures.arithmetic(); // java-tron cannot print such a cost
  if (left < dataCost) throw failures.notEnoughForOperation(op, dataCost, left);
  const topics = BigInt(op.slice(3));
  return 375n * topics + dataCost + memory(state, op, needed(at(stack, 0), at(stack, 1)));
}

/** Extra cost beyond the tier. Call operations also decide how much energy they forward. */
function call(valueIndex: number | undefined, opensAccount: boolean): Pricer {
  return (frame, state, op, stack) => {
    const first = valueIndex === undefined ? 2 : 3;
    const value = valueIndex === undefined ? 0n : at(stack, valueIndex);
    let cost = 0n;
    if (opensAccount && value !== 0n && isDead(frame, at(stack, 1))) cost += NEW_ACCOUNT;
    if (value !== 0n) cost += VALUE_TRANSFER;
    const input = needed(at(stack, first), at(stack, first + 1));
    const output = needed(at(stack, first + 2), at(stack, first + 3));
    frame.memoryBefore = state.memoryWordCount;
    return cost + memory(state, op, max(input, output));
  };
}

function selfDestruct(frame: Frame, _state: RunState, _op: string, stack: readonly bigint[]): bigint {
  const base = frame.context.rules.selfDestructOnlyInSameTransaction ? 5_000n : 0n;
  return isDead(frame, at(stack, 0)) ? base + NEW_ACCOUNT : base;
}

const create = (frame: Frame, state: RunState, op: string, stack: readonly bigint[]): bigint =>
  memory(state, op, needed(at(stack, 1), at(stack, 2)));

/** Operand-dependent energy by operation; it is added to the tier. */
export const PRICERS: ReadonlyMap<number, Pricer> = new Map<number, Pricer>([
  [
    0x0a,
    (_frame, _state, _op, stack) =>
      10n * BigInt(Math.ceil(at(stack, 1) === 0n ? 0 : at(stack, 1).toString(16).length / 2)),
  ],
  [0x20, (frame, state, op, stack) => region(frame, state, op, stack) + 6n * words(at(stack, 1))],
  [0x37, copy(0, 2)],
  [0x39, copy(0, 2)],
  [0x3c, copy(1, 3)],
  [0x3e, copy(0, 2)],
  [0x51, wordAt(32n)],
  [0x52, wordAt(32n)],
  [0x53, wordAt(1n)],
  [0x55, sstore],
  [
    0x5e,
    (_frame, state, op, stack) =>
      memory(state, op, needed(max(at(stack, 0), at(stack, 1)), at(stack, 2))) + 3n * words(at(stack, 2)),
  ],
  ...[0xa0, 0xa1, 0xa2, 0xa3, 0xa4].map((code) => [code, log] as const),
  [0xf0, create],
  [0xf1, call(2, true)],
  [0xf2, call(2, false)],
  [0xf3, region],
  [0xf4, call(undefined, false)],
  [0xf5, (frame, state, op, stack) => create(frame, state, op, stack) + 6n * words(at(stack, 2))],
  [0xfa, call(undefined, false)],
  [0xfd, region],
  [0xff, selfDestruct],
]);
