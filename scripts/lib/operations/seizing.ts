import type { Problem } from "../errors.ts";
import type { Reference } from "../references/reference.ts";
import { type CellReader, readTable } from "../tables/table.ts";
import { readAccount, readAmount, readBatchSize, readCase, readFile, required } from "./arguments.ts";
import { batchKey, batched } from "./batches.ts";
import type { Call } from "./calls.ts";
import { accountCell, amountCell } from "./cells.ts";
import { receiverProblems } from "./checks.ts";
import type { Context, Power } from "./context.ts";
import { notFrozen } from "./freezing.ts";
import { eventsOnChain, knownHere } from "./once.ts";
import type { Given, Prepare } from "./operation.ts";
import { type Look, stateJob } from "./states.ts";

const COMPLIANCE: Power = { at: "token", role: "COMPLIANCE" };
const ALL = "all";

interface Taking {
  readonly account: string;
  /** Null for all that the account has. */
  readonly amount: bigint | null;
}

interface Job {
  readonly act: "seize" | "wipe";
  readonly takings: readonly Taking[];
  /** Who receives what is seized; null if it is wiped. */
  readonly to: string | null;
  readonly reference: Reference;
  readonly size: number;
}

/** Moves tokens of frozen accounts. */
export const prepareSeize: Prepare = (context, given) => Promise.resolve(toJob(context, given, "seize"));

/** Burns tokens of frozen accounts. */
export const prepareWipe: Prepare = (context, given) => Promise.resolve(toJob(context, given, "wipe"));

function toJob(context: Context, given: Given, act: Job["act"]): ReturnType<typeof stateJob> {
  const { network } = context.coin.desired;
  const takings = readTakings(context, given);
  const reference = readCase(given);
  const to = act === "wipe" ? null : readAccount(required(given, "to"), network, "--to");
  const size = readBatchSize(given);
  const who = takings.length === 1 ? context.text(takings[0]?.account ?? "") : `${takings.length} accounts`;
  return stateJob(context, {
    title: `${act === "seize" ? "Seize from" : "Wipe"} ${who}`,
    name: reference.hash.slice(2, 10),
    look: () => look(context, { act, takings, to, reference, size }),
  });
}

function readTakings(context: Context, given: Given): Taking[] {
  const { network } = context.coin.desired;
  const file = readFile(given, ["account", "amount"]);
  if (file === null) {
    const account = readAccount(required(given, "account"), network, "--account");
    const text = required(given, "amount");
    return [{ account, amount: text === ALL ? null : readAmount(text, context.decimals, "--amount") }];
  }
  const single = amountCell(context.decimals);
  const amount: CellReader<bigint | null> = {
    ...single,
    read: (text, delimiter) => (text.trim() === ALL ? null : single.read(text, delimiter)),
  };
  const cells = { account: accountCell(network), amount };
  return readTable(file.path, file.encoding, cells, ({ account }) => account).map(({ values }) => values);
}

async function look(context: Context, job: Job): Promise<Look> {
  const { takings, to, reference, act, size } = job;
  const { token } = context.coin.contracts;
  const problems: Problem[] = [];
  const notes: string[] = [];
  const shown: string[] = [];
  const missing: (Taking & { readonly amount: bigint })[] = [];
  const now = await context.now();
  for (const taking of takings) {
    const { account } = taking;
    const who = context.text(account);
    const done = await whatIsDone(context, job, taking);
    if (done !== null) {
      shown.push(keyOf(job, taking));
      notes.push(done);
      continue;
    }
    const [until, balance] = [await token.frozenUntil(account), await token.balanceOf(account)];
    const amount = taking.amount ?? balance;
    if (until <= now) problems.push({ code: "NOT_FROZEN", message: `${who} ${notFrozen(until)}.` });
    else if (amount > balance) {
      const message = `${who} has ${context.show(balance)}, not ${context.show(amount)}.`;
      problems.push({ code: "AMOUNT_EXCEEDED", message });
    } else missing.push({ account, amount });
  }
  if (to !== null && missing.length > 0) problems.push(...(await receiverProblems(context, to, "--to")));
  if (problems.length > 0) return { calls: [], problems };
  const all = new Map(takings.map((taking) => [taking.account, taking]));
  const toCall = (group: readonly (Taking & { readonly amount: bigint })[]): Call => {
    const accounts = group.map(({ account }) => account);
    const amounts = group.map(({ amount }) => amount);
    const subjects = group.map(({ account, amount }) => {
      const key = keyOf(job, all.get(account) ?? { account, amount });
      const details = { account, amount: `${amount}`, ...(to === null ? {} : { to }) };
      return { key, operation: act, reference: reference.plain, hash: reference.hash, ...details };
    });
    const one = group.length === 1;
    const total = context.show(amounts.reduce((sum, amount) => sum + amount, 0n));
    const receiver = to === null ? [] : [to];
    const verb = act === "seize" ? `seize ${total} from` : `wipe ${total} of`;
    return {
      key: batchKey(
        act,
        subjects.map(({ key }) => key),
      ),
      contract: "token",
      power: COMPLIANCE,
      method: one ? act : `${act}Batch`,
      args: one
        ? [accounts[0], ...receiver, amounts[0], reference.hash]
        : [accounts, ...receiver, amounts, reference.hash],
      description: `${verb} ${one ? (accounts[0] ?? "") : `${group.length} accounts`}${
        to === null ? "" : ` to ${to}`
      }, case "${reference.plain}"`,
      emits: group.map(({ account, amount }) =>
        to === null
          ? { event: "Wiped", args: { account, amount, caseId: reference.hash } }
          : { event: "Seized", args: { from: account, to, amount, caseId: reference.hash } },
      ),
      independent: true,
      about: subjects,
    };
  };
  return { calls: await batched(context, missing, size, toCall), notes, shown };
}

/** Whether it was done, as the ledger or, for what somebody else was asked to sign, the chain says. */
async function whatIsDone(context: Context, job: Job, taking: Taking): Promise<string | null> {
  const { token } = context.coin.contracts;
  const { account, amount } = taking;
  if (amount === null) {
    const entry = context.ledger().get(keyOf(job, taking));
    if (entry?.state === "open") return `${entry.description}: was signed before.`;
    const left = await token.balanceOf(account);
    return left === 0n ? `Nothing to do: ${context.text(account)} has nothing.` : null;
  }
  const key = keyOf(job, taking);
  const what = `The act on ${context.text(account)} in case "${job.reference.plain}"`;
  const known = knownHere(context, { key, what, details: {} });
  if (known.state === "done") return known.note;
  const entry = context.ledger().get(key);
  if (entry?.state !== "waiting") return null;
  const { hash } = job.reference;
  const filter = job.to === null ? token.filters.Wiped(account) : token.filters.Seized(account, job.to);
  const events = await eventsOnChain(context, token, filter, entry.since + 1);
  const event = events.find(({ args }) => args.caseId === hash && args.amount === amount);
  if (event === undefined) return null;
  return `${entry.description}: done by somebody else, transaction ${event.transactionHash}, block ${event.blockNumber}.`;
}

function keyOf({ act, to, reference }: Job, { account, amount }: Taking): string {
  return [act, reference.hash, account, to ?? "", amount ?? ALL].join(":");
}
