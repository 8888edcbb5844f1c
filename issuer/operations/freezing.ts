import { ZeroAddress } from "ethers";
import type { Problem } from "../errors.ts";
import { FOR_EVER, utcTime } from "../../packages/integration/reading/format.ts";
import type { Reference } from "../references/reference.ts";
import { readTable } from "../tables/table.ts";
import { readAccount, readBatchSize, readCase, readFile, required } from "./arguments.ts";
import { batchKey, batched } from "./batches.ts";
import type { Call } from "./calls.ts";
import { accountCell } from "./cells.ts";
import { limitProblems } from "./checks.ts";
import { untilText } from "./contract-errors.ts";
import type { Context, Power } from "./context.ts";
import { described } from "./described.ts";
import type { Given, Prepare } from "./operation.ts";
import { sendersOf } from "./senders.ts";
import { type Look, stateJob } from "./state-job.ts";
import { formatAccounts } from "../text/units.ts";

/** What a freeze, a ratification or a lifting does, and to whom it can be done. */
interface Act {
  readonly name: "freeze" | "ratify" | "unfreeze";
  readonly title: string;
  readonly power: Power;
  readonly event: string;
  /** Returns why it needs no doing, or cannot be done; null if it can. `until`: the record of the account's freeze. */
  judge(
    until: bigint,
    now: bigint,
  ): { readonly done?: string; readonly problem?: Omit<Problem, "message"> & { why: string } } | null;
}

/** A guardian freezes at once, for a limited time. */
export const prepareFreeze: Prepare = preparing({
  name: "freeze",
  title: "Freeze",
  power: { at: "token", role: "GUARDIAN" },
  event: "Frozen",
  judge(until, now) {
    if (until > now) return { done: `is frozen ${untilText(until)}` };
    if (until === 0n) return null;
    const why = `has a freeze that lapsed at ${utcTime(until)}; compliance can ratify it, or lift it first`;
    return { problem: { code: "FREEZE_LAPSED", why } };
  },
});

/** Compliance makes a freeze last, whether it runs or has lapsed. */
export const prepareRatify: Prepare = preparing({
  name: "ratify",
  title: "Ratify the freeze of",
  power: { at: "token", role: "COMPLIANCE" },
  event: "FreezeRatified",
  judge(until) {
    if (until === FOR_EVER) return { done: `is frozen ${untilText(until)}` };
    return until === 0n ? { problem: { code: "NOT_FROZEN", why: notFrozen(until) } } : null;
  },
});

/** Compliance lifts a freeze, or the record of one. */
export const prepareUnfreeze: Prepare = preparing({
  name: "unfreeze",
  title: "Unfreeze",
  power: { at: "token", role: "COMPLIANCE" },
  event: "Unfrozen",
  judge: (until) => (until === 0n ? { done: "is not frozen" } : null),
});

/** One account or many, through the contract's batch functions. */
function preparing(act: Act): Prepare {
  return (context, given) => {
    const reference = readCase(given);
    const accounts = readAccounts(context, given);
    const size = readBatchSize(given);
    const who = accounts.length === 1 ? context.text(accounts[0] ?? "") : `${accounts.length} accounts`;
    const job = stateJob(context, {
      title: `${act.title} ${who}`,
      name: reference.hash.slice(2, 10),
      look: () => look(context, { act, accounts, reference, size }),
    });
    return Promise.resolve(job);
  };
}

/** Returns why an account that is not frozen is not. */
export function notFrozen(until: bigint): string {
  return until === 0n
    ? "is not frozen; a guardian freezes first"
    : `is not frozen: its freeze lapsed at ${utcTime(until)}; compliance can ratify it`;
}

function readAccounts(context: Context, given: Given): string[] {
  const { network } = context.coin.desired;
  const file = readFile(given, ["account"]);
  if (file === null) return [readAccount(required(given, "account"), network, "--account")];
  const rows = readTable(file.path, file.encoding, { account: accountCell(network) }, ({ account }) => account);
  return rows.map(({ values: { account } }) => account);
}

interface Job {
  readonly act: Act;
  readonly accounts: readonly string[];
  readonly reference: Reference;
  readonly size: number;
}

async function look(context: Context, job: Job): Promise<Look> {
  const now = await context.now();
  const problems: Problem[] = [];
  const notes: string[] = [];
  const shown: string[] = [];
  const missing: string[] = [];
  const frozen = await context.askAll("frozenUntil", job.accounts);
  for (const account of job.accounts) {
    const who = context.text(account);
    if (account === ZeroAddress || account === context.address("token")) {
      problems.push({ code: "ACCOUNT_INVALID", message: `${who} is the zero address or the token itself.` });
      continue;
    }
    const key = keyOf(job, account);
    if (context.history().get(key)?.state === "open") continue; // followed up before anything else
    const verdict = job.act.judge(frozen.get(account) ?? 0n, now);
    if (verdict === null) missing.push(account);
    else if (verdict.problem !== undefined) {
      problems.push({ code: verdict.problem.code, message: `${who} ${verdict.problem.why}.` });
    } else {
      shown.push(key);
      notes.push(`Nothing to do: ${who} ${verdict.done ?? ""}.`);
    }
  }
  if (job.act.name === "freeze") problems.push(...(await guardianProblems(context, missing, now)));
  if (problems.length > 0) return { calls: [], problems };
  return { calls: await batched(context, missing, job.size, (group) => toCall(job, group)), notes, shown };
}

/** Returns why the guardian cannot freeze them now, as far as it is clear who that is. */
async function guardianProblems(context: Context, missing: readonly string[], now: bigint): Promise<Problem[]> {
  if (missing.length === 0) return [];
  const token = context.tokenForMany();
  const [guardian, ...others] = await sendersOf(context, { at: "token", role: "GUARDIAN" });
  if (guardian === undefined || others.length > 0) return [];
  const problems: Problem[] = [];
  const bars = await Promise.all(missing.map((account) => token.guardianBarredUntil(account, guardian)));
  for (const [index, account] of missing.entries()) {
    const barred = bars[index] ?? 0n;
    if (barred <= now) continue;
    const message = `${context.text(account)}: compliance has lifted the freeze of ${context.text(guardian)}, which can freeze it again from ${utcTime(barred)}; another guardian can now.`;
    problems.push({ code: "GUARDIAN_BARRED", message });
  }
  const { capacity, window, available } = await token.guardianLimit(guardian);
  const limit = { capacity, window, available };
  return [...problems, ...limitProblems(context, guardian, BigInt(missing.length), limit, "freeze", formatAccounts)];
}

/** One call for one account, or for many of them. */
function toCall(job: Job, group: readonly string[]): Call {
  const { act, reference } = job;
  const [single = ""] = group;
  const one = group.length === 1;
  const who = one ? single : `${group.length} accounts`;
  const keys = group.map((account) => keyOf(job, account));
  return {
    key: batchKey(act.name, keys),
    contract: "token",
    power: act.power,
    method: one ? act.name : `${act.name}Batch`,
    args: one ? [single, reference.hash] : [group, reference.hash],
    ...described(reference, (named) => `${act.name} ${who}, case ${named}`),
    emits: group.map((account) => ({ event: act.event, args: { account, caseId: reference.hash } })),
    independent: true,
    about: group.map((account) => {
      const key = keyOf(job, account);
      return { key, operation: act.name, reference: reference.plain, hash: reference.hash, account };
    }),
  };
}

function keyOf({ act, reference }: Job, account: string): string {
  return `${act.name}:${reference.hash}:${account}`;
}
