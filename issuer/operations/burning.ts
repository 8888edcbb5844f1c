import type { Problem } from "../errors.ts";
import type { Reference } from "../references/reference.ts";
import { readTable } from "../tables/table.ts";
import { readOption } from "../text/read-option.ts";
import { readFile, readReference, required } from "./arguments.ts";
import { type Call, planCalls } from "./calls.ts";
import { amountCell, referenceCell } from "./cells.ts";
import { balanceProblems, pauseProblems, receiverProblems } from "./checks.ts";
import type { Context, Power } from "./context.ts";
import { described } from "./described.ts";
import { requireDistinct } from "../subjects/likeness.ts";
import { type Before, doneBefore, eventOfUse } from "./done-before.ts";
import type { Given, Job, Prepare } from "./operation.ts";
import { sendersOf } from "./senders.ts";
import { sortByBefore } from "./once.ts";
import { underWay } from "../subjects/spelling.ts";

interface Payout {
  readonly amount: bigint;
  readonly reference: Reference;
  /** Where the reference was given, for refusals. */
  readonly named: string;
  /** Of the file; null without one. */
  readonly row: number | null;
}

const BURNER: Power = { at: "token", role: "BURNER" };

/** Redeems what the burner has received, against bank payouts, each once. */
export const prepareBurn: Prepare = (context, given) => {
  const payouts = readPayouts(context, given);
  const total = context.show(payouts.reduce((sum, { amount }) => sum + amount, 0n));
  return Promise.resolve({
    title: payouts.length === 1 ? `Burn ${total}` : `Burn ${total} against ${payouts.length} payouts`,
    name: (payouts[0]?.reference.hash ?? "").slice(2, 10),
    plan: () => plan(context, payouts, given.distinct ?? ""),
  });
};

function readPayouts(context: Context, given: Given): Payout[] {
  const file = readFile(given, ["amount", "reference"]);
  if (file === null) {
    const amount = readOption.amount("--amount", required(given, "amount"), context.decimals);
    return [{ amount, reference: readReference(given), named: "--reference", row: null }];
  }
  const cells = { amount: amountCell(context.decimals), reference: referenceCell };
  const rows = readTable(file.path, file.encoding, cells, ({ reference }) => `reference ${reference.plain}`);
  return rows.map(({ values, number, where }) => ({ ...values, named: where("reference"), row: number }));
}

async function plan(context: Context, given: readonly Payout[], distinct: string): ReturnType<Job["plan"]> {
  const history = context.history();
  const payouts = given.map((payout) => {
    return { ...payout, reference: underWay(payout.reference, history, keyOf) };
  });
  const { missing, problems, ...told } = await sortByBefore(context, {
    ...{ rows: payouts, question: "isPayoutUsed", keyOf },
    before: (payout, hash, isUsed) => knownUnder(context, payout, hash, isUsed),
  });
  requireDistinct(
    missing.map(({ reference, named }) => ({ reference, party: "", where: named })),
    history,
    distinct,
    await context.elsewhere(),
  );
  if (missing.length === 0) return { actions: [], problems, ...told };
  problems.push(...(await problemsOf(context, missing)));
  if (problems.length > 0) return { actions: [], problems };
  const calls = missing.map((payout) => toCall(context, payout));
  return { ...(await planCalls(context, calls)), ...told };
}

/** Returns why the burner cannot burn them now, as far as it is clear who that is. */
async function problemsOf(context: Context, missing: readonly Payout[]): Promise<Problem[]> {
  const [burner, ...others] = await sendersOf(context, BURNER);
  const paused = await pauseProblems(context, "burn");
  if (burner === undefined || others.length > 0) return paused;
  const total = missing.reduce((sum, { amount }) => sum + amount, 0n);
  const frozen = await receiverProblems(context, burner, "the burner");
  return [...paused, ...frozen, ...(await balanceProblems(context, burner, total))];
}

function toCall(context: Context, { amount, reference, row }: Payout): Call {
  const key = keyOf(reference.hash);
  return {
    key,
    contract: "token",
    method: "burn",
    args: [amount, reference.hash],
    power: BURNER,
    ...described(reference, (named) => `burn ${context.show(amount)}, payout ${named}`, row),
    emits: [{ event: "Burned", args: { amount, payoutRef: reference.hash } }],
    independent: true,
    about: [{ key, operation: "burn", reference: reference.plain, hash: reference.hash, amount: `${amount}` }],
  };
}

async function knownUnder(context: Context, payout: Payout, hash: string, isUsed: boolean): Promise<Before> {
  const { amount, reference } = payout;
  const what = `Payout "${reference.plain}"`;
  const { token } = context.coin.contracts;
  const here = await doneBefore(context, {
    key: keyOf(hash),
    what,
    details: { amount: `${amount}` },
    holds: () => isUsed,
  });
  if (here.state !== "undone") return here;
  if (!isUsed) return here;
  const found = await eventOfUse(context, what, token, token.filters.Burned(undefined, undefined, hash));
  if ("problem" in found) return { state: "taken", problem: found.problem };
  const { event } = found;
  const [burner, burned] = event.args as unknown as [string, bigint];
  const story = `${context.show(burned)} by ${burner}, transaction ${event.transactionHash}, block ${event.blockNumber}`;
  if (burned === amount) return { state: "done", note: context.text(`${what} is burned already: ${story}.`) };
  const message = context.text(`${what} was used for something else: ${story}.`);
  return { state: "taken", problem: { code: "REFERENCE_USED", message } };
}

function keyOf(hash: string): string {
  return `burn:${hash}`;
}
