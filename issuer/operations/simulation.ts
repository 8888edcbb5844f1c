import type { Chain, Estimate, Request } from "../chains/chain.ts";
import { explain } from "../chains/reasons.ts";
import type { Sample } from "../chains/sample.ts";
import { OperatorError, asOperatorError } from "../errors.ts";
import { unreadableAnswer } from "../refusals/refusals.ts";
import { explainRefusal } from "./contract-errors.ts";
import type { Context } from "./context.ts";

/**
 * Returns what a transaction would take, if it would work now.
 * @param sample - What was read a moment ago and need not be read again.
 * @throws OperatorError `REFERENCE_USED` or `SIMULATION_REVERTED` with a sentence for the contract's error.
 */
export function estimated(context: Context, request: Request, description: string, sample?: Sample): Promise<Estimate> {
  return refusing(context, description, (chain) => chain.simulate(request, sample));
}

/**
 * Executes a call without a transaction, from any account, such as the timelock.
 * @returns What it answers.
 * @throws OperatorError `SIMULATION_REVERTED` with a sentence for the contract's error.
 */
export function simulated(context: Context, request: Request, description: string): Promise<string> {
  return refusing(context, description, (chain) => chain.provider.call(request));
}

async function refusing<T>(context: Context, description: string, ask: (chain: Chain) => Promise<T>): Promise<T> {
  try {
    return await ask(context.coin.chain);
  } catch (error) {
    if (asOperatorError(error) !== null) throw error;
    const refusal = explainRefusal(error, context);
    const what = context.text(description);
    if (refusal === null) {
      const reason = explain(error);
      throw (
        unreadableAnswer(error) ??
        new OperatorError("SIMULATION_REVERTED", `"${what}" would fail: ${reason}.`, { cause: error })
      );
    }
    const { sentence, remedy } = refusal;
    const message = `"${what}" would fail: ${sentence}`;
    // Somebody else was quicker: what to do is the same as for a reference that was used long ago.
    if (refusal.error === "ReferenceUsed") throw new OperatorError("REFERENCE_USED", message, { cause: error });
    throw new OperatorError("SIMULATION_REVERTED", message, { remedy, cause: error });
  }
}
