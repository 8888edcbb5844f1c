import type { Problem } from "../errors.ts";
import { type Reference, readAmount, required, toReference } from "./arguments.ts";
import { type Call, planCalls } from "./calls.ts";
import { balanceProblems, pauseProblems, receiverProblems } from "./checks.ts";
import type { Context, Power } from "./context.ts";
import { inCell, readCsv, refuseDuplicates } from "./csv.ts";
import { type Known, eventsIfServed, knownHere } from "./once.ts";
import type { Given, Job, Prepare } from "./operation.ts";
import { sendersOf } from "./senders.ts";

interface Payout {
  readonly amount: bigint;
  readonly reference: Reference;
}

const BURNER: Power = { at: "token", role: "BURNER" };
const COLUMNS = ["amount", "reference"];

/** Redeems what the burner has received, against bank payouts, each once. */
export const prepareBurn: Prepare = (context, given) => {
  const payouts = readPayouts(context, given);
  const total = context.show(payouts.reduce((sum, { amount }) => sum + amount, 0n));
  return Promise.resolve({
    title: payouts.length === 1 ? `Burn ${total}` : `Burn ${total} against ${payouts.length} payouts`,
    name: (payouts[0]?.reference.hash ?? "").slice(2, 10),
    plan: () => plan(context, payouts),
  });
};

function readPayouts(context: Context, given: Given): Payout[] {
  const file = given.csv ?? "";
  if (file === "") {
    const amount = readAmount(required(given, "amount"), context.decimals, "--amount");
    return [{ amount, reference: toReference(required(given, "reference")) }];
  }
  const rows = readCsv(file, COLUMNS);
  refuseDuplicates(file, rows, ({ cells }) => `reference ${cells.reference}`);
  return rows.map(({ cells, where }) => ({
    amount: inCell(() => readAmount(cells.amount ?? "", context.decimals, where("amount"))),
    reference: toReference(cells.reference ?? ""),
  }));
}

async function plan(context: Context, payouts: readonly Payout[]): ReturnType<Job["plan"]> {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const shown = new Set<string>();
  const missing: Payout[] = [];
  for (const payout of payouts) {
    const known = await whatIsKnown(context, payout);
    if (known.state === "undone") missing.push(payout);
    else if (known.state === "taken") problems.push(known.problem);
    else {
      shown.add(keyOf(payout));
      notes.push(known.note);
    }
  }
  if (missing.length === 0) return { actions: [], problems, notes, shown };

  const [burner, ...others] = await sendersOf(context, BURNER);
  problems.push(...(await pauseProblems(context, "burn")));
  if (burner !== undefined && others.length === 0) {
    problems.push(...(await receiverProblems(context, burner, "the burner")));
    const total = missing.reduce((sum, { amount }) => sum + amount, 0n);
    problems.push(...(await balanceProblems(context, burner, total)));
  }
  if (problems.length > 0) return { actions: [], problems };
  const calls = missing.map((payout): Call => {
    const { amount, reference } = payout;
    const key = keyOf(payout);
    return {
      key,
      contract: "token",
      method: "burn",
      args: [amount, reference.hash],
      power: BURNER,
      description: `burn ${context.show(amount)}, payout "${reference.plain}"`,
      emits: [{ event: "Burned", args: { amount, payoutRef: reference.hash } }],
      independent: true,
      about: [{ key, operation: "burn", reference: reference.plain, hash: reference.hash, amount: `${amount}` }],
    };
  });
  return { ...(await planCalls(context, calls)), notes, shown };
}

async function whatIsKnown(context: Context, payout: Payout): Promise<Known> {
  const { amount, reference } = payout;
  const what = `Payout "${reference.plain}"`;
  const here = knownHere(context, { key: keyOf(payout), what, details: { amount: `${amount}` } });
  if (here.state !== "undone") return here;
  const { token } = context.coin.contracts;
  if (!(await token.isPayoutUsed(reference.hash))) return here;
  const filter = token.filters.Burned(undefined, undefined, reference.hash);
  const [event] = (await eventsIfServed(context, token, filter)) ?? [];
  if (event === undefined) {
    const message = `${what} was used on this chain before, and neither this machine nor the node says for what.`;
    return { state: "taken", problem: { code: "REFERENCE_USED", message } };
  }
  const [burner, burned] = event.args as unknown as [string, bigint];
  const story = `${context.show(burned)} by ${burner}, transaction ${event.transactionHash}, block ${event.blockNumber}`;
  if (burned === amount) return { state: "done", note: context.text(`${what} is burned already: ${story}.`) };
  const message = context.text(`${what} was used for something else: ${story}.`);
  return { state: "taken", problem: { code: "REFERENCE_USED", message } };
}

function keyOf({ reference }: Payout): string {
  return `burn:${reference.hash}`;
}
