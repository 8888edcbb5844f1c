import type { BareAddress } from "../../../tron/address.ts";
import type { ContractResult } from "../../../tron/protobuf/transaction.ts";
import type { TvmFailure } from "./failure.ts";
import { depositCode } from "./creation.ts";
import type { BlockContext, ExecutionContext, FrameOutcome, InternalCall, LogEntry } from "./frame.ts";
import type { Machine } from "./machine.ts";
import type { Rules } from "./rules.ts";
import type { World } from "../state/world.ts";

/** What a top-level execution needs to know. */
export interface ExecutionRequest {
  readonly world: World;
  readonly rules: Rules;
  readonly block: BlockContext;
  readonly chainId: bigint;
  readonly energyPrice: bigint;
  readonly rootId: Uint8Array;
  readonly constant: boolean;
  readonly maxSteps: number | undefined;
  readonly caller: BareAddress;
  readonly address: BareAddress;
  readonly code: Uint8Array;
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly energyLimit: bigint;
  /** Whether the returned bytes become the contract's code. */
  readonly creates: boolean;
}

/** How an execution ended. */
export interface ExecutionResult {
  readonly result: ContractResult;
  readonly energyUsed: bigint;
  readonly penalty: bigint;
  readonly returnData: Uint8Array;
  readonly logs: readonly LogEntry[];
  readonly internalCalls: readonly InternalCall[];
  readonly failure: TvmFailure | undefined;
  readonly reverted: boolean;
  /** java-tron's words for what went wrong; empty on success. */
  readonly error: string;
}

/** The words for a revert. */
export const REVERTED = "REVERT opcode executed";

function contextOf(request: ExecutionRequest): ExecutionContext {
  const { world, rules, block, chainId, energyPrice, rootId, constant, maxSteps } = request;
  return {
    world,
    rules,
    block,
    chainId,
    energyPrice,
    rootId,
    constant,
    maxSteps,
    origin: request.caller,
    nonce: 0n,
    steps: 0,
    penalty: 0n,
    logs: [],
    internalCalls: [],
    deleted: [],
    created: new Set(request.creates ? [request.address] : []),
  };
}

function resultOf(outcome: FrameOutcome): ContractResult {
  if (outcome.reverted) return "REVERT";
  return outcome.failure?.result ?? "SUCCESS";
}

/**
 * Runs a transaction's contract. The caller has already moved the value; it takes the state back when the result is
 * not SUCCESS. Storage and deletions are committed here on success.
 */
export async function executeContract(machine: Machine, request: ExecutionRequest): Promise<ExecutionResult> {
  const context = contextOf(request);
  const { code, address, caller, value, data, energyLimit, rootId, world } = request;
  const outcome = await machine.play(
    { code, address, codeAddress: address, caller, value, data, energyLimit, depth: 0, isStatic: false, hash: rootId },
    context,
  );
  if (request.creates) depositCode(outcome, address, energyLimit, context, "save just created contract code");
  const failed = outcome.failure !== undefined || outcome.reverted;
  if (outcome.failure !== undefined && !outcome.failure.keepsEnergy) outcome.energyUsed = energyLimit;
  const shown = !failed || (context.constant && outcome.reverted);
  if (!shown) for (const call of context.internalCalls) call.rejected = true;
  if (!failed) finish(world, context);
  return {
    result: resultOf(outcome),
    energyUsed: outcome.energyUsed,
    penalty: context.penalty,
    returnData: outcome.returnData,
    logs: shown ? context.logs : [],
    internalCalls: context.internalCalls,
    failure: outcome.failure,
    reverted: outcome.reverted,
    error: outcome.failure?.message ?? (outcome.reverted ? REVERTED : ""),
  };
}

function finish(world: World, context: ExecutionContext): void {
  world.commitStorage();
  for (const address of context.deleted) world.remove(address);
}
