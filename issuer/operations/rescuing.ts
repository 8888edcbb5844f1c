import { IStablecoin__factory } from "../../typechain-types/index.js";
import { orMissing } from "../chains/reasons.ts";
import { OperatorError } from "../errors.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { readOption } from "../text/read-option.ts";
import { readAccount, readCase, required } from "./arguments.ts";
import { described } from "./described.ts";
import { requireDistinct } from "./likeness.ts";
import { receiverProblems } from "./checks.ts";
import type { Call } from "./calls.ts";
import type { Context, Power } from "./context.ts";
import { doneAfterAll, isStillThere, knownHere } from "./once.ts";
import type { Given, Job, Prepare } from "./operation.ts";
import { recordedUnder } from "./spelling.ts";
import { stateJob } from "./states.ts";

const RESCUER: Power = { at: "token", role: "RESCUER" };

/** In what the amount of another issuer's token is written. */
const TOKENS = { name: "whole tokens", owner: "the token" };

/** Returns stray tokens. */
export const prepareRescue: Prepare = toJob;

async function toJob(context: Context, given: Given): Promise<Job> {
  const { network } = context.coin.desired;
  const { provider } = context.coin.chain;
  const address = readAccount(required(given, "token"), network, "--token");
  const to = readAccount(required(given, "to"), network, "--to");
  const reference = readCase(given);
  const own = context.address("token");
  if (address === own) {
    throw new OperatorError(
      "ARGUMENT_INVALID",
      "--token: the coin itself cannot be rescued: its balances belong to holders.",
    );
  }
  if ((await context.coin.chain.code(address)) === "0x") {
    throw new OperatorError("ARGUMENT_INVALID", `--token: there is no contract at ${context.text(address)}.`);
  }
  const stray = IStablecoin__factory.connect(address, provider); // of which only what every token has is asked
  const decimals = Number((await orMissing(stray.decimals())) ?? 0n);
  const symbol = (await orMissing(stray.symbol())) ?? "stray tokens";
  const show = (value: bigint): string => `${formatAmount(value, decimals)} ${symbol}`;
  const held = async (): Promise<bigint> => {
    const balance = await orMissing(stray.balanceOf(own));
    if (balance !== null) return balance;
    throw new OperatorError("ARGUMENT_INVALID", `--token: ${context.text(address)} is no token: it has no balanceOf.`);
  };
  const text = required(given, "amount");
  const amount = text === "all" ? await held() : readOption.amount("--amount", text, decimals, TOKENS);
  const keyOf = (hash: string): string => `rescue:${hash}`;
  const key = keyOf(recordedUnder(reference, context.ledger(), keyOf).hash);
  const details = { token: address, to, ...(text === "all" ? {} : { amount: `${amount}` }) };
  return stateJob(context, {
    title: `Return ${show(amount)}`,
    name: reference.hash.slice(2, 10),
    look: async () => {
      const entry = context.ledger().get(key);
      const holds = (): Promise<boolean> => isStillThere(context, entry);
      const known = await knownHere(context, { key, what: `Case "${reference.plain}"`, details, holds });
      if (known.state === "taken") return { calls: [], problems: [known.problem] };
      if (known.state === "lost") return { calls: [], lost: [known.transaction] };
      if (known.state === "done") return { calls: [], shown: [key], notes: [known.note] };
      if (entry !== undefined) {
        const asked = BigInt(entry.subject.amount ?? amount);
        const event = await doneAfterAll(context, key, effectOf(address, to, asked));
        if (event !== null) {
          return { calls: [], shown: [key], notes: [`${entry.description}: transaction ${event.transactionHash}.`] };
        }
      }
      const balance = await held();
      if (amount === 0n || amount > balance) {
        const message = `The token's address holds ${show(balance)}, not ${amount === 0n ? "anything" : show(amount)}.`;
        return { calls: [], problems: [{ code: "AMOUNT_EXCEEDED", message }] };
      }
      const row = { reference, party: to, where: "--case" };
      requireDistinct(entry === undefined ? [row] : [], context.ledger(), given.distinct ?? "");
      const problems = to === own ? await receiverProblems(context, to, "--to") : [];
      const call: Call = {
        key,
        contract: "token",
        method: "rescue",
        args: [address, to, amount],
        power: RESCUER,
        ...described(reference, (named) => `return ${show(amount)} (${address}) to ${to}, case ${named}`),
        emits: [effectOf(address, to, amount)],
        about: [{ key, operation: "rescue", reference: reference.plain, ...details, amount: `${amount}` }],
      };
      return { calls: [call], problems };
    },
  });
}

/** What the token emits for a rescue. */
function effectOf(token: string, to: string, amount: bigint): Call["emits"][number] {
  return { event: "Rescued", args: { token, to, amount } };
}
