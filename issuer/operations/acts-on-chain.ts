import type { EventLog } from "ethers";
import type { Context } from "./context.ts";
import { type Before, eventOfUse } from "./done-before.ts";

/** What a reference was used for, by the chain's events. */
export interface ActOnChain {
  readonly act: "seize" | "wipe" | "rescue";
  readonly account: string;
  readonly to: string | null;
  readonly amount: bigint;
  readonly caseId: string | null;
  readonly story: string;
}

function actOf(context: Context, { eventName, args, transactionHash, blockNumber }: EventLog): ActOnChain {
  const where = `transaction ${transactionHash}, block ${blockNumber}`;
  if (eventName === "Seized") {
    const [account, to, amount, caseId] = args as unknown as [string, string, bigint, string];
    const story = `${context.show(amount)} seized from ${account} to ${to}, ${where}`;
    return { act: "seize", account, to, amount, caseId, story };
  }
  if (eventName === "Wiped") {
    const [account, amount, caseId] = args as unknown as [string, bigint, string];
    const story = `${context.show(amount)} of ${account} wiped, ${where}`;
    return { act: "wipe", account, to: null, amount, caseId, story };
  }
  const [account, to, amount] = args as unknown as [string, string, bigint];
  const story = `stray tokens ${account} returned to ${to}, ${where}`;
  return { act: "rescue", account, to, amount, caseId: null, story };
}

/**
 * Returns what the chain says of a reference that it shows as used: done as asked for, or taken by something else.
 * @param what - What it is, for people.
 * @param asAsked - Whether that is what is asked for now.
 */
export async function usedOnChain(
  context: Context,
  hash: string,
  what: string,
  asAsked: (done: ActOnChain) => boolean,
): Promise<Before> {
  const { token } = context.coin.contracts;
  const { Seized, Wiped, Rescued } = token.filters;
  const used = await eventOfUse(
    context,
    what,
    token,
    Seized(undefined, undefined, undefined, undefined, hash),
    Wiped(undefined, undefined, undefined, hash),
    Rescued(undefined, undefined, undefined, hash),
  );
  if ("problem" in used) return { state: "taken", problem: used.problem };
  const found = actOf(context, used.event);
  if (asAsked(found)) return { state: "done", note: context.text(`${what} is done already: ${found.story}.`) };
  const message = context.text(`${what} was used for something else: ${found.story}.`);
  return { state: "taken", problem: { code: "REFERENCE_USED", message } };
}
