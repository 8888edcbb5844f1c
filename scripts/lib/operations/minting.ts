import type { Problem } from "../errors.ts";
import { type Reference, readAccount, readAmount, required, toReference } from "./arguments.ts";
import { type Call, planCalls } from "./calls.ts";
import { headroomProblems, limitProblems, pauseProblems, receiverProblems } from "./checks.ts";
import type { Context, Power } from "./context.ts";
import { inCell, readCsv, refuseDuplicates } from "./csv.ts";
import { type Known, eventsIfServed, knownHere } from "./once.ts";
import type { Given, Job, Prepare } from "./operation.ts";
import { sendersOf } from "./senders.ts";

interface Deposit {
  readonly to: string;
  readonly amount: bigint;
  readonly reference: Reference;
  /** Where the receiver was given, for refusals. */
  readonly where: string;
}

const MINTER: Power = { at: "token", role: "MINTER" };
const COLUMNS = ["account", "amount", "reference"];

/** Issues against bank deposits, each once. */
export const prepareMint: Prepare = (context, given) => {
  const deposits = readDeposits(context, given);
  const [first] = deposits;
  const total = context.show(deposits.reduce((sum, { amount }) => sum + amount, 0n));
  const job: Job = {
    title: deposits.length === 1 ? `Mint ${total}` : `Mint ${total} against ${deposits.length} deposits`,
    name: (first?.reference.hash ?? "").slice(2, 10),
    plan: () => plan(context, deposits),
  };
  return Promise.resolve(job);
};

function readDeposits(context: Context, given: Given): Deposit[] {
  const { network } = context.coin.desired;
  const file = given.csv ?? "";
  if (file === "") {
    const to = readAccount(required(given, "to"), network, "--to");
    const amount = readAmount(required(given, "amount"), context.decimals, "--amount");
    return [{ to, amount, reference: toReference(required(given, "reference")), where: "--to" }];
  }
  const rows = readCsv(file, COLUMNS);
  refuseDuplicates(file, rows, ({ cells }) => `reference ${cells.reference}`);
  return rows.map(({ cells, where }) => ({
    to: inCell(() => readAccount(cells.account ?? "", network, where("account"))),
    amount: inCell(() => readAmount(cells.amount ?? "", context.decimals, where("amount"))),
    reference: toReference(cells.reference ?? ""),
    where: where("account"),
  }));
}

async function plan(context: Context, deposits: readonly Deposit[]): ReturnType<Job["plan"]> {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const shown = new Set<string>();
  const missing: Deposit[] = [];
  for (const deposit of deposits) {
    const known = await whatIsKnown(context, deposit);
    if (known.state === "undone") missing.push(deposit);
    else if (known.state === "taken") problems.push(known.problem);
    else {
      shown.add(keyOf(deposit));
      notes.push(known.note);
    }
  }
  if (missing.length === 0) return { actions: [], problems, notes, shown };

  const total = missing.reduce((sum, { amount }) => sum + amount, 0n);
  const senders = await sendersOf(context, MINTER);
  const paused = await pauseProblems(context, "mint");
  problems.push(...paused);
  for (const { to, where } of missing) problems.push(...(await receiverProblems(context, to, where)));
  if (paused.length === 0) problems.push(...(await headroomProblems(context, total)));
  const [minter, ...others] = senders;
  if (minter !== undefined && others.length === 0) {
    const { capacity, window, available } = await context.coin.contracts.token.minterLimit(minter);
    problems.push(...limitProblems(context, minter, total, { capacity, window, available }));
  }
  if (problems.length > 0) return { actions: [], problems };
  const calls = missing.map((deposit) => toCall(context, deposit));
  return { ...(await planCalls(context, calls)), notes, shown };
}

async function whatIsKnown(context: Context, deposit: Deposit): Promise<Known> {
  const { to, amount, reference } = deposit;
  const what = `Deposit "${reference.plain}"`;
  const details = { to, amount: `${amount}` };
  const here = knownHere(context, { key: keyOf(deposit), what, details });
  if (here.state !== "undone") return here;
  const { token } = context.coin.contracts;
  if (!(await token.isDepositUsed(reference.hash))) return here;
  const filter = token.filters.Minted(undefined, undefined, undefined, reference.hash);
  const [event] = (await eventsIfServed(context, token, filter)) ?? [];
  if (event === undefined) {
    const message = `${what} was used on this chain before, and neither this machine nor the node says for what.`;
    return { state: "taken", problem: { code: "REFERENCE_USED", message } };
  }
  const [minter, receiver, minted] = event.args as unknown as [string, string, bigint];
  const story = `${context.show(minted)} to ${receiver} by ${minter}, transaction ${event.transactionHash}, block ${event.blockNumber}`;
  if (receiver === to && minted === amount) {
    return { state: "done", note: context.text(`${what} is minted already: ${story}.`) };
  }
  const message = context.text(`${what} was used for something else: ${story}.`);
  return { state: "taken", problem: { code: "REFERENCE_USED", message } };
}

function toCall(context: Context, deposit: Deposit): Call {
  const { to, amount, reference } = deposit;
  const key = keyOf(deposit);
  return {
    key,
    contract: "token",
    method: "mint",
    args: [to, amount, reference.hash],
    power: MINTER,
    description: `mint ${context.show(amount)} to ${to}, deposit "${reference.plain}"`,
    emits: [{ event: "Minted", args: { to, amount, depositRef: reference.hash } }],
    independent: true,
    about: [{ key, operation: "mint", reference: reference.plain, hash: reference.hash, to, amount: `${amount}` }],
  };
}

function keyOf({ reference }: Deposit): string {
  return `mint:${reference.hash}`;
}
