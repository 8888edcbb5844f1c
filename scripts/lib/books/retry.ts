import { setTimeout as sleep } from "node:timers/promises";
import { isError } from "ethers";
import { explain } from "../engine/reasons.ts";
import { OperatorError } from "../errors.ts";

/** How often something is asked for that may work the next time. */
export interface Patience {
  readonly attempts: number;
  /** Milliseconds before the second request; twice as long before each further one. */
  readonly pause: number;
}

/**
 * Asks until there is an answer, as long as the failure is one that passes.
 * @throws OperatorError `CHAIN_UNREACHABLE` after the last attempt; any other failure as it is.
 */
export async function patiently<T>(ask: () => Promise<T>, { attempts, pause }: Patience): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!passes(error)) throw error;
      if (attempt >= attempts) throw new OperatorError("CHAIN_UNREACHABLE", explain(error, []), { cause: error });
      await sleep(pause * 2 ** (attempt - 1));
    }
  }
}

/** Whether a failure may be gone the next time: the connection, or a limit on requests. */
function passes(error: unknown): boolean {
  if (error instanceof OperatorError) return error.code === "CHAIN_UNREACHABLE";
  if (isError(error, "NETWORK_ERROR") || isError(error, "TIMEOUT") || isError(error, "SERVER_ERROR")) return true;
  if (!(error instanceof Error)) return false;
  return /\b(429|50[234])\b|too many requests|rate limit|ECONNRE|ETIMEDOUT|socket|timed? ?out/i.test(error.message);
}
