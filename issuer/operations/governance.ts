import { ZeroAddress } from "ethers";
import { OperatorError } from "../errors.ts";
import { utcTime } from "../../packages/integration/reading/format.ts";
import { readAccount, required } from "./arguments.ts";
import { type Call, planCalls } from "./calls.ts";
import type { Context } from "./context.ts";
import type { Given, Job, Prepare } from "./operation.ts";
import { readContract } from "./roles.ts";
import { stateJob } from "./states.ts";

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

function toTransfer(context: Context, given: Given, at: "token" | "attestations"): Job {
  const contract = context.coin.contracts[at];
  const text = required(given, "to");
  const to = text === "none" ? null : readAccount(text, context.coin.desired.network, "--to");
  const key = `admin:${at}:${to ?? "none"}`;
  const power = { at, role: "DEFAULT_ADMIN" } as const;
  const about = [{ key, operation: "transfer-admin", at, to: to ?? "none" }];
  const job = {
    title: to === null ? `Call the transfer of the ${at}'s admin off` : `Hand the ${at}'s admin over`,
    name: `${at}-${to?.slice(2, 10).toLowerCase() ?? "none"}`,
  };
  const nothing = (note: string) => ({ calls: [], shown: [key], notes: [`Nothing to do: ${note}.`] });
  if (to === null) {
    return stateJob(context, {
      ...job,
      look: async () => {
        const [pending] = await contract.pendingDefaultAdmin();
        if (pending === ZeroAddress) return nothing("no transfer is under way");
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
      },
    });
  }
  const accept: Call = {
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
  const begin: Call = {
    key: `${key}:begin`,
    contract: at,
    method: "beginDefaultAdminTransfer",
    args: [to],
    power,
    about: [],
    description: `name ${to} the next default admin of the ${at}`,
    emits: [{ event: "DefaultAdminTransferScheduled", args: { newAdmin: to } }],
  };
  return {
    ...job,
    plan: async () => {
      if ((await contract.defaultAdmin()) === to) {
        const { notes, shown } = nothing(`${context.text(to)} is the default admin`);
        return { actions: [], problems: [], notes, shown: new Set(shown) };
      }
      const [pending, schedule] = await contract.pendingDefaultAdmin();
      if (pending !== to) return planCalls(context, [begin]);
      if (schedule < (await context.now())) return planCalls(context, [accept]);
      const notes = [`${context.text(to)} can accept after ${utcTime(schedule)}; run again then.`];
      return { actions: [], problems: [], notBefore: schedule + 1n, notes };
    },
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
