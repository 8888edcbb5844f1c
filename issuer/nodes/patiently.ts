import { isError } from "ethers";
import { OperatorError, asOperatorError } from "../errors.ts";
import { classify } from "../../packages/tron/nodes/classify.ts";
import { redact } from "../../packages/tron/nodes/redact.ts";
import { saidIn } from "./said.ts";
import { forOneAnswer } from "../../packages/tron/nodes/time-limit.ts";
import { PATIENCE, type Patience, Waiting } from "../../packages/tron/nodes/waiting.ts";

/**
 * Asks until there is an answer, as long as the failure is one that passes; waits where a node has asked to.
 * @throws OperatorError `CHAIN_UNREACHABLE` or `NODE_THROTTLED` once the patience is over; any other failure as it is.
 */
export function patiently<T>(ask: () => Promise<T>, patience: Partial<Patience> = {}): Promise<T> {
  return forOneAnswer(() => untilAnswered(ask, new Waiting({ ...PATIENCE, ...patience })));
}

async function untilAnswered<T>(ask: () => Promise<T>, waiting: Waiting): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const refusal = asOperatorError(error);
      if (refusal !== null) {
        if (refusal.code === "CHAIN_UNREACHABLE" && (await waiting.again())) continue;
        throw error;
      }
      const said = saidIn(error);
      const verdict = classify(said, "read");
      const words = redact(said.message ?? "");
      if (verdict.kind === "wait") {
        if (await waiting.throttled(verdict.milliseconds)) continue;
        throw new OperatorError("NODE_THROTTLED", words, { cause: error });
      }
      const passes = verdict.kind === "retry" || verdict.kind === "limited" || isLost(error);
      if (!passes) throw error;
      if (!(await waiting.again())) throw new OperatorError("CHAIN_UNREACHABLE", words, { cause: error });
    }
  }
}

/** What ethers throws when a node is not reached. */
function isLost(error: unknown): boolean {
  return isError(error, "NETWORK_ERROR") || isError(error, "TIMEOUT") || isError(error, "SERVER_ERROR");
}
