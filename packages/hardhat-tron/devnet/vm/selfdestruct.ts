import { EMPTY } from "../protocol/bytes.ts";
import { addressOf } from "./energy.ts";
import { failures } from "./failure.ts";
import type { Frame, RunState } from "./frame.ts";
import { recordInternal } from "./internal.ts";
import { move, transferRefusal } from "./transfer.ts";

/** SELFDESTRUCT: the balance goes to the heir and the account is deleted when the transaction ends. */
export function selfDestruct(state: RunState, frame: Frame): void {
  const { context, request } = frame;
  const { world } = context;
  if (request.isStatic) throw failures.staticCall();
  const heir = addressOf(state.stack.pop());
  const owner = request.address;
  const balance = world.balance(owner);
  const deletes = !context.rules.selfDestructOnlyInSameTransaction || context.created.has(owner);
  recordInternal(frame, "suicide", heir, balance, EMPTY);
  if (heir !== owner) {
    world.activate(heir, context.block.headTimestamp);
    const refusal = transferRefusal(world, owner, heir, balance);
    if (refusal !== undefined) {
      throw failures.transfer(`transfer all token or transfer all trx failed in suicide: ${refusal}`);
    }
    move(world, owner, heir, balance);
  } else if (deletes) {
    world.addBalance(owner, -balance);
    world.count("burnt", balance);
  }
  if (deletes) context.deleted.push(owner);
  state.interpreter.finish(EMPTY);
}
