import type { getOpcodesForHF } from "@ethereumjs/evm";
import type { BareAddress } from "../../../tron/address.ts";
import type { World } from "../state/world.ts";
import type { TvmFailure } from "./failure.ts";
import type { Rules } from "./rules.ts";

/** What runs an operation. */
export type Handler = ReturnType<typeof getOpcodesForHF>["handlers"] extends Map<number, infer H> ? H : never;
/** The interpreter's mutable state of one frame. */
export type RunState = Parameters<Handler>[0];

/** An event emitted by a contract. */
export interface LogEntry {
  readonly address: BareAddress;
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
}

/** A call, creation or self-destruction within a transaction. */
export interface InternalCall {
  readonly hash: Uint8Array;
  readonly caller: BareAddress;
  readonly target: BareAddress;
  readonly value: bigint;
  readonly note: string;
  rejected: boolean;
}

/** The block a transaction runs in. */
export interface BlockContext {
  readonly number: bigint;
  /** Milliseconds. */
  readonly timestamp: bigint;
  readonly producer: BareAddress;
  /** Time of the newest finished block, milliseconds: the date of accounts opened by contracts. */
  readonly headTimestamp: bigint;
  /** Id of a recent block, or undefined. */
  hashOf(number: bigint): Uint8Array | undefined;
}

/** Everything that lives as long as one transaction's execution. */
export interface ExecutionContext {
  readonly world: World;
  readonly rules: Rules;
  readonly block: BlockContext;
  readonly chainId: bigint;
  readonly energyPrice: bigint;
  readonly origin: BareAddress;
  readonly rootId: Uint8Array;
  readonly constant: boolean;
  /** Highest number of operations, standing in for the 80 ms limit; undefined for none. */
  readonly maxSteps: number | undefined;
  nonce: bigint;
  steps: number;
  penalty: bigint;
  logs: LogEntry[];
  internalCalls: InternalCall[];
  deleted: BareAddress[];
  readonly created: Set<BareAddress>;
}

/** A message to be executed. */
export interface FrameRequest {
  readonly code: Uint8Array;
  /** Account whose storage and balance are used. */
  readonly address: BareAddress;
  /** Account whose code runs. */
  readonly codeAddress: BareAddress;
  readonly caller: BareAddress;
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly energyLimit: bigint;
  readonly depth: number;
  readonly isStatic: boolean;
  /** Hash of the internal transaction (or transaction) that opened the frame. */
  readonly hash: Uint8Array;
}

/** A running frame. */
export interface Frame {
  readonly request: FrameRequest;
  readonly context: ExecutionContext;
  /** Dynamic energy penalty of the contract in 1/10000. */
  readonly energyFactor: bigint;
  /** Energy forwarded by the call operation being executed. */
  forwarded: bigint;
  /** Words of memory there were before the call operation being executed. */
  memoryBefore: bigint;
}

/** How a frame ended. */
export interface FrameOutcome {
  energyUsed: bigint;
  returnData: Uint8Array;
  readonly reverted: boolean;
  failure: TvmFailure | undefined;
}

/** Frames may nest this deep; a deeper call or creation answers 0. */
export const MAX_DEPTH = 64;

/** What runs frames: the machine, as operations see it. */
export interface Player {
  /** Runs code to its end. */
  play(request: FrameRequest, context: ExecutionContext): Promise<FrameOutcome>;
}

/** The machine that runs a frame. */
export const machineOf = (state: RunState): Player => state.interpreter._evm as unknown as Player;
