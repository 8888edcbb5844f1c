import { parseScopes, scopeList } from "../text/scopes.ts";
import { required } from "./arguments.ts";
import type { Call } from "./calls.ts";
import type { Context } from "./context.ts";
import type { Given, Job, Prepare } from "./operation.ts";
import { stateJob } from "./state-job.ts";

/** Stops scopes at once. */
export const preparePause: Prepare = (context, given) => Promise.resolve(switching(context, given, true));

/** Restarts scopes. */
export const prepareUnpause: Prepare = (context, given) => Promise.resolve(switching(context, given, false));

function switching(context: Context, given: Given, stop: boolean): Job {
  const bits = parseScopes(required(given, "scopes"));
  const names = scopeList(bits);
  const method = stop ? "pause" : "unpause";
  const key = `${method}:${bits}`;
  return stateJob(context, {
    title: `${stop ? "Pause" : "Restart"} ${names}`,
    name: `${bits}`,
    look: async () => {
      const paused = (await context.coin.contracts.token.pausedScopes()) & bits;
      if (paused === (stop ? bits : 0n)) {
        return { calls: [], shown: [key], notes: [`Nothing to do: ${names} ${stop ? "is paused" : "is not paused"}.`] };
      }
      const call: Call = {
        key,
        contract: "token",
        method,
        args: [bits],
        power: { at: "token", role: stop ? "PAUSER" : "UNPAUSER" },
        description: `${method} ${names}`,
        emits: [{ event: stop ? "Paused" : "Unpaused", args: { scopes: bits } }],
        about: [{ key, operation: method, scopes: names }],
      };
      return { calls: [call] };
    },
  });
}
