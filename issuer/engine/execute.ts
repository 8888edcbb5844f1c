import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError, asOperatorError, isRefusal } from "../errors.ts";
import { unreadableAnswer } from "../refusals/refusals.ts";
import type { AccountSigner } from "../signing/signer.ts";
import { readBroadcastRefusal } from "../chains/broadcast-refusal.ts";
import { type Build, ARTIFACTS, maskedCodeHash } from "../model/build.ts";
import { LAG, doneByAnother } from "./certainty.ts";
import type { Chain, Mined, Request } from "../chains/chain.ts";
import { sampled } from "../chains/sample.ts";
import type { IntentRecord } from "../journal/entries.ts";
import { type Action, PLACEHOLDERS } from "../model/plan.ts";
import { toPlain, toRequest } from "../model/request.ts";
import { explain, orMissing } from "../chains/reasons.ts";
import type { OpenAction } from "../journal/progress.ts";
import { type Executor, inTime } from "./executor.ts";
import { finality } from "./finality.ts";

/** Offers that a run makes for one action, each clearly higher than the one before. */
const MOST_OFFERS = 12;

/**
 * Follows an action that an earlier run has signed, whatever became of it. Never signs a transaction that could be mined
 * besides the first one.
 * @param keyOf - Finds the key of an account, for a replacement that pays more.
 */
export async function resume(
  on: Executor,
  open: OpenAction,
  keyOf: (account: string) => Promise<AccountSigner | null>,
): Promise<void> {
  const statuses = await Promise.all(open.intents.map((intent) => on.chain.lookUp(intent)));
  const isMined = statuses.some(({ state }) => state === "mined");
  const last = open.intents.filter((_, index) => statuses[index]?.state !== "dead").at(-1);
  if (!isMined && last !== undefined) {
    await refuseTwice(on, open, last);
    await push(on, last, keyOf);
  }
  await conclude(on, open.key); // false if none can be mined any more: the step plans the action again
}

/** What somebody else has done meanwhile is not sent again, unless the contract itself refuses it a second time. */
async function refuseTwice(on: Executor, open: OpenAction, last: IntentRecord): Promise<void> {
  if (last.idempotent === true) return;
  const other = await doneByAnother(on, open.intents);
  if (other === null) return;
  if ((await orMissing(on.chain.simulate(on.chain.decode(last)))) === null) return;
  const message = `"${last.description}" was done by transaction ${other}; ${last.hash}, which was signed here, would do it again.`;
  throw new OperatorError("DONE_ELSEWHERE", message);
}

/** Sends a transaction again that is in no block, or one of the same nonce that pays what the network asks for now. */
async function push(
  on: Executor,
  intent: IntentRecord,
  keyOf: (account: string) => Promise<AccountSigner | null>,
): Promise<void> {
  if (await on.chain.underpriced(intent)) {
    try {
      await replace(on, intent, await keyOf(intent.from));
      return;
    } catch (error) {
      // It waits for as long as the network asks for more than is allowed.
      if (!isRefusal(error, "FEE_ABOVE_CAP")) throw error;
    }
  }
  await send(on, intent, await keyOf(intent.from));
}

/**
 * Simulates an action, signs it and journals what was signed, to be sent after all that the journal has open for the
 * same account.
 */
export async function signNew(on: Executor, step: string, action: Action, key: AccountSigner): Promise<IntentRecord> {
  const request = toRequest(action, key.address, on.build);
  refusePlaceholders(request);
  const estimate = await simulate(on, request, action.description);
  on.lock.assertHeld();
  const { progress } = on.journal;
  const following = progress.open.flatMap(({ intents }) => intents).filter(({ from }) => from === request.from);
  const settled = progress.topNonce(request.from);
  const { key: actionKey, description } = action;
  const purpose = purposeOf(action);
  on.journal.tryRoom(roomFor(request, { description, ...purpose }));
  // An older one does as well: the effect is in no earlier one.
  const block = await sampled(on.sample, "newest block", () => on.chain.provider.getBlockNumber());
  if (on.consent === undefined) throw new Error("Nobody has confirmed anything.");
  const mostPerGas = on.consent.take(action, request, estimate, progress);
  const known = on.sample === undefined ? {} : { sample: on.sample };
  const terms = { following, settled, ...known, ...(mostPerGas === null ? {} : { mostPerGas }) };
  const signed = await patiently(on, () => on.chain.sign(request, key, estimate, terms));
  const intent = { type: "intent", step, key: actionKey, description, ...signed, block, ...purpose } as const;
  on.journal.append(intent);
  return intent;
}

/**
 * Returns bytes of the records of a transaction: what is signed is in hex, and written once more as what it is about.
 */
function roomFor({ data }: Request, details: unknown): number {
  return 2 * (data.length + JSON.stringify(details).length) + 16_384;
}

/** Tries again while the node lags behind what is known to be final. */
async function patiently<T>(on: Executor, act: () => Promise<T>): Promise<T> {
  const started = Date.now();
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const lags = isRefusal(error, "NODE_BEHIND");
      if (!lags || Date.now() - started > on.patience) throw error;
      on.say("waiting for the node to catch up");
      await sleep(on.chain.pollMilliseconds);
    }
  }
}

/** Returns what is remembered of an action besides its transaction. */
function purposeOf(action: Action): Pick<IntentRecord, "creates" | "emits" | "about" | "idempotent"> {
  if (action.kind === "deploy") {
    return { creates: { contract: action.contract, artifact: action.artifact, args: toPlain(action.args) } };
  }
  const { emits, about, idempotent } = action;
  return {
    ...(emits === undefined ? {} : { emits }),
    ...(about === undefined ? {} : { about }),
    ...(idempotent === undefined ? {} : { idempotent }),
  };
}

/** The last line of defence: an address that was never known must not become somebody's power. */
function refusePlaceholders({ to, data }: Request): void {
  const text = `${to ?? ""}${data}`.toLowerCase();
  for (const [key, address] of Object.entries(PLACEHOLDERS)) {
    if (text.includes(address.slice(2).toLowerCase())) throw new Error(`The address of ${key} is not known.`);
  }
}

/** What a replacement must keep. */
interface ReplaceTerms {
  /** See {@link SigningTerms}. */
  readonly refusedBelow?: bigint;
  /** The most that was shown and confirmed: wei for one unit of gas, and units of gas. */
  readonly most?: { readonly perGas: bigint; readonly gas: bigint };
}

/**
 * Signs the same action again with the same nonce and a higher fee, and sends it: at most one of both can be mined.
 * @throws OperatorError `SIGNER_MISSING`; `FEE_ABOVE_CAP` if it would cost more than is allowed; `PLAN_CHANGED` if more than
 * was shown.
 */
export async function replace(
  on: Executor,
  intent: IntentRecord,
  key: AccountSigner | null,
  { refusedBelow, most }: ReplaceTerms = {},
): Promise<void> {
  if (key === null) throw new OperatorError("SIGNER_MISSING", `The key of ${intent.from} is needed to go on.`);
  const request = on.chain.decode(intent);
  const estimate = await simulate(on, request, intent.description);
  if (most !== undefined && estimate.gas > most.gas) {
    throw new OperatorError("PLAN_CHANGED", `"${intent.description}" would take ${estimate.gas} of gas now.`);
  }
  on.lock.assertHeld();
  const { type, step, key: actionKey, description, block } = intent;
  const { creates, emits, about, idempotent } = intent;
  const purpose = { creates, emits, about, idempotent, block };
  const known = Object.fromEntries(Object.entries(purpose).filter(([, value]) => value !== undefined));
  on.journal.tryRoom(roomFor(request, { description, ...known }));
  const [first] = on.journal.progress.openOf(actionKey);
  const terms = {
    ...{ replaces: intent, ...(first === undefined ? {} : { first }) },
    ...(refusedBelow === undefined ? {} : { refusedBelow }),
    ...(most === undefined ? {} : { mostPerGas: most.perGas }),
  };
  const signed = await on.chain.sign(request, key, estimate, terms).catch((error: unknown) => {
    const refusal = asOperatorError(error);
    if (most === undefined || refusal?.code !== "FEE_ABOVE_CAP") throw error;
    const message = `"${intent.description}" would have to offer more than was shown. ${refusal.message}`;
    throw new OperatorError("PLAN_CHANGED", message, { cause: error });
  });
  const replacement = { type, step, key: actionKey, description, ...signed, replaces: intent.hash, ...known };
  on.journal.append(replacement);
  await send(on, replacement, key, most);
}

async function simulate(on: Executor, request: Request, description: string): ReturnType<Chain["simulate"]> {
  try {
    return await on.chain.simulate(request, on.sample);
  } catch (error) {
    if (asOperatorError(error) !== null) throw error;
    const reason = explain(error, interfaces(on.build));
    throw (
      unreadableAnswer(error) ??
      new OperatorError("SIMULATION_REVERTED", `"${description}" would fail: ${reason}.`, { cause: error })
    );
  }
}

/**
 * Broadcasts what is in the journal; what the node has already is fine.
 * @param key - Signs a replacement if the node asks for more.
 * @param most - What such a replacement must keep.
 * @throws OperatorError `BROADCAST_REFUSED`, or `CHAIN_UNREACHABLE` if there is no answer in time.
 */
export async function send(
  on: Executor,
  intent: IntentRecord,
  key: AccountSigner | null,
  most?: ReplaceTerms["most"],
): Promise<void> {
  on.lock.assertHeld();
  try {
    await inTime(on, on.chain.broadcast(intent));
  } catch (error) {
    // Nodes also refuse what they know already, and some report a reverted transaction as an error: look before judging.
    const { state } = await inTime(on, on.chain.lookUp(intent));
    if (state !== "mined" && state !== "pending") {
      const reason = explain(error, interfaces(on.build));
      const refusal = readBroadcastRefusal(reason);
      if (refusal.kind === "underpriced" && key !== null && offersOf(on, intent.key) < MOST_OFFERS) {
        await replace(on, intent, key, { refusedBelow: refusal.least, ...(most === undefined ? {} : { most }) });
        return;
      }
      if (refusal.kind === "other" || refusal.kind === "underpriced") {
        const known = asOperatorError(error);
        if (known !== null && known.code !== "BROADCAST_REFUSED") throw error;
        const message = `The node refused ${intent.hash}: ${reason}.`;
        throw new OperatorError("BROADCAST_REFUSED", message, {
          cause: error,
          ...(known === null ? {} : { remedy: known.remedy }), // what the node's own code asks for
        });
      }
    }
  }
  on.journal.append({ type: "sent", key: intent.key, hash: intent.hash });
}

/** Returns how many transactions of an action were signed and not given up. */
function offersOf({ journal }: Executor, key: string): number {
  return journal.progress.openOf(key).length;
}

/**
 * Waits until one of an action's transactions is final, checks what it did, and records it.
 * @returns False if none can be mined any more, which is recorded.
 */
export async function conclude(on: Executor, key: string): Promise<boolean> {
  const final = await finality(on, key);
  if (final === null) return false;
  const { intent, mined } = final;
  if (on.journal.progress.minedOf(mined.hash) === undefined) {
    const { hash, succeeded, block, blockHash, contractAddress } = mined;
    const figures = { gasUsed: `${mined.gasUsed}`, fee: `${mined.fee}` };
    on.journal.append({ type: "mined", key, hash, succeeded, block, blockHash, contractAddress, ...figures });
  }
  if (!mined.succeeded) {
    const message = `"${intent.description}" was mined in block ${mined.block} but reverted (${mined.hash}).`;
    throw new OperatorError("STEP_REVERTED", message);
  }
  on.journal.append({ type: "verified", key, hash: mined.hash, ...(await verifyEffect(on, intent, mined)) });
  return true;
}

async function verifyEffect(on: Executor, intent: IntentRecord, mined: Mined): Promise<{ runtimeCodeHash?: string }> {
  if (intent.creates === undefined) {
    if ((await on.shows(intent, mined.logs)) || (await soon(on, () => on.shows(intent)))) return {};
    const message = `"${intent.description}" was mined in block ${mined.block}, but the chain does not show its effect.`;
    throw new OperatorError("EFFECT_MISSING", message);
  }
  // A receipt that names another place would put another contract into whatever is sent next.
  const address = on.chain.createdAddress(intent);
  if (mined.contractAddress !== address) {
    const message = `${intent.hash} creates ${address}; the node's receipt says ${mined.contractAddress ?? "nothing"}.`;
    throw new OperatorError("NODE_ANSWER_INVALID", message);
  }
  const compiled = on.build.contract(intent.creates.artifact);
  const runtimeCodeHash = maskedCodeHash(compiled, await on.chain.code(address));
  if (runtimeCodeHash === maskedCodeHash(compiled, compiled.runtimeCode)) return { runtimeCodeHash };
  const message = `The code at ${address} is not the runtime code of ${compiled.name}.`;
  throw new OperatorError("EFFECT_MISSING", message);
}

/** Returns whether it is so, or comes to be so within half a minute: another machine of the same address may lag. */
async function soon(on: Executor, isSo: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + Math.min(on.patience, LAG);
  while (!(await isSo())) {
    if (Date.now() > end) return false;
    on.say("waiting for the node to show it");
    await sleep(on.chain.pollMilliseconds);
  }
  return true;
}

/** Returns every interface whose errors a call can end in. */
export function interfaces(build: Build): readonly ReturnType<Build["contract"]>["abi"][] {
  const others = ["IStablecoin", "LayerZeroAdapter", "DVN", "EndpointV2", "SendUln302", "ReceiveUln302"] as const;
  return [...Object.values(ARTIFACTS), ...others].map((name) => build.contract(name).abi);
}
