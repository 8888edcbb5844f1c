import { IStablecoin__factory } from "../../typechain-types/index.js";
import { orMissing } from "../chains/reasons.ts";
import { OperatorError } from "../errors.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { Reference } from "../references/reference.ts";
import { readOption } from "../text/read-option.ts";
import { readAccount, readCase, required } from "./arguments.ts";
import { described } from "./described.ts";
import { requireDistinct } from "../subjects/likeness.ts";
import { receiverProblems } from "./checks.ts";
import type { Call } from "./calls.ts";
import type { Context, Power } from "./context.ts";
import { doneAfterAll, isStillThere, doneBefore } from "./done-before.ts";
import type { Given, Job, Prepare } from "./operation.ts";
import { recordedUnder } from "../subjects/spelling.ts";
import { type Look, stateJob } from "./state-job.ts";

const RESCUER: Power = { at: "token", role: "RESCUER" };

/** In what the amount of another issuer's token is written. */
const TOKENS = { name: "whole tokens", owner: "the token" };

/** Returns stray tokens. */
export const prepareRescue: Prepare = toJob;

/** Another issuer's token, as far as every token can be asked. */
interface Stray {
  readonly address: string;
  readonly decimals: number;
  readonly show: (amount: bigint) => string;
  /** What the coin's own address holds of it. */
  readonly held: () => Promise<bigint>;
}

/** What has to be returned. */
interface Return {
  readonly stray: Stray;
  readonly to: string;
  readonly amount: bigint;
  readonly reference: Reference;
  readonly key: string;
  /** What the history notes of it; without an amount for all that is held. */
  readonly details: { readonly token: string; readonly to: string; readonly amount?: string };
  /** What `--distinct` says. */
  readonly distinct: string;
}

async function toJob(context: Context, given: Given): Promise<Job> {
  const { network } = context.coin.desired;
  const address = readAccount(required(given, "token"), network, "--token");
  const to = readAccount(required(given, "to"), network, "--to");
  const reference = readCase(given);
  const stray = await readStray(context, address);
  const text = required(given, "amount");
  const all = text === "all";
  const amount = all ? await stray.held() : readOption.amount("--amount", text, stray.decimals, TOKENS);
  const keyFor = (hash: string): string => `rescue:${hash}`;
  const key = keyFor(recordedUnder(reference, context.history(), keyFor).hash);
  const details = { token: address, to, ...(all ? {} : { amount: `${amount}` }) };
  const wanted: Return = { stray, to, amount, reference, key, details, distinct: given.distinct ?? "" };
  return stateJob(context, {
    title: `Return ${stray.show(amount)}`,
    name: reference.hash.slice(2, 10),
    look: () => look(context, wanted),
  });
}

/** @throws OperatorError `ARGUMENT_INVALID` for the coin itself, and for what is not a token. */
async function readStray(context: Context, address: string): Promise<Stray> {
  const invalid = (what: string): OperatorError => new OperatorError("ARGUMENT_INVALID", `--token: ${what}.`);
  const own = context.address("token");
  if (address === own) throw invalid("the coin itself cannot be rescued: its balances belong to holders");
  const { chain } = context.coin;
  if ((await chain.code(address)) === "0x") throw invalid(`there is no contract at ${context.text(address)}`);
  const token = IStablecoin__factory.connect(address, chain.provider); // of which only what every token has is asked
  const decimals = Number((await orMissing(token.decimals())) ?? 0n);
  const symbol = (await orMissing(token.symbol())) ?? "stray tokens";
  return {
    address,
    decimals,
    show: (amount) => `${formatAmount(amount, decimals)} ${symbol}`,
    held: async () => {
      const balance = await orMissing(token.balanceOf(own));
      if (balance === null) throw invalid(`${context.text(address)} is not a token: it has no balanceOf`);
      return balance;
    },
  };
}

async function look(context: Context, wanted: Return): Promise<Look> {
  const { stray, to, amount, key, reference } = wanted;
  const known = await whatIsKnown(context, wanted);
  if (known !== null) return known;
  const balance = await stray.held();
  if (amount === 0n || amount > balance) {
    const asked = amount === 0n ? "anything" : stray.show(amount);
    const message = `The token's address holds ${stray.show(balance)}, not ${asked}.`;
    return { calls: [], problems: [{ code: "AMOUNT_EXCEEDED", message }] };
  }
  const row = { reference, party: to, where: "--case" };
  requireDistinct(context.history().has(key) ? [] : [row], context.history(), wanted.distinct);
  const problems = to === context.address("token") ? await receiverProblems(context, to, "--to") : [];
  return { calls: [toCall(wanted)], problems };
}

/** Returns what there is to say of a return that was asked for before; null if it is still to be made. */
async function whatIsKnown(context: Context, wanted: Return): Promise<Look | null> {
  const { stray, to, amount, key, reference, details } = wanted;
  const entry = context.history().get(key);
  const holds = (): Promise<boolean> => isStillThere(context, entry);
  const known = await doneBefore(context, { key, what: `Case "${reference.plain}"`, details, holds });
  if (known.state === "taken") return { calls: [], problems: [known.problem] };
  if (known.state === "lost") return { calls: [], lost: [known.transaction] };
  if (known.state === "done") return { calls: [], shown: [key], notes: [known.note] };
  if (entry === undefined) return null;
  const asked = BigInt(entry.subject.amount ?? amount);
  const event = await doneAfterAll(context, key, effectOf(stray.address, to, asked));
  if (event === null) return null;
  return { calls: [], shown: [key], notes: [`${entry.description}: transaction ${event.transactionHash}.`] };
}

function toCall({ stray, to, amount, reference, key, details }: Return): Call {
  const what = `return ${stray.show(amount)} (${stray.address}) to ${to}`;
  return {
    key,
    contract: "token",
    method: "rescue",
    args: [stray.address, to, amount],
    power: RESCUER,
    ...described(reference, (named) => `${what}, case ${named}`),
    emits: [effectOf(stray.address, to, amount)],
    about: [{ key, operation: "rescue", reference: reference.plain, ...details, amount: `${amount}` }],
  };
}

/** Returns what the token emits for a rescue. */
function effectOf(token: string, to: string, amount: bigint): Call["emits"][number] {
  return { event: "Rescued", args: { token, to, amount } };
}
