import { OperatorError } from "../errors.ts";
import { type Action, isAmong, namesOf } from "../model/plan.ts";
import type { Executor } from "./executor.ts";
import { InFlight } from "./in-flight.ts";
import { signerHere } from "./sign-here.ts";
import type { SessionOptions, Work } from "./work.ts";

/** What is sent, and with what. */
export interface Sending {
  readonly options: SessionOptions;
  readonly executor: Executor;
  readonly work: Work;
  readonly actions: readonly Action[];
  /** Names of what was sent before; those of what is sent now are added. */
  readonly sent: Set<string>;
  readonly say: (text: string) => void;
}

/**
 * Sends a plan's actions in order, and waits until they are final. What is independent need not wait until the one before it
 * is final; if one fails, the others in flight are followed to their end first.
 * @returns Those from the first on that nobody here can sign.
 * @throws OperatorError `EFFECT_MISSING` for an action that was sent before and is planned again.
 */
export async function sendInOrder(sending: Sending): Promise<readonly Action[]> {
  const flight = new InFlight(sending.executor, sending.options.saved);
  try {
    const rest = await sendAll(flight, sending);
    await flight.settleAll();
    return rest;
  } catch (error) {
    await flight.settleAfterFailure(error);
    throw error;
  }
}

async function sendAll(flight: InFlight, { options, work, actions, sent, say }: Sending): Promise<readonly Action[]> {
  for (const [index, action] of actions.entries()) {
    if (isAmong(sent, action)) throw withoutEffect(action);
    const independent = action.kind === "call" && action.independent === true;
    const key = await signerHere(options, action, independent ? flight.sample : undefined);
    if (key === null) return actions.slice(index);
    if (!independent) await flight.settleAll();
    say(action.description);
    await flight.send(work.id, action, key);
    for (const name of namesOf(action)) sent.add(name);
    if (!independent) await flight.settleAll();
  }
  return [];
}

function withoutEffect({ description }: Action): OperatorError {
  const message = `"${description}" was sent and is final, and yet the chain is as before: somebody else has undone it, or the node is behind.`;
  return new OperatorError("EFFECT_MISSING", message);
}
