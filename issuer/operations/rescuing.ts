import { IStablecoin__factory } from "../../typechain-types/index.js";
import { orMissing } from "../chains/reasons.ts";
import { OperatorError } from "../errors.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { Reference } from "../references/reference.ts";
import { readOption } from "../text/read-option.ts";
import { readAccount, readActReference, required } from "./arguments.ts";
import { described } from "./described.ts";
import { requireDistinct } from "../subjects/likeness.ts";
import { receiverProblems } from "./checks.ts";
import type { Call } from "./calls.ts";
import type { Context, Power } from "./context.ts";
import { usedOnChain } from "./acts-on-chain.ts";
import { type Before, doneBefore } from "./done-before.ts";
import type { Given, Job, Prepare } from "./operation.ts";
import { firstKnown } from "./once.ts";
import { hashesOf, underWay } from "../subjects/spelling.ts";
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
  /** What was held when this run began, if all is to be returned. */
  readonly amount: bigint;
  readonly all: boolean;
  readonly reference: Reference;
  /** What `--distinct` says. */
  readonly distinct: string;
}

async function toJob(context: Context, given: Given): Promise<Job> {
  const { network } = context.coin.desired;
  const address = readAccount(required(given, "token"), network, "--token");
  const to = readAccount(required(given, "to"), network, "--to");
  const stray = await readStray(context, address);
  const text = required(given, "amount");
  const all = text === "all";
  const amount = all ? await stray.held() : readOption.amount("--amount", text, stray.decimals, TOKENS);
  const asked = readActReference(given);
  const distinct = given.distinct ?? "";
  return stateJob(context, {
    title: `Return ${stray.show(amount)}`,
    name: asked.hash.slice(2, 10),
    look: () => {
      const history = context.history();
      const reference = underWay(asked, history, keyOf);
      return look(context, { stray, to, amount, all, reference, distinct });
    },
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
  const { stray, to, amount, reference } = wanted;
  const hashes = hashesOf(reference, context.history());
  const known = await firstKnown(hashes, (hash) => knownUnder(context, wanted, hash));
  if (known.state === "taken") return { calls: [], problems: [known.problem] };
  if (known.state === "lost") return { calls: [], lost: [known.transaction] };
  if (known.state === "done") return { calls: [], shown: [keyOf(reference.hash)], notes: [known.note] };
  const balance = await stray.held();
  if (amount === 0n || amount > balance) {
    const asked = amount === 0n ? "anything" : stray.show(amount);
    const message = `The token's address holds ${stray.show(balance)}, not ${asked}.`;
    return { calls: [], problems: [{ code: "AMOUNT_EXCEEDED", message }] };
  }
  const row = { reference, party: to, where: "--reference" };
  requireDistinct([row], context.history(), wanted.distinct, await context.elsewhere());
  const problems = to === context.address("token") ? await receiverProblems(context, to, "--to") : [];
  return { calls: [toCall(wanted)], problems };
}

async function knownUnder(context: Context, wanted: Return, hash: string): Promise<Before> {
  const { stray, to, amount, all, reference } = wanted;
  const what = `Return "${reference.plain}"`;
  const holds = (): Promise<boolean> => context.coin.contracts.token.isActUsed(hash);
  const details = { token: stray.address, to, ...(all ? {} : { amount: `${amount}` }) };
  const here = await doneBefore(context, { key: keyOf(hash), what, details, holds });
  if (here.state !== "undone") return here;
  if (!(await holds())) return here;
  return await usedOnChain(context, hash, what, (done) => {
    const same = done.act === "rescue" && done.account === stray.address && done.to === to;
    return same && (all || done.amount === amount);
  });
}

function toCall({ stray, to, amount, reference }: Return): Call {
  const key = keyOf(reference.hash);
  const { plain, hash } = reference;
  const details = { token: stray.address, to, amount: `${amount}` };
  return {
    key,
    contract: "token",
    method: "rescue",
    args: [stray.address, to, amount, hash],
    power: RESCUER,
    ...described(reference, (named) => `return ${stray.show(amount)} (${stray.address}) to ${to}, return ${named}`),
    emits: [{ event: "Rescued", args: { token: stray.address, to, amount, actRef: hash } }],
    about: [{ key, operation: "rescue", reference: plain, hash, ...details }],
  };
}

function keyOf(hash: string): string {
  return `rescue:${hash}`;
}
