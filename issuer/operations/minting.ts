import type { Reference } from "../references/reference.ts";
import { readOption } from "../text/read-option.ts";
import { readAccount, readBatchSize, readFile, readReference, required } from "./arguments.ts";
import { batchKey, batched } from "./batches.ts";
import { type Call, planCalls } from "./calls.ts";
import { accountCell, amountCell, referenceCell } from "./cells.ts";
import { headroomProblems, limitProblems, pauseProblems, receiverProblems } from "./checks.ts";
import type { Context, Power } from "./context.ts";
import { described } from "./described.ts";
import { requireDistinct } from "../subjects/likeness.ts";
import { type Before, doneBefore, eventOfUse } from "./done-before.ts";
import type { Given, Job, Prepare } from "./operation.ts";
import { sendersOf } from "./senders.ts";
import { sortByBefore } from "./once.ts";
import { underWay } from "../subjects/spelling.ts";
import { readTable } from "../tables/table.ts";

interface Deposit {
  readonly to: string;
  readonly amount: bigint;
  readonly reference: Reference;
  /** Where receiver and reference were given, for refusals. */
  readonly where: string;
  readonly named: string;
  /** Of the file; null without one. */
  readonly row: number | null;
}

const MINTER: Power = { at: "token", role: "MINTER" };

/** Issues against bank deposits, each once. */
export const prepareMint: Prepare = (context, given) => {
  const deposits = readDeposits(context, given);
  const [first] = deposits;
  const size = readBatchSize(given);
  const total = context.show(deposits.reduce((sum, { amount }) => sum + amount, 0n));
  const job: Job = {
    title: deposits.length === 1 ? `Mint ${total}` : `Mint ${total} against ${deposits.length} deposits`,
    name: (first?.reference.hash ?? "").slice(2, 10),
    plan: () => plan(context, deposits, { size, distinct: given.distinct ?? "" }),
  };
  return Promise.resolve(job);
};

function readDeposits(context: Context, given: Given): Deposit[] {
  const { network } = context.coin.desired;
  const file = readFile(given, ["to", "amount", "reference"]);
  if (file === null) {
    const to = readAccount(required(given, "to"), network, "--to");
    const amount = readOption.amount("--amount", required(given, "amount"), context.decimals);
    return [{ to, amount, reference: readReference(given), where: "--to", named: "--reference", row: null }];
  }
  const cells = { account: accountCell(network), amount: amountCell(context.decimals), reference: referenceCell };
  const rows = readTable(file.path, file.encoding, cells, ({ reference }) => `reference ${reference.plain}`);
  return rows.map(({ values: { account, amount, reference }, number, where }) => {
    return { to: account, amount, reference, where: where("account"), named: where("reference"), row: number };
  });
}

interface Asked {
  /** Most deposits in one transaction. */
  readonly size: number;
  /** What `--distinct` says. */
  readonly distinct: string;
}

async function plan(context: Context, given: readonly Deposit[], asked: Asked): ReturnType<Job["plan"]> {
  const history = context.history();
  const deposits = given.map((deposit) => {
    return { ...deposit, reference: underWay(deposit.reference, history, keyOf) };
  });
  const { missing, problems, ...told } = await sortByBefore(context, {
    ...{ rows: deposits, question: "isDepositUsed", keyOf },
    before: (deposit, hash, isUsed) => knownUnder(context, deposit, hash, isUsed),
  });
  requireDistinct(
    missing.map(({ reference, to, named }) => ({ reference, party: to, where: named })),
    history,
    asked.distinct,
    await context.elsewhere(),
  );
  if (missing.length === 0) return { actions: [], problems, ...told };

  const total = missing.reduce((sum, { amount }) => sum + amount, 0n);
  const senders = await sendersOf(context, MINTER);
  const paused = await pauseProblems(context, "mint");
  problems.push(...paused);
  const frozen = await context.askAll(
    "frozenUntil",
    missing.map(({ to }) => to),
  );
  for (const { to, where } of missing) problems.push(...(await receiverProblems(context, to, where, frozen.get(to))));
  if (paused.length === 0) problems.push(...(await headroomProblems(context, total)));
  const [minter, ...others] = senders;
  if (minter !== undefined && others.length === 0) {
    const { capacity, window, available } = await context.coin.contracts.token.minterLimit(minter);
    problems.push(...limitProblems(context, minter, total, { capacity, window, available }));
  }
  if (problems.length > 0) return { actions: [], problems };
  const calls = await batched(context, missing, asked.size, (group) => toCall(context, group));
  return { ...(await planCalls(context, calls)), ...told };
}

async function knownUnder(context: Context, deposit: Deposit, hash: string, isUsed: boolean): Promise<Before> {
  const { to, amount, reference } = deposit;
  const what = `Deposit "${reference.plain}"`;
  const details = { to, amount: `${amount}` };
  const { token } = context.coin.contracts;
  const here = await doneBefore(context, { key: keyOf(hash), what, details, holds: () => isUsed });
  if (here.state !== "undone") return here;
  if (!isUsed) return here;
  const found = await eventOfUse(context, what, token, token.filters.Minted(undefined, undefined, undefined, hash));
  if ("problem" in found) return { state: "taken", problem: found.problem };
  const { event } = found;
  const [minter, receiver, minted] = event.args as unknown as [string, string, bigint];
  const story = `${context.show(minted)} to ${receiver} by ${minter}, transaction ${event.transactionHash}, block ${event.blockNumber}`;
  if (receiver === to && minted === amount) {
    return { state: "done", note: context.text(`${what} is minted already: ${story}.`) };
  }
  const message = context.text(`${what} was used for something else: ${story}.`);
  return { state: "taken", problem: { code: "REFERENCE_USED", message } };
}

/** One call for one deposit, or for many of them. */
function toCall(context: Context, group: readonly Deposit[]): Call {
  const [first] = group;
  const terms = { to: group.map(({ to }) => to), amounts: group.map(({ amount }) => amount) };
  const hashes = group.map(({ reference }) => reference.hash);
  const one = group.length === 1;
  return {
    key: batchKey("mint", hashes.map(keyOf)),
    contract: "token",
    method: one ? "mint" : "mintBatch",
    args: one ? [first?.to, first?.amount, first?.reference.hash] : [terms.to, terms.amounts, hashes],
    power: MINTER,
    ...describedTogether(context, group),
    emits: group.map(({ to, amount, reference }) => {
      return { event: "Minted", args: { to, amount, depositRef: reference.hash } };
    }),
    independent: true,
    about: group.map(({ to, amount, reference: { plain, hash } }) => {
      return { key: keyOf(hash), operation: "mint", reference: plain, hash, to, amount: `${amount}` };
    }),
  };
}

/** Every deposit with its receiver and its amount, since what is confirmed is what is signed. */
function describedTogether(context: Context, group: readonly Deposit[]): Pick<Call, "description" | "outward"> {
  const each = group.map(({ to, amount, reference, row }) =>
    described(reference, (named) => `${context.show(amount)} to ${to}, deposit ${named}`, row),
  );
  const total = context.show(group.reduce((sum, { amount }) => sum + amount, 0n));
  const verb = group.length === 1 ? "mint " : `mint ${total} against ${group.length} deposits: `;
  return {
    description: verb + each.map(({ description }) => description).join("; "),
    outward: verb + each.map(({ outward }) => outward).join("; "),
  };
}

function keyOf(hash: string): string {
  return `mint:${hash}`;
}
