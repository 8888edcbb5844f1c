import type { Problem } from "../errors.ts";
import type { Reference } from "../references/reference.ts";
import { type CellReader, readTable } from "../tables/table.ts";
import { readOption } from "../text/read-option.ts";
import { readAccount, readBatchSize, readCase, readFile, required } from "./arguments.ts";
import { batchKey, batched } from "./batches.ts";
import type { Call } from "./calls.ts";
import { accountCell, amountCell } from "./cells.ts";
import { receiverProblems } from "./checks.ts";
import type { Context, Power } from "./context.ts";
import { notFrozen } from "./freezing.ts";
import { described } from "./described.ts";
import { requireDistinct } from "../subjects/likeness.ts";
import { type Before, doneAfterAll, isStillThere, doneBefore } from "./done-before.ts";
import type { Given, Prepare } from "./operation.ts";
import { recordedUnder } from "../subjects/spelling.ts";
import { type Look, stateJob } from "./state-job.ts";

const COMPLIANCE: Power = { at: "token", role: "COMPLIANCE" };
const ALL = "all";

interface Taking {
  readonly account: string;
  /** Null for all that the account has. */
  readonly amount: bigint | null;
}

interface Seizure {
  readonly act: "seize" | "wipe";
  readonly takings: readonly Taking[];
  /** Who receives what is seized; null if it is wiped. */
  readonly to: string | null;
  readonly reference: Reference;
  readonly size: number;
  /** What `--distinct` says. */
  readonly distinct: string;
  /** By account: what "all" was when this run looked first. It takes that much, whatever a node says later. */
  readonly fixed: Map<string, Fixed>;
}

interface Fixed {
  readonly amount: bigint;
  /** The transaction that the history knew then, of an earlier run. */
  readonly before: string | null;
}

/** Moves tokens of frozen accounts. */
export const prepareSeize: Prepare = (context, given) => Promise.resolve(toJob(context, given, "seize"));

/** Burns tokens of frozen accounts. */
export const prepareWipe: Prepare = (context, given) => Promise.resolve(toJob(context, given, "wipe"));

function toJob(context: Context, given: Given, act: Seizure["act"]): ReturnType<typeof stateJob> {
  const { network } = context.coin.desired;
  const takings = readTakings(context, given);
  const reference = readCase(given);
  const to = act === "wipe" ? null : readAccount(required(given, "to"), network, "--to");
  const size = readBatchSize(given);
  const fixed = new Map<string, Fixed>();
  const who = takings.length === 1 ? context.text(takings[0]?.account ?? "") : `${takings.length} accounts`;
  return stateJob(context, {
    title: `${act === "seize" ? "Seize from" : "Wipe"} ${who}`,
    name: reference.hash.slice(2, 10),
    look: () => {
      const history = context.history();
      // Each account under the spelling of the case under which it was acted on before, if it was.
      const under = (taking: Taking): Reference =>
        recordedUnder(reference, history, (hash) => keyOf({ act, to, reference: { hash } }, taking));
      const spelled = takings.map(under).find(({ hash }) => hash !== reference.hash) ?? reference;
      return look(context, { act, takings, to, reference: spelled, size, distinct: given.distinct ?? "", fixed });
    },
  });
}

function readTakings(context: Context, given: Given): Taking[] {
  const { network } = context.coin.desired;
  const file = readFile(given, ["account", "amount"]);
  if (file === null) {
    const account = readAccount(required(given, "account"), network, "--account");
    const text = required(given, "amount");
    return [{ account, amount: text === ALL ? null : readOption.amount("--amount", text, context.decimals) }];
  }
  const single = amountCell(context.decimals);
  const amount: CellReader<bigint | null> = {
    ...single,
    read: (text, delimiter) => (text.trim() === ALL ? null : single.read(text, delimiter)),
  };
  const cells = { account: accountCell(network), amount };
  return readTable(file.path, file.encoding, cells, ({ account }) => account).map(({ values }) => values);
}

/** What is to be taken of an account now. */
type Due = Taking & { readonly amount: bigint };

/** Accounts by what is known of them. */
interface Sorted {
  readonly missing: readonly Due[];
  readonly problems: Problem[];
  readonly notes: readonly string[];
  readonly shown: readonly string[];
  readonly lost: readonly string[];
}

async function look(context: Context, job: Seizure): Promise<Look> {
  const { to, reference, size } = job;
  const { missing, problems, ...told } = await sort(context, job);
  if (to !== null && missing.length > 0) problems.push(...(await receiverProblems(context, to, "--to")));
  if (problems.length > 0) return { calls: [], problems };
  const rows = missing.map(({ account }) => ({ reference, party: account, where: "--case" }));
  requireDistinct(rows, context.history(), job.distinct);
  return { calls: await batched(context, missing, size, (group) => toCall(context, job, group)), ...told };
}

async function sort(context: Context, job: Seizure): Promise<Sorted> {
  const [missing, problems] = [[] as Due[], [] as Problem[]];
  const [notes, shown, lost] = [[] as string[], [] as string[], [] as string[]];
  const now = await context.now();
  for (const taking of job.takings) {
    const known = await whatIsKnown(context, job, taking);
    if (known.state === "lost") lost.push(known.transaction);
    if (known.state === "taken") problems.push(known.problem);
    if (known.state === "done") {
      shown.push(keyOf(job, taking));
      notes.push(known.note);
    }
    if (known.state !== "undone") continue;
    const due = await dueOf(context, job, taking, now);
    if ("amount" in due) missing.push(due);
    else problems.push(due);
  }
  return { missing, problems, notes, shown, lost };
}

/** Returns what can be taken of an account, or why nothing can. */
async function dueOf(context: Context, job: Seizure, taking: Taking, now: bigint): Promise<Due | Problem> {
  const { account } = taking;
  const { token } = context.coin.contracts;
  const who = context.text(account);
  const [until, balance] = [await token.frozenUntil(account), await token.balanceOf(account)];
  const amount = taking.amount ?? fix(context, job, taking, balance);
  if (until <= now) return { code: "NOT_FROZEN", message: `${who} ${notFrozen(until)}.` };
  if (amount <= balance) return { account, amount };
  return { code: "AMOUNT_EXCEEDED", message: `${who} has ${context.show(balance)}, not ${context.show(amount)}.` };
}

/** One call for one account, or for many of them. */
function toCall(context: Context, job: Seizure, group: readonly Due[]): Call {
  const { act, to, reference } = job;
  const accounts = group.map(({ account }) => account);
  const amounts = group.map(({ amount }) => amount);
  const subjects = group.map((due) => subjectOf(job, due));
  const one = group.length === 1;
  const who = one ? (accounts[0] ?? "") : `${group.length} accounts`;
  const total = context.show(amounts.reduce((sum, amount) => sum + amount, 0n));
  const verb = act === "seize" ? `seize ${total} from` : `wipe ${total} of`;
  const toWhom = to === null ? "" : ` to ${to}`;
  const receiver = to === null ? [] : [to];
  const keys = subjects.map(({ key }) => key);
  return {
    key: batchKey(act, keys),
    contract: "token",
    power: COMPLIANCE,
    method: one ? act : `${act}Batch`,
    args: one
      ? [accounts[0], ...receiver, amounts[0], reference.hash]
      : [accounts, ...receiver, amounts, reference.hash],
    ...described(reference, (named) => `${verb} ${who}${toWhom}, case ${named}`),
    emits: group.map(({ account, amount }) => effectOf(job, account, amount)),
    independent: true,
    about: subjects,
  };
}

/** Returns what the history notes of an account: under the amount that was asked for, which may have been all. */
function subjectOf(job: Seizure, { account, amount }: Due): NonNullable<Call["about"]>[number] {
  const { act, to, reference, takings } = job;
  const key = keyOf(job, takings.find((taking) => taking.account === account) ?? { account, amount });
  const details = { account, amount: `${amount}`, ...(to === null ? {} : { to }) };
  return { key, operation: act, reference: reference.plain, hash: reference.hash, ...details };
}

/** Returns what is known of an act, from the history and, where that leaves a doubt, from the chain's events. */
async function whatIsKnown(context: Context, job: Seizure, taking: Taking): Promise<Before> {
  const { account, amount } = taking;
  const key = keyOf(job, taking);
  const entry = context.history().get(key);
  const holds = (): Promise<boolean> => isStillThere(context, entry);
  if (amount === null) {
    if (entry?.state === "open") return { state: "done", note: `${entry.description}: was signed before.` };
    if (entry?.state === "done" && entry.transaction !== null && !(await holds())) {
      return { state: "lost", transaction: entry.transaction };
    }
    const fixed = job.fixed.get(account);
    if (fixed !== undefined && entry?.state === "done" && entry.transaction !== fixed.before) {
      return { state: "done", note: `${context.text(entry.description)}: done.` };
    }
    const left = await context.coin.contracts.token.balanceOf(account);
    if (left > 0n) return { state: "undone" };
    return { state: "done", note: `Nothing to do: ${context.text(account)} has nothing.` };
  }
  const what = `The act on ${context.text(account)} in case "${job.reference.plain}"`;
  const known = await doneBefore(context, { key, what, details: {}, holds });
  if (known.state !== "undone" || entry === undefined) return known;
  const event = await doneAfterAll(context, key, effectOf(job, account, amount));
  if (event === null) return known;
  const place = `transaction ${event.transactionHash}, block ${event.blockNumber}`;
  const whose = entry.state === "waiting" ? "by somebody else" : "already";
  return { state: "done", note: `${context.text(entry.description)}: done ${whose}, ${place}.` };
}

/** Returns what "all" means in this run. */
function fix(context: Context, job: Seizure, taking: Taking, balance: bigint): bigint {
  const before = context.history().get(keyOf(job, taking))?.transaction ?? null;
  const fixed = job.fixed.get(taking.account) ?? { amount: balance, before };
  job.fixed.set(taking.account, fixed);
  return fixed.amount;
}

/** Returns what the token emits for an act. */
function effectOf({ to, reference }: Seizure, account: string, amount: bigint): Call["emits"][number] {
  if (to === null) return { event: "Wiped", args: { account, amount, caseId: reference.hash } };
  return { event: "Seized", args: { from: account, to, amount, caseId: reference.hash } };
}

function keyOf(
  { act, to, reference }: Pick<Seizure, "act" | "to"> & { readonly reference: Pick<Reference, "hash"> },
  { account, amount }: Taking,
): string {
  return [act, reference.hash, account, to ?? "", amount ?? ALL].join(":");
}
