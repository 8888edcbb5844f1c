import { readOption } from "../text/read-option.ts";
import { readAnswer, required } from "./arguments.ts";
import { explainRefusal } from "./contract-errors.ts";
import type { Call } from "./calls.ts";
import type { Context, Power } from "./context.ts";
import type { Prepare } from "./operation.ts";
import { canActAs, sendersOf } from "./senders.ts";
import { type Look, stateJob } from "./state-job.ts";

const GUARDIAN: Power = { at: "attestations", role: "GUARDIAN" };
const COUNCIL: Power = { at: "attestations", role: "COUNCIL" };
const ADMIN: Power = { at: "attestations", role: "DEFAULT_ADMIN" };

/** Ends an issuance window before its time. */
export const prepareCloseWindow: Prepare = async (context, given) => {
  const { attestations } = context.coin.contracts;
  const sequence = given.sequence
    ? readOption.whole("--sequence", given.sequence)
    : await attestations.latestSequence();
  const key = `close:${sequence}`;
  return stateJob(context, {
    title: `Close the window of report ${sequence}`,
    name: `${sequence}`,
    look: () => lookAtWindow(context, sequence, key),
  });
};

/** Settles conflicts between reports: after a halt, or before one. */
export const prepareResolveHalt: Prepare = (context, given) => {
  const through = readOption.whole("--through", required(given, "through"));
  const key = `resolve:${through}`;
  const { attestations } = context.coin.contracts;
  const job = stateJob(context, {
    title: `Settle conflicts, and make reports void, through number ${through}`,
    name: `${through}`,
    look: async () => {
      if ((await attestations.resolvedThrough()) >= through && !(await attestations.halted())) {
        return { calls: [], shown: [key], notes: [`Nothing to do: it is settled through number ${through}.`] };
      }
      const call: Call = {
        key,
        contract: "attestations",
        method: "resolveHalt",
        args: [through],
        power: ADMIN,
        description: `settle conflicts, and make reports void, through number ${through}`,
        emits: [{ event: "HaltResolved", args: { resolvedThrough: through } }],
        about: [{ key, operation: "resolve-halt", through: `${through}` }],
      };
      return { calls: [call] };
    },
  });
  return Promise.resolve(job);
};

/** Brings the attestor set of the chain to that of the coin's file. */
export const prepareAttestors: Prepare = (context, given) => {
  const closes = readAnswer("--close-windows", given.closeWindows ?? "");
  const { attestations } = context.coin.contracts;
  const { attestors: wanted, threshold } = context.coin.desired.attestation;
  const key = `attestors:${threshold}:${wanted.join()}`;
  const job = stateJob(context, {
    title: "Attestors as in the coin's file",
    name: `${threshold}-of-${wanted.length}`,
    look: async () => {
      const [now, least] = [await attestations.attestors(), await attestations.threshold()];
      if (now.join() === wanted.join() && least === BigInt(threshold)) {
        return { calls: [], shown: [key], notes: [`Nothing to do: ${threshold} of the same ${wanted.length} sign.`] };
      }
      const gone = now.filter((account) => !wanted.includes(account));
      const fresh = wanted.filter((account) => !now.includes(account));
      const change = [...gone.map((account) => `without ${account}`), ...fresh.map((account) => `with ${account}`)];
      const call: Call = {
        key,
        contract: "attestations",
        method: "setAttestors",
        args: [wanted, threshold, closes],
        power: ADMIN,
        description: `let ${threshold} of ${wanted.length} attestors sign${change.map((part) => `, ${part}`).join("")}${closes ? ", and close all windows" : ""}`,
        emits: [{ event: "AttestorsSet", args: { threshold } }],
        about: [{ key, operation: "attestors", threshold: `${threshold}`, attestors: wanted.join(", ") }],
      };
      return { calls: [call] };
    },
  });
  return Promise.resolve(job);
};

/** What the contract would say to who closes it tells whether it can be closed. */
async function lookAtWindow(context: Context, sequence: bigint, key: string): Promise<Look> {
  const { attestations } = context.coin.contracts;
  const power = !(await canActAs(context, GUARDIAN)) && (await canActAs(context, COUNCIL)) ? COUNCIL : GUARDIAN;
  const [guardian = ""] = await sendersOf(context, power);
  try {
    await attestations.closeWindow.staticCall(sequence, { from: guardian });
  } catch (error) {
    const refusal = explainRefusal(error, context);
    if (refusal?.error === "WindowClosedEarly") {
      return { calls: [], shown: [key], notes: [`Nothing to do. ${refusal.sentence}`] };
    }
    if (refusal === null) throw error;
    return { calls: [], problems: [{ code: "WINDOW_CLOSED", message: `It cannot be closed. ${refusal.sentence}` }] };
  }
  const call: Call = {
    key,
    contract: "attestations",
    method: "closeWindow",
    args: [sequence],
    power,
    description: `close the window of report ${sequence}`,
    emits: [{ event: "WindowClosed", args: { sequence } }],
    about: [{ key, operation: "close-window", sequence: `${sequence}` }],
  };
  return { calls: [call] };
}
