import type { BareAddress } from "../../../tron/address.ts";
import { EMPTY } from "../protocol/bytes.ts";
import { addressOf, growUncharged } from "./energy.ts";
import { failures } from "./failure.ts";
import { type Frame, type FrameRequest, MAX_DEPTH, type RunState, machineOf } from "./frame.ts";
import { recordInternal } from "./internal.ts";
import { precompileAt, type Precompile } from "./precompiles/index.ts";
import { fitsLong, move, transferRefusal } from "./transfer.ts";

const CALLCODE = 0xf2;
const DELEGATECALL = 0xf4;
const STATICCALL = 0xfa;
const STIPEND = 2_300n;

interface Call {
  readonly code: number;
  readonly target: BareAddress;
  readonly context: BareAddress;
  readonly value: bigint;
  readonly energy: bigint;
  readonly data: Uint8Array;
  readonly outOffset: number;
  readonly outSize: number;
}

const readMemory = (state: RunState, offset: bigint, size: bigint): Uint8Array =>
  size === 0n ? EMPTY : state.memory.read(Number(offset), Number(size));

/** CALL, CALLCODE, DELEGATECALL and STATICCALL. */
export async function call(code: number, state: RunState, frame: Frame): Promise<void> {
  const hasValue = code === 0xf1 || code === CALLCODE;
  const operands = state.stack.popN(hasValue ? 7 : 6);
  const word = operands[1] ?? 0n;
  const value = hasValue ? (operands[2] ?? 0n) : 0n;
  const [inOffset = 0n, inSize = 0n, outOffset = 0n, outSize = 0n] = operands.slice(hasValue ? 3 : 2);
  if (code === 0xf1 && frame.request.isStatic && value !== 0n) throw failures.staticCall();
  const target = addressOf(word);
  const message: Call = {
    code,
    target,
    context: code === CALLCODE || code === DELEGATECALL ? frame.request.address : target,
    value,
    energy: frame.forwarded + (value === 0n ? 0n : STIPEND),
    data: readMemory(state, inOffset, inSize),
    outOffset: outSize === 0n ? 0 : Number(outOffset),
    outSize: Number(outSize),
  };
  state.returnBytes = EMPTY;
  if (frame.request.depth === MAX_DEPTH) {
    refuse(state, message);
    forgetInput(state, frame, outOffset, outSize);
    return;
  }
  const precompile = precompileAt(word, frame.context.rules);
  if (precompile !== undefined) callPrecompile(state, frame, message, precompile, word, outOffset);
  else await callAccount(state, frame, message);
}

function refund(state: RunState, energy: bigint): void {
  state.interpreter.addStipend(energy);
}

/**
 * java-tron pays for the memory of a call's input, but has not touched it when it refuses so early: whoever touches it next
 * pays again. The room for the output is there already.
 */
function forgetInput(state: RunState, { memoryBefore }: Frame, outOffset: bigint, outSize: bigint): void {
  const output = outSize === 0n ? 0n : (outOffset + outSize + 31n) / 32n;
  state.memoryWordCount = memoryBefore > output ? memoryBefore : output;
}

function refuse(state: RunState, message: Call): void {
  state.stack.push(0n);
  refund(state, message.energy);
}

/** Moves what a call sends; a refusal ends the caller's frame. */
function sendValue(state: RunState, { context, request }: Frame, message: Call): void {
  const { world } = context;
  if (message.value === 0n || (message.code !== 0xf1 && message.context === request.address)) return;
  world.activate(message.context, context.block.headTimestamp);
  const refusal = transferRefusal(world, request.address, message.context, message.value);
  if (refusal !== undefined) {
    refund(state, message.energy);
    throw failures.transfer(`transfer trx failed: ${refusal}`);
  }
  move(world, request.address, message.context, message.value);
}

/** The called code's own frame. */
function frameFor({ request }: Frame, message: Call, code: Uint8Array, hash: FrameRequest["hash"]): FrameRequest {
  const delegated = message.code === DELEGATECALL;
  return {
    code,
    address: message.context,
    codeAddress: message.target,
    caller: delegated ? request.caller : request.address,
    value: delegated ? request.value : message.value,
    data: message.data,
    energyLimit: message.energy,
    depth: request.depth + 1,
    isStatic: request.isStatic || message.code === STATICCALL,
    hash,
  };
}

async function callAccount(state: RunState, frame: Frame, message: Call): Promise<void> {
  const { context, request } = frame;
  const { world } = context;
  if (!fitsLong(message.value)) {
    refund(state, message.energy);
    throw failures.transfer("endowment out of long range");
  }
  if (world.balance(request.address) < message.value) {
    refuse(state, message);
    return;
  }
  const code = world.account(message.target) === undefined ? EMPTY : world.code(message.target);
  const mark = world.journal.mark();
  sendValue(state, frame, message);
  const internal = recordInternal(frame, "call", message.context, message.value, message.data);
  if (code.length === 0) {
    state.stack.push(1n);
    refund(state, message.energy);
    return;
  }
  const outcome = await machineOf(state).play(frameFor(frame, message, code, internal.hash), context);
  const failed = outcome.failure !== undefined || outcome.reverted;
  if (failed) {
    world.journal.revertTo(mark);
    internal.rejected = true;
  }
  state.stack.push(failed ? 0n : 1n);
  // A child that fails exceptionally keeps all the energy it was given, even if it did not use it.
  if (outcome.failure !== undefined) return;
  const copied = outcome.returnData.subarray(0, message.outSize);
  if (copied.length > 0) state.memory.write(message.outOffset, copied.length, copied);
  state.returnBytes = outcome.returnData;
  refund(state, message.energy - outcome.energyUsed);
}

function callPrecompile(
  state: RunState,
  frame: Frame,
  message: Call,
  precompile: Precompile,
  word: bigint,
  outOffset: bigint,
): void {
  const { context, request } = frame;
  const { world } = context;
  if (!fitsLong(message.value)) throw failures.arithmetic();
  if (world.balance(request.address) < message.value) {
    refuse(state, message);
    forgetInput(state, frame, outOffset, BigInt(message.outSize));
    return;
  }
  const mark = world.journal.mark();
  if (message.value > 0n && (message.code === 0xf1 || message.context !== request.address)) {
    if (transferRefusal(world, request.address, message.context, message.value) !== undefined) {
      throw failures.bytecode("transfer failure");
    }
    move(world, request.address, message.context, message.value);
  }
  const required = precompile.energy(message.data);
  if (required > message.energy) {
    world.journal.revertTo(mark);
    state.stack.push(0n);
    return;
  }
  const output = precompile.run(message.data, { world, address: addressOf(word) });
  if (output === undefined) {
    world.journal.revertTo(mark);
    state.stack.push(0n);
    return;
  }
  refund(state, message.energy - required);
  state.stack.push(1n);
  state.returnBytes = output;
  const written = context.rules.cutsPrecompileOutput ? output.subarray(0, message.outSize) : output;
  if (written.length > 0) {
    state.memory.write(Number(outOffset), written.length, written);
    growUncharged(state, Number(outOffset) + written.length);
  }
}
