import { LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import { type Problem, OperatorError } from "../errors.ts";
import type { Reference } from "../references/reference.ts";
import { readMessageId } from "../text/message-id.ts";
import { readAccount, readCase, required } from "../operations/arguments.ts";
import { type Call, planCalls } from "../operations/calls.ts";
import { limitProblems, pauseProblems, receiverProblems } from "../operations/checks.ts";
import type { Context, Power } from "../operations/context.ts";
import { described } from "../operations/described.ts";
import type { Given, Job, Operation, Prepare } from "../operations/operation.ts";
import { CLAIM_ROW, TAKE_ROW } from "./move-table.ts";

const COMPLIANCE: Power = { at: "token", role: "COMPLIANCE" };

/** What the adapter holds under a message's id. */
interface Held {
  readonly receiver: string;
  /** Zero where nothing is held. */
  readonly amount: bigint;
}

const prepareClaim: Prepare = (context, given) => {
  const message = readMessageId("--message", required(given, "message"));
  const adapter = adapterOf(context);
  return Promise.resolve({
    title: "Claim what is held",
    name: message.slice(2, 10),
    plan: async () => {
      const key = `move-claim:${message}`;
      const held = await readHeld(context, adapter, message);
      if (held.amount === 0n) return nothingHeld(context, key, message, {});
      const { receiver, amount } = held;
      const problems = [
        ...(await receiverProblems(context, receiver, "the receiver")),
        ...(await mintProblems(context, adapter, amount)),
      ];
      if (problems.length > 0) return { actions: [], problems };
      const { from, coin } = context;
      return planCalls(context, [
        {
          ...{ key, contract: "adapter", method: "claim", args: [message], power: null },
          by: [from ?? (await coin.keys.deployer()).address],
          description: `claim ${context.show(amount)} that are held for ${receiver} under the message ${message}`,
          emits: [{ event: "HeldClaimed", args: { guid: message, receiver, amount } }],
          about: [{ key, operation: "move-claim", message, account: receiver, amount: `${amount}` }],
        },
      ]);
    },
  });
};

const prepareTake: Prepare = (context, given) => {
  const taking = readTaking(context, given);
  return Promise.resolve({
    title: "Take what is held",
    name: taking.message.slice(2, 10),
    plan: () => planTaking(context, taking),
  });
};

interface Taking {
  readonly adapter: string;
  readonly message: string;
  readonly to: string;
  readonly reference: Reference;
}

function readTaking(context: Context, given: Given): Taking {
  return {
    adapter: adapterOf(context),
    message: readMessageId("--message", required(given, "message")),
    to: readAccount(required(given, "to"), context.coin.desired.network, "--to"),
    reference: readCase(given),
  };
}

async function planTaking(context: Context, { adapter, message, to, reference }: Taking): ReturnType<Job["plan"]> {
  const key = `move-take:${message}`;
  const { receiver, amount } = await readHeld(context, adapter, message);
  if (amount === 0n) return nothingHeld(context, key, message, { to, hash: reference.hash });
  const problems = [
    ...(await takableProblems(context, receiver)),
    ...(await pauseProblems(context, "seize")),
    ...(to === adapter ? [toItself(context, to)] : await receiverProblems(context, to, "--to")),
    ...(await mintProblems(context, adapter, amount)),
  ];
  if (problems.length > 0) return { actions: [], problems };
  const { plain, hash } = reference;
  const call: Call = {
    ...{ key, contract: "adapter", method: "takeHeld", args: [message, to, hash], power: COMPLIANCE },
    ...described(
      reference,
      (named) =>
        `take ${context.show(amount)} that are held for ${receiver} under the message ${message} to ${to}, case ${named}`,
    ),
    emits: [{ event: "HeldTaken", args: { guid: message, receiver, to, amount, caseId: hash } }],
    about: [
      {
        ...{ key, operation: "move-take", reference: plain, hash, message },
        ...{ account: receiver, to, amount: `${amount}` },
      },
    ],
  };
  return planCalls(context, [call]);
}

function adapterOf({ coin }: Context): string {
  const { adapter } = coin.addresses;
  if (adapter !== undefined) return adapter;
  const message = `${coin.desired.coin} has no adapter on ${coin.desired.network.name}: nothing is held there.`;
  throw new OperatorError("LAYERZERO_UNKNOWN", message, { remedy: "Name the network that the move goes to." });
}

async function readHeld({ coin }: Context, adapter: string, message: string): Promise<Held> {
  const { receiver, amount } = await LayerZeroAdapter__factory.connect(adapter, coin.chain.provider).held(message);
  return { receiver, amount };
}

/** States of the history in which nothing was paid out by what was signed. */
const UNDONE: ReadonlySet<string> = new Set(["reverted", "dropped"]);

/**
 * What was paid out here before is done; everything else that is asked for is wrong.
 * @param asked - What must be the same as before, as the history keeps it.
 */
function nothingHeld(
  context: Context,
  key: string,
  message: string,
  asked: Readonly<Record<string, string>>,
): Awaited<ReturnType<Job["plan"]>> {
  const known = context.history().get(key);
  const { name } = context.coin.desired.network;
  if (known !== undefined && !UNDONE.has(known.state)) {
    const { subject, description } = known;
    if (Object.entries(asked).some(([detail, value]) => subject[detail] !== value)) {
      const text = `Nothing is held under the message any more, and what was asked for before is something else: ${context.text(description)}.`;
      return { actions: [], problems: [{ code: "MOVE_OVER", message: text }] };
    }
    const note = `${context.text(known.description)}: it is held no more.`;
    return { actions: [], problems: [], notes: [note], shown: new Set([key]) };
  }
  const text = `Nothing is held under the message ${message} on ${name}: it was never held there, or is paid out.`;
  return { actions: [], problems: [{ code: "MOVE_OVER", message: text }] };
}

/** Returns whether an account could be credited, so that nothing may be taken from it. */
async function takableProblems(context: Context, receiver: string): Promise<Problem[]> {
  if ((await receiverProblems(context, receiver, "")).length > 0) return [];
  const message = `${context.text(receiver)} can receive: anybody claims for it with \`npx hardhat move-claim\`, and nothing is taken.`;
  return [{ code: "NOT_FROZEN", message }];
}

function toItself(context: Context, to: string): Problem {
  return { code: "ACCOUNT_INVALID", message: `--to: ${context.text(to)} cannot receive: it is the adapter itself.` };
}

/** Returns why the adapter could not mint an amount now. */
async function mintProblems(context: Context, adapter: string, amount: bigint): Promise<Problem[]> {
  const paused = await pauseProblems(context, "crosschain");
  const [{ inboundCapacity: capacity, inboundWindow: window }, available] =
    await context.coin.contracts.token.bridgeLimits(adapter);
  if (paused.length > 0 || amount <= available) return paused;
  if (amount <= capacity) return limitProblems(context, "The adapter", amount, { capacity, window, available }, "mint");
  const message = `The adapter may mint ${context.show(available)} now, not ${context.show(amount)}: its limit or a cap on what comes in.`;
  return [{ code: "LIMIT_EXCEEDED", message }];
}

/** Pays what the adapter holds to the account that it came for, which anybody may do once that account can receive. */
export const claimHeld: Operation = { ...CLAIM_ROW, prepare: prepareClaim };

/** Takes what the adapter holds for an account that cannot receive, under a case. */
export const takeHeld: Operation = { ...TAKE_ROW, prepare: prepareTake };
