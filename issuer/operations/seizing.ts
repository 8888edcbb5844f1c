import type { Problem } from "../errors.ts";
import type { Reference } from "../references/reference.ts";
import { type CellReader, readTable } from "../tables/table.ts";
import { readOption } from "../text/read-option.ts";
import { readAccount, readActReference, readBatchSize, readCase, readFile, required } from "./arguments.ts";
import { batchKey, batched } from "./batches.ts";
import type { Call } from "./calls.ts";
import { accountCell, actReferenceCell, amountCell } from "./cells.ts";
import { pauseProblems, receiverProblems } from "./checks.ts";
import type { Context, Power } from "./context.ts";
import { notFrozen } from "./freezing.ts";
import { described } from "./described.ts";
import { requireDistinct } from "../subjects/likeness.ts";
import { usedOnChain } from "./acts-on-chain.ts";
import { type Before, doneBefore } from "./done-before.ts";
import type { Given, Prepare } from "./operation.ts";
import { sortByBefore } from "./once.ts";
import { underWay } from "../subjects/spelling.ts";
import { type Look, stateJob } from "./state-job.ts";

const COMPLIANCE: Power = { at: "token", role: "COMPLIANCE" };
const ALL = "all";

interface Taking {
  readonly account: string;
  /** Null for all that the account has. */
  readonly amount: bigint | null;
  /** Of this one act, whoever else the case is about. */
  readonly reference: Reference;
  /** Where the reference was given, for refusals. */
  readonly named: string;
}

interface Seizure {
  readonly act: "seize" | "wipe";
  readonly takings: readonly Taking[];
  /** Who receives what is seized; null if it is wiped. */
  readonly to: string | null;
  readonly caseId: Reference;
  readonly size: number;
  /** What `--distinct` says. */
  readonly distinct: string;
  /** By reference: what "all" was when this run looked first. It takes that much, whatever a node says later. */
  readonly fixed: Map<string, bigint>;
}

/** Moves tokens of frozen accounts, each act once. */
export const prepareSeize: Prepare = (context, given) => Promise.resolve(toJob(context, given, "seize"));

/** Burns tokens of frozen accounts, each act once. */
export const prepareWipe: Prepare = (context, given) => Promise.resolve(toJob(context, given, "wipe"));

function toJob(context: Context, given: Given, act: Seizure["act"]): ReturnType<typeof stateJob> {
  const { network } = context.coin.desired;
  const takings = readTakings(context, given);
  const caseId = readCase(given);
  const to = act === "wipe" ? null : readAccount(required(given, "to"), network, "--to");
  const size = readBatchSize(given);
  const distinct = given.distinct ?? "";
  const fixed = new Map<string, bigint>();
  const [first] = takings;
  const who = takings.length === 1 ? context.text(first?.account ?? "") : `${takings.length} accounts`;
  return stateJob(context, {
    title: `${act === "seize" ? "Seize from" : "Wipe"} ${who}`,
    name: (first?.reference.hash ?? "").slice(2, 10),
    look: () => look(context, { act, takings, to, caseId, size, distinct, fixed }),
  });
}

function readTakings(context: Context, given: Given): Taking[] {
  const { network } = context.coin.desired;
  const file = readFile(given, ["account", "amount", "reference"]);
  if (file === null) {
    const account = readAccount(required(given, "account"), network, "--account");
    const text = required(given, "amount");
    const amount = text === ALL ? null : readOption.amount("--amount", text, context.decimals);
    return [{ account, amount, reference: readActReference(given), named: "--reference" }];
  }
  const single = amountCell(context.decimals);
  const amount: CellReader<bigint | null> = {
    ...single,
    read: (text, delimiter) => (text.trim() === ALL ? null : single.read(text, delimiter)),
  };
  const cells = { account: accountCell(network), amount, reference: actReferenceCell };
  const rows = readTable(file.path, file.encoding, cells, ({ reference }) => `reference ${reference.plain}`);
  return rows.map(({ values, where }) => ({ ...values, named: where("reference") }));
}

/** What is to be taken of an account now. */
type Due = Taking & { readonly amount: bigint };

async function look(context: Context, given: Seizure): Promise<Look> {
  const history = context.history();
  const takings = given.takings.map((taking) => {
    return { ...taking, reference: underWay(taking.reference, history, (hash) => keyOf(given.act, hash)) };
  });
  const job = { ...given, takings };
  const { missing, problems, ...told } = await sortByBefore(context, {
    ...{ rows: takings, question: "isActUsed", keyOf: (hash) => keyOf(job.act, hash) },
    before: (taking, hash, isUsed) => knownUnder(context, job, taking, { hash, isUsed }),
  });
  const due = await dueOf(context, job, missing, problems);
  if (missing.length > 0) {
    problems.push(...(await pauseProblems(context, "seize")));
    if (job.to !== null) problems.push(...(await receiverProblems(context, job.to, "--to")));
  }
  if (problems.length > 0) return { calls: [], problems };
  const rows = due.map(({ reference, account, named }) => ({ reference, party: account, where: named }));
  requireDistinct(rows, history, job.distinct, await context.elsewhere());
  return { calls: await batched(context, due, job.size, (group) => toCall(context, job, group)), ...told };
}

/** Returns what can be taken, several acts on one account together; what cannot is told among the problems. */
async function dueOf(
  context: Context,
  { fixed }: Seizure,
  missing: readonly Taking[],
  problems: Problem[],
): Promise<Due[]> {
  const now = await context.now();
  const accounts = missing.map(({ account }) => account);
  const frozen = await context.askAll("frozenUntil", accounts);
  const left = new Map(await context.askAll("balanceOf", accounts));
  const due: Due[] = [];
  for (const taking of missing) {
    const { account } = taking;
    const who = context.text(account);
    const until = frozen.get(account) ?? 0n;
    if (until <= now) {
      problems.push({ code: "NOT_FROZEN", message: `${who} ${notFrozen(until)}.` });
      continue;
    }
    const held = left.get(account) ?? 0n;
    const amount = taking.amount ?? fixed.get(taking.reference.hash) ?? held;
    if (taking.amount === null) fixed.set(taking.reference.hash, amount);
    if (amount > held || amount === 0n) {
      const asked = amount === 0n ? "anything to take" : context.show(amount);
      problems.push({ code: "AMOUNT_EXCEEDED", message: `${who} has ${context.show(held)}, not ${asked}.` });
      continue;
    }
    left.set(account, held - amount);
    due.push({ ...taking, amount });
  }
  return due;
}

/** One call for one act, or for many of them. */
function toCall(context: Context, job: Seizure, group: readonly Due[]): Call {
  const { act, to, caseId } = job;
  const accounts = group.map(({ account }) => account);
  const amounts = group.map(({ amount }) => amount);
  const refs = group.map(({ reference }) => reference.hash);
  const one = group.length === 1;
  const who = one ? (accounts[0] ?? "") : `${group.length} accounts`;
  const total = context.show(amounts.reduce((sum, amount) => sum + amount, 0n));
  const verb = act === "seize" ? `seize ${total} from` : `wipe ${total} of`;
  const toWhom = to === null ? "" : ` to ${to}`;
  const receiver = to === null ? [] : [to];
  return {
    key: batchKey(
      act,
      refs.map((hash) => keyOf(act, hash)),
    ),
    contract: "token",
    power: COMPLIANCE,
    method: one ? act : `${act}Batch`,
    args: one
      ? [accounts[0], ...receiver, amounts[0], caseId.hash, refs[0]]
      : [accounts, ...receiver, amounts, caseId.hash, refs],
    ...described(caseId, (named) => `${verb} ${who}${toWhom}, case ${named}`),
    emits: group.map((due) => effectOf(job, due)),
    independent: true,
    about: group.map((due) => subjectOf(job, due)),
  };
}

function subjectOf({ act, to }: Seizure, { account, amount, reference }: Due): NonNullable<Call["about"]>[number] {
  const details = { account, amount: `${amount}`, ...(to === null ? {} : { to }) };
  const key = keyOf(act, reference.hash);
  return { key, operation: act, reference: reference.plain, hash: reference.hash, ...details };
}

async function knownUnder(
  context: Context,
  job: Seizure,
  taking: Taking,
  { hash, isUsed }: { readonly hash: string; readonly isUsed: boolean },
): Promise<Before> {
  const { account, amount, reference } = taking;
  const what = `Act "${reference.plain}"`;
  const details = {
    account,
    ...(job.to === null ? {} : { to: job.to }),
    ...(amount === null ? {} : { amount: `${amount}` }),
  };
  const here = await doneBefore(context, { key: keyOf(job.act, hash), what, details, holds: () => isUsed });
  if (here.state !== "undone") return here;
  if (!isUsed) return here;
  const cases = [job.caseId.hash, ...job.caseId.former];
  return await usedOnChain(context, hash, what, (done) => {
    const same = done.act === job.act && done.account === account && done.to === job.to;
    return same && cases.includes(done.caseId ?? "") && (amount === null || done.amount === amount);
  });
}

/** Returns what the token emits for an act. */
function effectOf({ to, caseId }: Seizure, { account, amount, reference }: Due): Call["emits"][number] {
  const args = { amount, caseId: caseId.hash, actRef: reference.hash };
  return to === null
    ? { event: "Wiped", args: { account, ...args } }
    : { event: "Seized", args: { from: account, to, ...args } };
}

function keyOf(act: Seizure["act"], hash: string): string {
  return `${act}:${hash}`;
}
