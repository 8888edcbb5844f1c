import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "../errors.ts";
import type { AccountSigner } from "../signers/signer.ts";
import { type Build, ARTIFACTS, creationData, maskedCodeHash } from "./build.ts";
import type { Chain, Mined, Request, Signed } from "./chain.ts";
import type { IntentRecord, Journal } from "./journal.ts";
import type { Lock } from "./lock.ts";
import { type Action, PLACEHOLDERS } from "./plan.ts";
import { explain } from "./reasons.ts";
import { type OpenAction, progressOf } from "./progress.ts";

/** What the executor works with. */
export interface Executor {
  readonly chain: Chain;
  readonly build: Build;
  readonly journal: Journal;
  readonly lock: Lock;
  /** How long to wait for a transaction before giving up this run, in milliseconds. */
  readonly patience: number;
  /** Told what is being waited for. */
  say(text: string): void;
  /** Looks at the chain anew: whether it shows what a transaction was to bring about. */
  shows(intent: IntentRecord): Promise<boolean>;
}

/** The transaction an action amounts to. */
export function toRequest(action: Action, from: string, build: Build): Request {
  const compiled = build.contract(action.artifact);
  if (action.kind === "deploy") {
    return { from, to: null, data: creationData(compiled, action.args), name: compiled.name };
  }
  return { from, to: action.to, data: compiled.abi.encodeFunctionData(action.method, action.args) };
}

/**
 * Follows an action that an earlier run has signed, whatever became of it. Never signs a transaction that could be mined
 * beside the first one.
 * @param keyOf Finds the key of an account, for a replacement that pays more.
 */
export async function resume(
  on: Executor,
  open: OpenAction,
  keyOf: (account: string) => Promise<AccountSigner | null>,
): Promise<void> {
  const pending: IntentRecord[] = [];
  for (const intent of open.intents) {
    const { state } = await on.chain.sight(intent);
    if (state === "mined") {
      await conclude(on, open.key);
      return;
    }
    if (state === "dead") on.journal.append({ type: "dropped", key: open.key, hash: intent.hash });
    else pending.push(intent);
  }
  const last = pending.at(-1);
  if (last === undefined) return; // none can be mined any more: the step plans the action anew
  if (await on.chain.underpriced(last)) await replace(on, last, await keyOf(last.from));
  else await send(on, open.key, last);
  await conclude(on, open.key);
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
  const following = progressOf(on.journal.records)
    .open.flatMap(({ intents }) => intents)
    .filter(({ from }) => from === request.from);
  const signed = await on.chain.sign(request, key, estimate, { following });
  const { key: actionKey, description } = action;
  const intent = { type: "intent", step, key: actionKey, description, ...signed, ...purposeOf(action) } as const;
  on.journal.append(intent);
  return intent;
}

/** What is remembered of an action beside its transaction. */
function purposeOf(action: Action): Pick<IntentRecord, "creates" | "emits" | "about"> {
  if (action.kind === "deploy") {
    return { creates: { contract: action.contract, artifact: action.artifact, args: toPlain(action.args) } };
  }
  const { emits, about } = action;
  return { ...(emits === undefined ? {} : { emits }), ...(about === undefined ? {} : { about }) };
}

/** The last line of defence: an address that was never known must not become somebody's power. */
function refusePlaceholders({ to, data }: Request): void {
  const text = `${to ?? ""}${data}`.toLowerCase();
  for (const [key, address] of Object.entries(PLACEHOLDERS)) {
    if (text.includes(address.slice(2).toLowerCase())) throw new Error(`The address of ${key} is not known.`);
  }
}

/** Signs the same action again with the same nonce and a higher fee: at most one of both can be mined. */
async function replace(on: Executor, intent: IntentRecord, key: AccountSigner | null): Promise<void> {
  if (key === null) throw new OperatorError("SIGNER_MISSING", `The key of ${intent.from} is needed to go on.`);
  const request = on.chain.decode(intent);
  const estimate = await simulate(on, request, intent.description);
  on.lock.assertHeld();
  const signed = await on.chain.sign(request, key, estimate, { replaces: intent });
  const { type, step, key: actionKey, description } = intent;
  const purpose = { creates: intent.creates, emits: intent.emits, about: intent.about };
  const known = Object.fromEntries(Object.entries(purpose).filter(([, value]) => value !== undefined));
  on.journal.append({ type, step, key: actionKey, description, ...signed, replaces: intent.hash, ...known });
  await send(on, intent.key, signed);
}

async function simulate(on: Executor, request: Request, description: string): ReturnType<Chain["simulate"]> {
  try {
    return await on.chain.simulate(request);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const reason = explain(error, interfaces(on.build));
    throw new OperatorError("SIMULATION_REVERTED", `"${description}" would fail: ${reason}.`, { cause: error });
  }
}

/** Broadcasts what is in the journal; what the node has already is fine. */
export async function send(on: Executor, key: string, signed: Signed): Promise<void> {
  on.lock.assertHeld();
  try {
    await on.chain.broadcast(signed);
  } catch (error) {
    // Nodes also refuse what they know already, and some report a reverted transaction as an error: look before judging.
    const { state } = await on.chain.sight(signed);
    if (state !== "mined" && state !== "pending") {
      const reason = explain(error, interfaces(on.build));
      throw new OperatorError("BROADCAST_REFUSED", `The node refused ${signed.hash}: ${reason}.`, { cause: error });
    }
  }
  on.journal.append({ type: "sent", key, hash: signed.hash });
}

/**
 * Waits until one of an action's transactions is final, checks what it did, and records it.
 * @returns False if none can be mined any more, which is recorded.
 */
export async function conclude(on: Executor, key: string): Promise<boolean> {
  const final = await finality(on, key);
  if (final === null) return false;
  const { intent, mined } = final;
  const recorded = on.journal.records.some((entry) => entry.type === "mined" && entry.hash === mined.hash);
  if (!recorded) {
    const { hash, succeeded, block, contractAddress } = mined;
    const figures = { gasUsed: `${mined.gasUsed}`, fee: `${mined.fee}` };
    on.journal.append({ type: "mined", key, hash, succeeded, block, contractAddress, ...figures });
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
    if (await on.shows(intent)) return {};
    const message = `"${intent.description}" was mined in block ${mined.block}, but the chain does not show its effect.`;
    throw new OperatorError("EFFECT_MISSING", message);
  }
  const compiled = on.build.contract(intent.creates.artifact);
  const runtimeCodeHash = maskedCodeHash(compiled, await on.chain.code(mined.contractAddress ?? ""));
  if (runtimeCodeHash === maskedCodeHash(compiled, compiled.runtimeCode)) return { runtimeCodeHash };
  const message = `The code at ${mined.contractAddress} is not the runtime code of ${compiled.name}.`;
  throw new OperatorError("EFFECT_MISSING", message);
}

async function finality(on: Executor, key: string): Promise<{ intent: IntentRecord; mined: Mined } | null> {
  const started = Date.now();
  const intents = progressOf(on.journal.records).open.find((open) => open.key === key)?.intents ?? [];
  for (;;) {
    let dead = 0;
    for (const intent of intents) {
      const sighting = await on.chain.sight(intent);
      if (sighting.state === "dead") dead += 1;
      if (sighting.state !== "mined") continue;
      const { mined } = sighting;
      const left = mined.block - (await on.chain.finalBlock());
      // Looked up once more after the chain has called the block final: it may have moved meanwhile.
      if (left <= 0) {
        const again = await on.chain.sight(intent);
        if (again.state === "mined" && again.mined.blockHash === mined.blockHash) return { intent, mined };
      } else on.say(`in block ${mined.block}, ${left} more to be final`);
    }
    if (dead === intents.length) {
      for (const { hash } of intents) on.journal.append({ type: "dropped", key, hash });
      return null;
    }
    if (Date.now() - started > on.patience) {
      const hashes = intents.map((intent) => intent.hash).join(", ");
      const seconds = Math.round(on.patience / 1000);
      throw new OperatorError("NOT_MINED", `After ${seconds} s the transaction is not final yet: ${hashes}.`);
    }
    await sleep(on.chain.pollMilliseconds);
  }
}

/** Every interface whose errors a call can end in. */
export function interfaces(build: Build): readonly ReturnType<Build["contract"]>["abi"][] {
  return [...Object.values(ARTIFACTS), "IStablecoin" as const].map((name) => build.contract(name).abi);
}

/** Arguments as JSON: amounts as decimal text. */
export function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, entry: unknown) => (typeof entry === "bigint" ? `${entry}` : entry)));
}
