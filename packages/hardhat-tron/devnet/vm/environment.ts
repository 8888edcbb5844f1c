import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToNumber, EMPTY, numberToBytes } from "../protocol/bytes.ts";
import { call } from "./calls.ts";
import { create, create2 } from "./creation.ts";
import { addressOf } from "./energy.ts";
import { failures } from "./failure.ts";
import type { Frame, Handler, RunState } from "./frame.ts";
import { selfDestruct } from "./selfdestruct.ts";

const TRON_PREFIX = 0x41n << 160n;
const HISTORY = 256n;

type Read = (frame: Frame, ...operands: bigint[]) => bigint;

/** An operation that replaces its operands by one value. */
const reading =
  (current: () => Frame, takes: number, read: Read): Handler =>
  (state: RunState) => {
    const operands = state.stack.popN(takes);
    state.stack.push(read(current(), ...operands));
  };

function blockHash({ context }: Frame, index = 0n): bigint {
  const { number } = context.block;
  if (index >= number || index < (number > HISTORY ? number : HISTORY) - HISTORY) return 0n;
  return bytesToNumber(context.block.hashOf(index) ?? EMPTY);
}

function codeHash({ context: { world } }: Frame, word = 0n): bigint {
  const address = addressOf(word);
  return world.account(address) === undefined ? 0n : bytesToNumber(keccak_256(world.code(address)));
}

function writable(frame: Frame): void {
  if (frame.request.isStatic) throw failures.staticCall();
}

function copyExternalCode(current: () => Frame): Handler {
  return (state) => {
    const [word = 0n, target = 0n, offset = 0n, size = 0n] = state.stack.popN(4);
    if (size === 0n) return;
    const code = current().context.world.code(addressOf(word));
    const slice = offset >= BigInt(code.length) ? EMPTY : code.subarray(Number(offset), Number(offset + size));
    const padded = new Uint8Array(Number(size));
    padded.set(slice);
    state.memory.write(Number(target), padded.length, padded);
  };
}

function copyReturnData(): Handler {
  return (state) => {
    const [target = 0n, offset = 0n, size = 0n] = state.stack.popN(3);
    const data = state.returnBytes;
    if (offset + size > BigInt(data.length)) throw failures.returnDataBounds(offset, size, data.length);
    if (size > 0n) state.memory.write(Number(target), Number(size), data.slice(Number(offset), Number(offset + size)));
  };
}

function jump(state: RunState, target: bigint): void {
  if (target > 0xffff_ffffn) throw failures.badJump(-1n);
  if (state.validJumps[Number(target)] !== 1) throw failures.badJump(BigInt.asIntN(32, target));
  state.programCounter = Number(target);
}

function log(current: () => Frame, topicCount: number): Handler {
  return (state) => {
    const frame = current();
    writable(frame);
    const [offset = 0n, size = 0n, ...topics] = state.stack.popN(topicCount + 2);
    const data = size === 0n ? EMPTY : state.memory.read(Number(offset), Number(size));
    const words = topics.map((topic) => numberToBytes(topic, 32));
    frame.context.logs.push({ address: frame.request.address, topics: words, data });
  };
}

function store(current: () => Frame): Handler {
  return (state) => {
    const frame = current();
    writable(frame);
    const [slot = 0n, value = 0n] = state.stack.popN(2);
    frame.context.world.setSlot(frame.request.address, slot, value);
  };
}

const jumpIf: Handler = (state) => {
  const [target = 0n, condition = 0n] = state.stack.popN(2);
  if (condition !== 0n) jump(state, target);
};

/** Operations whose behaviour is TRON's own or reads the node's state. */
export function environment(current: () => Frame): ReadonlyMap<number, Handler> {
  const read = (takes: number, value: Read): Handler => reading(current, takes, value);
  const constant = (value: bigint): Handler => read(0, () => value);
  const handlers: [number, Handler][] = [
    [0x31, read(1, ({ context }, word = 0n) => context.world.balance(addressOf(word)))],
    [0x3a, constant(0n)],
    [0x3b, read(1, ({ context }, word = 0n) => BigInt(context.world.code(addressOf(word)).length))],
    [0x3c, copyExternalCode(current)],
    [0x3e, copyReturnData()],
    [0x3f, read(1, codeHash)],
    [0x40, read(1, blockHash)],
    [0x41, read(0, ({ context }) => TRON_PREFIX | BigInt(`0x${context.block.producer}`))],
    [0x42, read(0, ({ context }) => context.block.timestamp / 1000n)],
    [0x43, read(0, ({ context }) => context.block.number)],
    [0x44, constant(0n)],
    [0x45, constant(0n)],
    [0x46, read(0, ({ context }) => context.chainId)],
    [0x47, read(0, ({ context, request }) => context.world.balance(request.address))],
    [0x48, read(0, ({ context }) => context.energyPrice)],
    [0x49, read(1, () => 0n)],
    [0x4a, constant(0n)],
    [0x54, read(1, ({ context, request }, slot = 0n) => context.world.slot(request.address, slot) ?? 0n)],
    [0x55, store(current)],
    [0x56, (state) => jump(state, state.stack.pop())],
    [0x57, jumpIf],
    ...[0, 1, 2, 3, 4].map((count): [number, Handler] => [0xa0 + count, log(current, count)]),
    [0xd1, read(2, () => 0n)],
    [0xd2, constant(0n)],
    [0xd3, constant(0n)],
    [0xd4, read(1, ({ context }, word = 0n) => (context.world.contracts.has(addressOf(word)) ? 1n : 0n))],
    [0xf0, (state) => create(state, current())],
    [0xf5, (state) => create2(state, current())],
    ...[0xf1, 0xf2, 0xf4, 0xfa].map((code): [number, Handler] => [code, (state) => call(code, state, current())]),
    [0xff, (state) => selfDestruct(state, current())],
  ];
  return new Map(handlers);
}
