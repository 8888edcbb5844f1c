import { Sample } from "../chains/sample.ts";
import { OperatorError, asOperatorError, isRefusal } from "../errors.ts";
import type { AccountSigner } from "../signing/signer.ts";
import { conclude, send, signNew } from "./execute.ts";
import type { Executor } from "./executor.ts";
import type { IntentRecord } from "../journal/entries.ts";
import type { Action } from "../model/plan.ts";

/** Most transactions of one run that are sent and not final: as many as geth keeps for one account for certain. */
export const MOST_IN_FLIGHT = 16;

/** How a transaction can fail without saying anything about the others in flight. */
const OWN_FAILURES: readonly string[] = ["STEP_REVERTED", "EFFECT_MISSING"];

/** Failures after which nothing more may be written to the journal, or nothing more can be learnt. */
const HOPELESS: readonly string[] = ["CONCURRENT_RUN", "CHAIN_UNREACHABLE", "NOT_MINED", "RECORD_NOT_WRITTEN"];

interface Sent {
  readonly key: string;
  readonly hash: string;
}

/** The transactions of one run that are sent and not final yet, in the order in which they were sent. */
export class InFlight {
  /** What rows that need not wait for each other take from one look. */
  readonly sample = new Sample();
  readonly #on: Executor;
  readonly #landed: () => void;
  readonly #sent: Sent[] = [];

  /** @param landed - Called whenever one more has come to its end. */
  constructor(on: Executor, landed: () => void) {
    const say = (text: string): void => {
      on.say(this.#sent.length > 1 ? `${this.#sent.length} on the way; the first ${text}` : text);
    };
    this.#on = { ...on, say };
    this.#landed = landed;
  }

  /** Simulates, signs, journals and broadcasts, once there is room. */
  async send(step: string, action: Action, key: AccountSigner): Promise<void> {
    while (this.#sent.length >= MOST_IN_FLIGHT) await this.#landFirst();
    const signed = await this.#sign(step, action, key);
    await send(this.#on, signed, key);
    this.#sent.push({ key: action.key, hash: signed.hash });
  }

  /** Waits until all are final, checks what each did, and records it. */
  async settleAll(): Promise<void> {
    while (this.#sent.length > 0) await this.#landFirst();
  }

  /** After a failure: waits for the other transactions in flight, as far as their outcome is known now. The next run does the rest. */
  async settleAfterFailure(failure: unknown): Promise<void> {
    const refusal = asOperatorError(failure);
    if (refusal === null || HOPELESS.includes(refusal.code)) return;
    while (this.#sent.length > 0) {
      try {
        await this.settleAll();
      } catch (error) {
        if (!OWN_FAILURES.includes(asOperatorError(error)?.code ?? "")) return;
      }
    }
  }

  /** What a simulation next to pending transactions refuses is judged once they are final. */
  async #sign(step: string, action: Action, key: AccountSigner): Promise<IntentRecord> {
    const independent = action.kind === "call" && action.independent === true;
    try {
      return await signNew(independent ? { ...this.#on, sample: this.sample } : this.#on, step, action, key);
    } catch (error) {
      const judged = this.#sent.length === 0 || !isRefusal(error, "SIMULATION_REVERTED");
      if (judged) throw error;
      await this.settleAll();
      return signNew(this.#on, step, action, key);
    }
  }

  async #landFirst(): Promise<void> {
    const [first] = this.#sent.splice(0, 1);
    if (first === undefined) return;
    if (!(await conclude({ ...this.#on, sample: this.sample }, first.key))) {
      throw new OperatorError("NOT_MINED", `${first.hash} was not mined and can never be any more.`, {
        remedy: "Run again: the transaction is signed again, since the old one can have no effect.",
      });
    }
    this.#landed();
  }
}
