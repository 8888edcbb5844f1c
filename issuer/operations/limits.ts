import type { Limit } from "../coin-file/resolve.ts";
import { OperatorError } from "../errors.ts";
import { formatDuration } from "../text/units.ts";
import { utcTime } from "../../packages/integration/reading/format.ts";
import { roleIdOf } from "../text/roles.ts";
import { quote } from "../text/quote.ts";
import { readOption } from "../text/read-option.ts";
import { readAccount, required } from "./arguments.ts";
import type { Call } from "./calls.ts";
import type { Context, Power } from "./context.ts";
import type { Given, Job, Prepare, Answer } from "./operation.ts";
import { stateJob } from "./state-job.ts";

const LIMITER: Power = { at: "token", role: "LIMITER" };

/** What minters may issue. */
export const prepareLimits: Prepare = (context, given) =>
  given.minter ? Promise.resolve(toJob(context, given)) : toReport(context);

/** Limits and books of bridges. */
export const prepareBridge: Prepare = (context, given) =>
  given.bridge ? toBridgeJob(context, given) : toBridgeReport(context);

function toJob(context: Context, given: Given): Job {
  const { token } = context.coin.contracts;
  const minter = readAccount(required(given, "minter"), context.coin.desired.network, "--minter");
  const capacity = readOption.capacity("--capacity", required(given, "capacity"), context.decimals);
  const window = capacity === 0n && !given.window ? 0n : readOption.duration("--window", required(given, "window"));
  const size = showLimit(context, { capacity, window });
  const key = `limit:${minter}`;
  return stateJob(context, {
    title: `Limit of ${context.text(minter)}: ${size}`,
    name: minter.slice(2, 10).toLowerCase(),
    look: async () => {
      const [now, period] = await token.minterLimit(minter);
      if (now === capacity && period === window) {
        return { calls: [], shown: [key], notes: [`Nothing to do: the limit is ${size}.`] };
      }
      const before = showLimit(context, { capacity: now, window: period });
      const holds = await token.hasRole(roleIdOf("MINTER"), minter);
      const call: Call = {
        key,
        contract: "token",
        method: "setMinterLimit",
        args: [minter, capacity, window],
        power: LIMITER,
        description: `let ${minter} mint ${size} (before: ${before})`,
        emits: [{ event: "MinterLimitSet", args: { minter, capacity, window } }],
        about: [{ key, operation: "limits", account: minter, capacity: `${capacity}`, window: `${window}` }],
      };
      return { calls: [call], notes: holds ? [] : [`${context.text(minter)} does not hold MINTER (yet).`] };
    },
  });
}

async function toReport(context: Context): Promise<Answer> {
  const { token } = context.coin.contracts;
  const now = await context.now();
  const minters = await context.holders({ at: "token", role: "MINTER" });
  const found = await Promise.all(
    minters.map(async (minter) => {
      const [capacity, window, available] = await token.minterLimit(minter);
      return { minter, capacity, window, available };
    }),
  );
  return {
    title: "Limits of minters",
    head: ["minter", "limit", "may mint now", "full again"],
    rows: found.map(({ minter, capacity, window, available }) => {
      const limit = { capacity, window };
      return [context.text(minter), showLimit(context, limit), context.show(available), full(limit, available, now)];
    }),
    json: found,
  };
}

/** Returns when a limit is full again, for people. */
function full({ capacity, window }: Limit, available: bigint, now: bigint): string {
  if (capacity === 0n) return "never";
  const wait = ((capacity - available) * window) / capacity;
  return wait === 0n ? "now" : utcTime(now + wait);
}

async function toBridgeJob(context: Context, given: Given): Promise<Job> {
  const { token } = context.coin.contracts;
  const account = readAccount(required(given, "bridge"), context.coin.desired.network, "--bridge");
  const [before] = await token.bridgeLimits(account);
  const inbound = readLimit(context, given.inbound, "--inbound") ?? {
    ...{ capacity: before.inboundCapacity, window: before.inboundWindow },
  };
  const outbound = readLimit(context, given.outbound, "--outbound") ?? {
    ...{ capacity: before.outboundCapacity, window: before.outboundWindow },
  };
  if (!given.inbound && !given.outbound) {
    throw new OperatorError("ARGUMENT_INVALID", "--inbound or --outbound is missing.");
  }
  const size = `${showLimit(context, inbound)} in, ${showLimit(context, outbound)} out`;
  const key = `bridge:${account}`;
  const wanted = {
    inboundCapacity: inbound.capacity,
    inboundWindow: inbound.window,
    outboundCapacity: outbound.capacity,
    outboundWindow: outbound.window,
  };
  return stateJob(context, {
    title: `Limits of ${context.text(account)}: ${size}`,
    name: account.slice(2, 10).toLowerCase(),
    look: async () => {
      const [now] = await token.bridgeLimits(account);
      const names = Object.keys(wanted) as (keyof typeof wanted)[];
      if (names.every((name) => now[name] === wanted[name])) {
        return { calls: [], shown: [key], notes: [`Nothing to do: the limits are ${size}.`] };
      }
      const call: Call = {
        key,
        contract: "token",
        method: "setBridgeLimits",
        args: [account, wanted],
        power: LIMITER,
        description: `let ${account} move ${size}`,
        emits: [{ event: "BridgeLimitsSet", args: { bridge: account } }],
        about: [{ key, operation: "bridge", account, limits: size }],
      };
      return { calls: [call] };
    },
  });
}

async function toBridgeReport(context: Context): Promise<Answer> {
  const { token } = context.coin.contracts;
  const bridges = await context.holders({ at: "token", role: "BRIDGE" });
  const found = await Promise.all(
    bridges.map(async (account) => {
      const [limits, inboundAvailable, outboundAvailable] = await token.bridgeLimits(account);
      const [minted, burned] = await token.bridgeBooks(account);
      const { inboundCapacity, inboundWindow, outboundCapacity, outboundWindow } = limits;
      const inbound = { capacity: inboundCapacity, window: inboundWindow, available: inboundAvailable };
      const outbound = { capacity: outboundCapacity, window: outboundWindow, available: outboundAvailable };
      return { bridge: account, inbound, outbound, minted, burned };
    }),
  );
  const side = (limit: Limit & { readonly available: bigint }): string[] => [
    showLimit(context, limit),
    `now ${context.show(limit.available)}`,
  ];
  return {
    title: "Bridges",
    head: ["bridge", "in", "out", "minted here", "burned here"],
    rows: found.map((entry) => [
      ...[context.text(entry.bridge), side(entry.inbound), side(entry.outbound)],
      ...[context.show(entry.minted), context.show(entry.burned)],
    ]),
    json: found,
  };
}

function readLimit(context: Context, text: string | undefined, option: string): Limit | null {
  if (text === undefined || text === "") return null;
  const [amount = "", window = "", ...others] = text.split("/");
  if (others.length > 0) {
    throw new OperatorError("ARGUMENT_INVALID", `${option}: ${quote(text)} is not a limit such as 250000.00/1d.`);
  }
  const capacity = readOption.capacity(option, amount, context.decimals);
  return { capacity, window: capacity === 0n && window === "" ? 0n : readOption.duration(option, window) };
}

function showLimit(context: Context, { capacity, window }: Limit): string {
  return capacity === 0n ? "nothing" : `${context.show(capacity)} per ${formatDuration(window)}`;
}
