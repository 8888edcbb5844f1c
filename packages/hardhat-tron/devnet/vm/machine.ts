import { createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { EVM, EVMError, EVMMockBlockchain, Message, NobleBN254 } from "@ethereumjs/evm";
import { SimpleStateManager } from "@ethereumjs/statemanager";
import { createAddressFromString } from "@ethereumjs/util";
import { EMPTY } from "../protocol/bytes.ts";
import { failures, TvmFailure } from "./failure.ts";
import type { ExecutionContext, Frame, FrameOutcome, FrameRequest } from "./frame.ts";
import { operations } from "./operations.ts";

const address = (bare: string): ReturnType<typeof createAddressFromString> => createAddressFromString(`0x${bare}`);

/** Turns a halt of the library's own handlers into the TVM's words. */
function translate(error: EVMError | TvmFailure): TvmFailure {
  if (error instanceof TvmFailure) return error;
  if (error.error === EVMError.errorMessages.STATIC_STATE_CHANGE) return failures.staticCall();
  return failures.runtime(error.error);
}

/**
 * The TRON virtual machine: @ethereumjs/evm's interpreter with every operation's checks and energy replaced by
 * java-tron's, and java-tron's rules for calls, creations and self-destruction around it.
 */
export class Machine extends EVM {
  readonly #frames: Frame[] = [];

  constructor() {
    const common = createCustomCommon({ chainId: 1 }, Mainnet, { hardfork: Hardfork.Cancun, eips: [7939] });
    const stateManager = new SimpleStateManager({ common });
    const options = { common, stateManager, blockchain: new EVMMockBlockchain(), bn254: new NobleBN254() };
    /* eslint-disable @typescript-eslint/no-deprecated -- createEVM makes no subclasses; it only adds defaults given here */
    // The library fills `common` with the parameters its operation table needs when an EVM is made.
    new EVM(options);
    super({ ...options, customOpcodes: operations(common, () => this.frame) });
    /* eslint-enable @typescript-eslint/no-deprecated */
  }

  /** The frame being executed. */
  get frame(): Frame {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new Error("no frame is running");
    return frame;
  }

  /** Runs code to its end. State changes of a failed or reverted frame are taken back; its energy is accounted. */
  async play(request: FrameRequest, context: ExecutionContext): Promise<FrameOutcome> {
    if (request.depth === 0) this.transientStorage.clear();
    const mark = context.world.journal.mark();
    const logs = context.logs.length;
    const deleted = context.deleted.length;
    const internal = context.internalCalls.length;
    this.transientStorage.checkpoint();
    const energyFactor = context.world.contracts.get(request.address)?.energyFactor ?? 0n;
    this.#frames.push({ request, context, energyFactor, forwarded: 0n, memoryBefore: 0n });
    let outcome: FrameOutcome;
    try {
      outcome = request.code.length === 0 ? nothing : await this.#interpret(request, context);
    } finally {
      this.#frames.pop();
    }
    if (outcome.failure === undefined && !outcome.reverted) {
      this.transientStorage.commit();
      return { ...outcome };
    }
    this.transientStorage.revert();
    context.world.journal.revertTo(mark);
    // java-tron shows what a constant call emitted even when it reverts in the end.
    if (context.constant && request.depth === 0 && outcome.reverted) return { ...outcome };
    context.logs.length = logs;
    context.deleted.length = deleted;
    for (const call of context.internalCalls.slice(internal)) call.rejected = true;
    return { ...outcome };
  }

  async #interpret(request: FrameRequest, context: ExecutionContext): Promise<FrameOutcome> {
    this._tx = { gasPrice: 0n, origin: address(context.origin) };
    const result = await this.runInterpreter(
      new Message({
        caller: address(request.caller),
        to: address(request.address),
        codeAddress: address(request.codeAddress),
        value: request.value,
        data: request.data,
        gasLimit: request.energyLimit,
        code: request.code,
        depth: request.depth,
        isStatic: request.isStatic,
      }),
    );
    const left = result.gas ?? 0n;
    const error = result.exceptionError;
    if (error === undefined) {
      return {
        energyUsed: request.energyLimit - left,
        returnData: result.returnValue,
        reverted: false,
        failure: undefined,
      };
    }
    if (error.error === EVMError.errorMessages.REVERT) {
      return {
        energyUsed: request.energyLimit - left,
        returnData: result.returnValue,
        reverted: true,
        failure: undefined,
      };
    }
    const failure = translate(error);
    const energyUsed = failure.keepsEnergy ? request.energyLimit - left : request.energyLimit;
    return { energyUsed, returnData: EMPTY, reverted: false, failure };
  }
}

const nothing: FrameOutcome = { energyUsed: 0n, returnData: EMPTY, reverted: false, failure: undefined };
