import type { Common } from "@ethereumjs/common";
import { type EVM, getOpcodesForHF } from "@ethereumjs/evm";
import { PRICERS } from "./energy.ts";
import { environment } from "./environment.ts";
import { failures } from "./failure.ts";
import type { Frame, Handler, RunState } from "./frame.ts";
import type { Machine } from "./machine.ts";
import { OPERATIONS, type OperationRow, CALLS } from "./tiers.ts";

type CustomOpcode = NonNullable<ConstructorParameters<typeof EVM>[0]["customOpcodes"]>[number];

const STACK_LIMIT = 1024;
const FACTOR_UNIT = 10_000n;

/** Energy an overused contract pays on top. */
const penaltyOf = (frame: Frame, cost: bigint): bigint => {
  const factor = frame.context.world.contracts.get(frame.request.address)?.energyFactor ?? 0n;
  return (cost * (FACTOR_UNIT + factor)) / FACTOR_UNIT - cost;
};

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

/** Energy of an operation, checked against what is left; call operations include what they forward. */
function charge(code: number, row: OperationRow, frame: Frame, state: RunState): bigint {
  const [name, takes, gives, tier] = row;
  checkStack(state, takes, gives);
  const stack = takes === 0 ? [] : state.stack.peek(takes);
  const base = BigInt(tier) + (PRICERS.get(code)?.(frame, state, name, stack) ?? 0n);
  const penalty = penaltyOf(frame, base);
  let cost = base + penalty;
  const left = state.gasLeft;
  if (CALLS.has(code)) {
    if (cost > left) throw failures.notEnoughForOperation(name, cost, left);
    const wanted = stack[0] ?? 0n;
    frame.forwarded = wanted > left - cost ? left - cost : wanted;
    cost += frame.forwarded;
  }
  if (cost > left) {
    const { energyLimit } = frame.request;
    const used = energyLimit - left;
    throw penalty > 0n
      ? failures.outOfEnergyWithPenalty(name, energyLimit, base, penalty, used)
      : failures.outOfEnergy(name, energyLimit, cost, used);
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
  return Array.from({ length: 256 }, (_, code): CustomOpcode => {
    const row = OPERATIONS.get(code);
    if (row === undefined) return illegal(code);
    const logicFunction = special.get(code) ?? stockHandler(stock, code);
    const gasFunction = (state: RunState): bigint => {
      const frame = current();
      if (!isEnabled(code, frame)) throw failures.illegalOperation(code);
      const cost = charge(code, row, frame, state);
      guardSteps(frame, row[0]);
      return cost;
    };
    return { opcode: code, opcodeName: row[0], baseFee: 0, gasFunction, logicFunction };
  });
}

function stockHandler(stock: ReadonlyMap<number, Handler>, code: number): Handler {
  const family =
    code >= 0x60 && code <= 0x7f
      ? 0x60
      : code >= 0x80 && code <= 0x8f
        ? 0x80
        : code >= 0x90 && code <= 0x9f
          ? 0x90
          : code;
  const handler = stock.get(family);
  if (handler === undefined) throw new Error(`no handler for operation ${code}`);
  return handler;
}

/** The machine that runs a frame's state. */
export const machineOf = (state: RunState): Machine => state.interpreter._evm as Machine;
