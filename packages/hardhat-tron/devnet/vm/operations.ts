import type { Common } from "@ethereumjs/common";
import { type EVM, getOpcodesForHF } from "@ethereumjs/evm";
import { type Pricer, PRICERS } from "./energy.ts";
import { environment } from "./environment.ts";
import { failures } from "./failure.ts";
import type { Frame, Handler, RunState } from "./frame.ts";
import { rememberedJumps } from "./jumps.ts";
import { OPERATIONS, type OperationRow, CALLS } from "./tiers.ts";

type CustomOpcode = NonNullable<ConstructorParameters<typeof EVM>[0]["customOpcodes"]>[number];

const NO_STACK: readonly bigint[] = [];
const STACK_LIMIT = 1024;
const FACTOR_UNIT = 10_000n;

function checkStack(state: RunState, takes: number, gives: number): void {
  const height = state.stack.length;
  if (height < takes) throw failures.stackTooSmall(takes, height);
  if (height - takes + gives > STACK_LIMIT) throw failures.stackTooLarge();
}

function isEnabled(code: number, frame: Frame): boolean {
  return code !== 0x1e || frame.context.rules.countLeadingZeros;
}

function guardSteps(frame: Frame, name: string): void {
  const { context } = frame;
  if (context.maxSteps !== undefined && ++context.steps > context.maxSteps) throw failures.outOfTime(name);
}

/** An operation as the interpreter needs it. */
interface Operation {
  readonly code: number;
  readonly name: string;
  readonly takes: number;
  readonly gives: number;
  readonly tier: bigint;
  readonly price: Pricer | undefined;
  readonly forwards: boolean;
}

const operation = (code: number, [name, takes, gives, tier]: OperationRow): Operation => ({
  code,
  name,
  takes,
  gives,
  tier: BigInt(tier),
  price: PRICERS.get(code),
  forwards: CALLS.has(code),
});

/** What an overused contract pays on top. */
const penaltyOf = ({ energyFactor }: Frame, cost: bigint): bigint =>
  energyFactor === 0n ? 0n : (cost * (FACTOR_UNIT + energyFactor)) / FACTOR_UNIT - cost;

/** Energy a call forwards; the call itself must be affordable. @throws TvmFailure */
function forward({ name }: Operation, frame: Frame, wanted: bigint, cost: bigint, left: bigint): bigint {
  if (cost > left) throw failures.notEnoughForOperation(name, cost, left);
  frame.forwarded = wanted > left - cost ? left - cost : wanted;
  return frame.forwarded;
}

/** Energy of an operation, checked against what is left; call operations include what they forward. */
function charge(op: Operation, frame: Frame, state: RunState): bigint {
  checkStack(state, op.takes, op.gives);
  let base = op.tier;
  const stack = op.price === undefined ? NO_STACK : state.stack.peek(op.takes);
  if (op.price !== undefined) base += op.price(frame, state, op.name, stack);
  const penalty = penaltyOf(frame, base);
  const left = state.gasLeft;
  let cost = base + penalty;
  if (op.forwards) cost += forward(op, frame, stack[0] ?? 0n, cost, left);
  if (cost > left) {
    const { energyLimit } = frame.request;
    const used = energyLimit - left;
    throw penalty > 0n
      ? failures.outOfEnergyWithPenalty(op.name, energyLimit, base, penalty, used)
      : failures.outOfEnergy(op.name, energyLimit, cost, used);
  }
  frame.context.penalty += penalty;
  return cost;
}

function illegal(code: number): CustomOpcode {
  const refuse = (): never => {
    throw failures.illegalOperation(code);
  };
  return { opcode: code, opcodeName: `INVALID${code}`, baseFee: 0, gasFunction: refuse, logicFunction: refuse };
}

/**
 * The operation table for the interpreter: all 256 codes, each with java-tron's stack check, energy and, where the TVM
 * differs from the EVM, behaviour. Pure computation comes from the library.
 */
export function operations(common: Common, current: () => Frame): CustomOpcode[] {
  const stock = getOpcodesForHF(common).handlers;
  const special = environment(current);
  const rememberJumps = rememberedJumps();
  return Array.from({ length: 256 }, (_, code): CustomOpcode => {
    const row = OPERATIONS.get(code);
    if (row === undefined) return illegal(code);
    const op = operation(code, row);
    const logicFunction = special.get(code) ?? stockHandler(stock, code);
    const gasFunction = (state: RunState): bigint => {
      if (state.programCounter === 0) rememberJumps(state.interpreter);
      const frame = current();
      if (!isEnabled(code, frame)) throw failures.illegalOperation(code);
      const cost = charge(op, frame, state);
      guardSteps(frame, op.name);
      return cost;
    };
    return { opcode: code, opcodeName: op.name, baseFee: 0, gasFunction, logicFunction };
  });
}

/** First and last of the operations that share one handler: PUSH, DUP and SWAP. */
const FAMILIES: readonly (readonly [first: number, last: number])[] = [
  [0x60, 0x7f],
  [0x80, 0x8f],
  [0x90, 0x9f],
];

function stockHandler(stock: ReadonlyMap<number, Handler>, code: number): Handler {
  const [family = code] = FAMILIES.find(([first, last]) => code >= first && code <= last) ?? [];
  const handler = stock.get(family);
  if (handler === undefined) throw new Error(`no handler for operation ${code}`);
  return handler;
}
