import { ZeroAddress } from "ethers";
import { OperatorError } from "../errors.ts";
import { utcTime } from "../../packages/integration/reading/format.ts";
import { readAccount, required } from "./arguments.ts";
import { type Call, planCalls } from "./calls.ts";
import type { Context, Power } from "./context.ts";
import type { Given, Job, Prepare } from "./operation.ts";
import { readContract } from "./roles.ts";
import { type Look, stateJob } from "./state-job.ts";

const ADMIN = { at: "token", role: "DEFAULT_ADMIN" } as const;

/** Ends issuance for good. */
export const prepareRetire: Prepare = (context, given) => {
  const { token } = context.coin.contracts;
  const { network } = context.coin.desired;
  const successor = given.successor ? readAccount(given.successor, network, "--successor") : ZeroAddress;
  const key = "retire";
  const job = stateJob(context, {
    title: "End issuance for good",
    name: "for-good",
    look: async () => {
      if (await token.retired()) {
        const named = context.text(await token.successor());
        return { calls: [], shown: [key], notes: [`Nothing to do: issuance has ended, successor ${named}.`] };
      }
      const next = successor === ZeroAddress ? "without a successor" : `with ${successor} as successor`;
      const call: Call = {
        key,
        contract: "token",
        method: "retire",
        args: [successor],
        power: ADMIN,
        description: `end issuance for good, ${next}`,
        emits: [{ event: "Retired", args: { successor } }],
        about: [{ key, operation: "retire", successor }],
      };
      return { calls: [call] };
    },
  });
  return Promise.resolve(job);
};

/** Replaces what opens issuance windows. */
export const prepareReserveGate: Prepare = (context, given) => {
  const { token } = context.coin.contracts;
  const text = required(given, "gate");
  const gate = text === "none" ? ZeroAddress : readAccount(text, context.coin.desired.network, "--gate");
  const key = `gate:${gate}`;
  const job = stateJob(context, {
    title: "Replace the reserve gate",
    name: gate.slice(2, 10).toLowerCase(),
    look: async () => {
      const now = await token.reserveGate();
      if (now === gate) return { calls: [], shown: [key], notes: ["Nothing to do: this is the gate."] };
      const call: Call = {
        key,
        contract: "token",
        method: "setReserveGate",
        args: [gate],
        power: ADMIN,
        description: `replace the reserve gate ${now} by ${gate}`,
        emits: [{ event: "ReserveGateSet", args: { gate } }],
        about: [{ key, operation: "reserve-gate", gate, before: now }],
      };
      return { calls: [call] };
    },
  });
  return Promise.resolve(job);
};

/** Hands the default admin over: named by the old one, accepted by the new one after the delay. */
export const prepareTransferAdmin: Prepare = (context, given) => {
  const at = readContract(given);
  if (at === "timelock") {
    throw new OperatorError("ARGUMENT_INVALID", "--at: the timelock is its own admin; name token or attestations.");
  }
  return Promise.resolve(toTransfer(context, given, at));
};

type Administered = "token" | "attestations";

/** One transfer of a default admin. */
interface Transfer {
  readonly at: Administered;
  readonly key: string;
  readonly power: Power;
  readonly about: NonNullable<Call["about"]>;
}

function toTransfer(context: Context, given: Given, at: Administered): Job {
  const text = required(given, "to");
  const to = text === "none" ? null : readAccount(text, context.coin.desired.network, "--to");
  const key = `admin:${at}:${to ?? "none"}`;
  const about = [{ key, operation: "transfer-admin", at, to: to ?? "none" }];
  const transfer: Transfer = { at, key, power: { at, role: "DEFAULT_ADMIN" }, about };
  const name = `${at}-${to?.slice(2, 10).toLowerCase() ?? "none"}`;
  if (to !== null) {
    return { title: `Hand the ${at}'s admin over`, name, plan: () => planTransfer(context, transfer, to) };
  }
  const look = (): Promise<Look> => lookAtTransfer(context, transfer);
  return stateJob(context, { title: `Call the transfer of the ${at}'s admin off`, name, look });
}

/** Calls off what is under way. */
async function lookAtTransfer(context: Context, { at, key, power, about }: Transfer): Promise<Look> {
  const [pending] = await context.coin.contracts[at].pendingDefaultAdmin();
  if (pending === ZeroAddress) {
    return { calls: [], shown: [key], notes: ["Nothing to do: no transfer is under way."] };
  }
  const call: Call = {
    key,
    contract: at,
    method: "cancelDefaultAdminTransfer",
    args: [],
    power,
    about,
    description: `call off the transfer of the ${at}'s admin to ${pending}`,
    emits: [{ event: "DefaultAdminTransferCanceled", args: {} }],
  };
  return { calls: [call] };
}

/** Names the next admin; once the delay is over, has it accept. */
async function planTransfer(context: Context, transfer: Transfer, to: string): ReturnType<Job["plan"]> {
  const contract = context.coin.contracts[transfer.at];
  if ((await contract.defaultAdmin()) === to) {
    const notes = [`Nothing to do: ${context.text(to)} is the default admin.`];
    return { actions: [], problems: [], notes, shown: new Set([transfer.key]) };
  }
  const [pending, schedule] = await contract.pendingDefaultAdmin();
  if (pending !== to) return planCalls(context, [toBegin(transfer, to)]);
  if (schedule < (await context.now())) return planCalls(context, [toAccept(transfer, to)]);
  const notes = [`${context.text(to)} can accept after ${utcTime(schedule)}; run again then.`];
  return { actions: [], problems: [], notBefore: schedule + 1n, notes };
}

function toBegin({ at, key, power }: Transfer, to: string): Call {
  return {
    key: `${key}:begin`,
    contract: at,
    method: "beginDefaultAdminTransfer",
    args: [to],
    power,
    about: [],
    description: `name ${to} the next default admin of the ${at}`,
    emits: [{ event: "DefaultAdminTransferScheduled", args: { newAdmin: to } }],
  };
}

function toAccept({ at, key, about }: Transfer, to: string): Call {
  return {
    key: `${key}:accept`,
    contract: at,
    method: "acceptDefaultAdminTransfer",
    args: [],
    power: null,
    by: [to],
    description: `accept to be the default admin of the ${at}`,
    emits: [{ event: "RoleGranted", args: { account: to } }],
    about,
  };
}

/** Routes the holder plane to the implementation, in an emergency, or back. */
export const prepareRepairPath: Prepare = (context, given) => {
  const { token } = context.coin.contracts;
  const state = required(given, "state");
  if (state !== "on" && state !== "off") throw new OperatorError("ARGUMENT_INVALID", "--state: say on or off.");
  const enabled = state === "on";
  const key = `repair:${state}`;
  const job = stateJob(context, {
    title: `Turn the repair path ${state}`,
    name: state,
    look: async () => {
      if ((await token.delegated()) === enabled) {
        return { calls: [], shown: [key], notes: [`Nothing to do: the repair path is ${state}.`] };
      }
      const call: Call = {
        key,
        contract: "token",
        method: "setDelegated",
        args: [enabled],
        power: { at: "token", role: "UPGRADER" },
        description: `turn the repair path ${state}`,
        emits: [{ event: "DelegationSet", args: { enabled: `${enabled}` } }],
        about: [{ key, operation: "repair-path", state }],
      };
      return { calls: [call] };
    },
  });
  return Promise.resolve(job);
};
