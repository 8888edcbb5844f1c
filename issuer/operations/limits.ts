import type { Limit } from "../coin-file/resolve.ts";
import { OperatorError } from "../errors.ts";
import { formatAccounts, formatDuration } from "../text/units.ts";
import { utcTime } from "../../packages/integration/reading/format.ts";
import { roleIdOf } from "../text/roles.ts";
import { quote } from "../text/quote.ts";
import { readOption } from "../text/read-option.ts";
import { readAccount, required } from "./arguments.ts";
import type { Call } from "./calls.ts";
import type { Context, Power } from "./context.ts";
import type { Given, Job, Prepare, Answer } from "./operation.ts";
import { canActAs } from "./senders.ts";
import { stateJob } from "./state-job.ts";

const LIMITER: Power = { at: "token", role: "LIMITER" };
const COUNCIL: Power = { at: "token", role: "COUNCIL" };

/** What minters may issue, and how many accounts guardians may freeze. */
export const prepareLimits: Prepare = (context, given) => {
  if (given.minter && given.guardian)
    throw new OperatorError("ARGUMENT_INVALID", "--minter and --guardian exclude each other.");
  if (given.guardian) return Promise.resolve(toJob(context, given, guardians(context)));
  return given.minter ? Promise.resolve(toJob(context, given, minters(context))) : toReport(context);
};

/** Limits and books of bridges. */
export const prepareBridge: Prepare = (context, given) =>
  given.bridge ? toBridgeJob(context, given) : toBridgeReport(context);

/** One kind of limit that accounts have. */
interface LimitKind {
  readonly who: "minter" | "guardian";
  readonly role: "MINTER" | "GUARDIAN";
  readonly method: "setMinterLimit" | "setGuardianLimit";
  readonly event: "MinterLimitSet" | "GuardianLimitSet";
  readonly may: "mint" | "freeze";
  readonly read: (account: string) => Promise<Limit & { readonly available: bigint }>;
  readonly parse: (given: Given) => bigint;
  readonly show: (amount: bigint) => string;
}

function minters(context: Context): LimitKind {
  return {
    ...({ who: "minter", role: "MINTER", method: "setMinterLimit", event: "MinterLimitSet", may: "mint" } as const),
    read: (account) => context.coin.contracts.token.minterLimit(account),
    parse: (given) => readOption.capacity("--capacity", required(given, "capacity"), context.decimals),
    show: context.show,
  };
}

function guardians(context: Context): LimitKind {
  return {
    ...({ who: "guardian", role: "GUARDIAN", method: "setGuardianLimit" } as const),
    ...({ event: "GuardianLimitSet", may: "freeze" } as const),
    read: (account) => context.coin.contracts.token.guardianLimit(account),
    parse: (given) => readOption.capacity("--capacity", required(given, "capacity"), 0),
    show: formatAccounts,
  };
}

/**
 * Returns by which power a limit is set. Closing one is the council's too, at once; it is asked if nobody here can act
 * as the LIMITER.
 */
async function powerOver(context: Context, closes: boolean): Promise<Power> {
  const asCouncil = closes && !(await canActAs(context, LIMITER)) && (await canActAs(context, COUNCIL));
  return asCouncil ? COUNCIL : LIMITER;
}

function toJob(context: Context, given: Given, kind: LimitKind): Job {
  const account = readAccount(required(given, kind.who), context.coin.desired.network, `--${kind.who}`);
  const capacity = kind.parse(given);
  const window = capacity === 0n && !given.window ? 0n : readOption.duration("--window", required(given, "window"));
  const size = showLimit(kind.show, { capacity, window });
  const key = `limit:${kind.who === "minter" ? "" : `${kind.who}:`}${account}`;
  return stateJob(context, {
    title: `Limit of ${context.text(account)}: ${size}`,
    name: account.slice(2, 10).toLowerCase(),
    look: async () => {
      const now = await kind.read(account);
      if (now.capacity === capacity && now.window === window) {
        return { calls: [], shown: [key], notes: [`Nothing to do: the limit is ${size}.`] };
      }
      const holds = await context.coin.contracts.token.hasRole(roleIdOf(kind.role), account);
      const call: Call = {
        key,
        contract: "token",
        method: kind.method,
        args: [account, capacity, window],
        power: await powerOver(context, capacity === 0n && window === 0n),
        description: `let ${account} ${kind.may} ${size} (before: ${showLimit(kind.show, now)})`,
        emits: [{ event: kind.event, args: { [kind.who]: account, capacity, window } }],
        about: [{ key, operation: "limits", account, capacity: `${capacity}`, window: `${window}` }],
      };
      return { calls: [call], notes: holds ? [] : [`${context.text(account)} does not hold ${kind.role} (yet).`] };
    },
  });
}

async function toReport(context: Context): Promise<Answer> {
  const now = await context.now();
  const found: ({ kind: LimitKind; account: string } & Limit & { available: bigint })[] = [];
  for (const kind of [minters(context), guardians(context)]) {
    for (const account of await context.holders({ at: "token", role: kind.role })) {
      const { capacity, window, available } = await kind.read(account);
      found.push({ kind, account, capacity, window, available });
    }
  }
  return {
    title: "Limits of minters and guardians",
    head: ["account", "may", "limit", "now", "full again"],
    rows: found.map(({ kind, account, available, ...limit }) => [
      ...[context.text(account), kind.may, showLimit(kind.show, limit), kind.show(available)],
      full(limit, available, now),
    ]),
    json: found.map(({ kind, account, ...limit }) => ({ [kind.who]: account, ...limit })),
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
  if (!given.inbound && !given.outbound && !given.net) {
    throw new OperatorError("ARGUMENT_INVALID", "--inbound, --outbound or --net is missing.");
  }
  const netInflowCap = given.net ? readOption.capacity("--net", given.net, context.decimals) : before.netInflowCap;
  const sides = `${showLimit(context.show, inbound)} in, ${showLimit(context.show, outbound)} out`;
  const size = `${sides}, at most ${context.show(netInflowCap)} in net`;
  const key = `bridge:${account}`;
  const wanted = {
    inboundCapacity: inbound.capacity,
    inboundWindow: inbound.window,
    outboundCapacity: outbound.capacity,
    outboundWindow: outbound.window,
    netInflowCap,
  };
  const closes = Object.values(wanted).every((value) => value === 0n);
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
        power: await powerOver(context, closes),
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
  const { cap, netInflow } = await token.inflowCap();
  const bridges = await context.holders({ at: "token", role: "BRIDGE" });
  const found = await Promise.all(
    bridges.map(async (account) => {
      const [limits, inboundAvailable, outboundAvailable] = await token.bridgeLimits(account);
      const [minted, burned] = await token.bridgeBooks(account);
      const { inboundCapacity, inboundWindow, outboundCapacity, outboundWindow } = limits;
      const inbound = { capacity: inboundCapacity, window: inboundWindow, available: inboundAvailable };
      const outbound = { capacity: outboundCapacity, window: outboundWindow, available: outboundAvailable };
      return { bridge: account, inbound, outbound, netInflowCap: limits.netInflowCap, minted, burned };
    }),
  );
  const side = (limit: Limit & { readonly available: bigint }): string[] => [
    showLimit(context.show, limit),
    `now ${context.show(limit.available)}`,
  ];
  return {
    title: `Bridges, ${context.show(netInflow)} in net of at most ${context.show(cap)}`,
    head: ["bridge", "in", "out", "in net at most", "minted here", "burned here"],
    rows: found.map((entry) => [
      ...[context.text(entry.bridge), side(entry.inbound), side(entry.outbound)],
      ...[context.show(entry.netInflowCap), context.show(entry.minted), context.show(entry.burned)],
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

function showLimit(show: (amount: bigint) => string, { capacity, window }: Limit): string {
  return capacity === 0n ? "nothing" : `${show(capacity)} per ${formatDuration(window)}`;
}
