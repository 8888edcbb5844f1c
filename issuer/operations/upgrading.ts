import { isHexString } from "ethers";
import { recordFrom } from "../journal/record.ts";
import { toBaseline } from "../engine/baseline.ts";
import { type Build, maskedCodeHash } from "../model/build.ts";
import { type Action, type DeployAction, PLACEHOLDERS, type Plan } from "../model/plan.ts";
import type { DoneAction } from "../journal/progress.ts";
import { OperatorError } from "../errors.ts";
import { readAccount } from "./arguments.ts";
import { type Call, planCalls } from "./calls.ts";
import type { Context, Power } from "./context.ts";
import type { Given, Job, Prepare } from "./operation.ts";
import { CONTROLS } from "./operation-table.ts";
import { type Candidate, readCandidate, requireSafe, requireSuccessor } from "./upgrade-checks.ts";

const UPGRADER: Power = { at: "token", role: "UPGRADER" };

/** Replaces the issuer controls: validates, deploys, schedules, executes, one after the other in as many runs. */
export const prepareUpgrade: Prepare = toJob;

async function toJob(context: Context, given: Given): Promise<Job> {
  const { hre, build, desired } = context.coin;
  const data = given.call || "0x";
  if (!isHexString(data)) throw new OperatorError("ARGUMENT_INVALID", "--call is not in hex.");
  const contract = given.contract || CONTROLS;
  const candidate = await readCandidate(hre, contract, build.contract("IssuerControls"));
  const reference = given.reference ?? "";
  const address = given.implementation
    ? readAccount(given.implementation, desired.network, "--implementation")
    : undefined;
  const running = await isRunning(context, candidate);
  if (!running && createdHere(context, candidate) === undefined) {
    await requireSafe(candidate, reference);
    await requireSuccessor(hre, candidate, await context.coin.contracts.token.controlsVersion());
  }
  const hash = codeHash(candidate);
  const notes =
    reference === "" && !running && createdHere(context, candidate) === undefined
      ? ["The storage was not compared with the deployed version's: name its build info with --reference."]
      : [];
  return {
    title: `Upgrade the issuer controls to ${candidate.name}`,
    name: hash.slice(2, 10),
    build: withControls(build, candidate),
    plan: async () => {
      const plan = await planUpgrade(context, candidate, address, data);
      return { ...plan, notes: [...notes, ...(plan.notes ?? [])] };
    },
    finish: () => recordUpgrade(context, candidate),
  };
}

async function planUpgrade(
  context: Context,
  candidate: Candidate,
  given: string | undefined,
  data: string,
): Promise<Plan> {
  const key = `upgrade:${codeHash(candidate)}`;
  if (await isRunning(context, candidate)) {
    const notes = [`Nothing to do: the token runs ${candidate.name}.`];
    return { actions: [], problems: [], notes, shown: new Set([key]) };
  }
  const implementation = given ?? createdHere(context, candidate)?.mined.contractAddress ?? undefined;
  const replacing = (by: string): Call => ({
    key,
    contract: "token",
    method: "upgradeToAndCall",
    args: [by, data],
    power: UPGRADER,
    description: `replace the issuer controls by ${by}${data === "0x" ? "" : ` and call ${data}`}`,
    emits: [{ event: "Upgraded", args: { implementation: by } }],
    about: [{ key, operation: "upgrade", implementation: by, contract: candidate.name }],
  });
  if (implementation === undefined) {
    const action: DeployAction = {
      kind: "deploy",
      key: `${key}:deploy`,
      contract: "controls",
      artifact: "IssuerControls",
      args: [],
      description: `deploy ${candidate.name}`,
    };
    const { actions: later } = await planCalls(context, [replacing(PLACEHOLDERS.controls)], true);
    return { actions: [action], later: later.map(nameNew), problems: [], shown: new Set() };
  }
  const code = await context.coin.chain.code(implementation);
  if (maskedCodeHash(candidate.compiled, code) !== codeHash(candidate)) {
    const message = `The code at ${context.text(implementation)} is not that of ${candidate.name} in this build.`;
    return { actions: [], problems: [{ code: "UPGRADE_FOREIGN", message }] };
  }
  return planCalls(context, [replacing(implementation)]);
}

/** People read of the new contract, not of the address that stands for it. */
function nameNew(action: Action): Action {
  return { ...action, description: action.description.replace(PLACEHOLDERS.controls, "the new contract") };
}

async function isRunning({ coin }: Context, candidate: Candidate): Promise<boolean> {
  const code = await coin.chain.code(await coin.chain.implementation(coin.addresses.token));
  return maskedCodeHash(candidate.compiled, code) === codeHash(candidate);
}

function codeHash({ compiled }: Candidate): string {
  return maskedCodeHash(compiled, compiled.runtimeCode);
}

function createdHere(context: Context, candidate: Candidate): DoneAction | undefined {
  return context.progress().created.find(({ runtimeCodeHash }) => runtimeCodeHash === codeHash(candidate));
}

function withControls(build: Build, { compiled }: Candidate): Build {
  return { ...build, contract: (name) => (name === "IssuerControls" ? compiled : build.contract(name)) };
}

/**
 * Writes the new controls into the deployment's journal and record, so that `verify-deployment` and `deploy` compare with
 * what runs now. Where the implementation was created from another machine, that machine's next run does it.
 */
async function recordUpgrade(context: Context, candidate: Candidate): Promise<void> {
  const { store, desired, build, chain, record, addresses } = context.coin;
  const created = createdHere(context, candidate);
  const running = await chain.implementation(addresses.token);
  if (created === undefined || created.mined.contractAddress !== running) return;
  const lock = store.lock();
  try {
    const journal = store.openJournal();
    if (recordFrom(journal.records).record?.contracts.controls?.address === running) return;
    const baseline = toBaseline(desired, withControls(build, candidate), record.genesis, record.deployer);
    const { intent, mined, runtimeCodeHash } = created;
    journal.append({ ...baseline, config: record.config });
    const { type, step, key, description, hash, raw, from, nonce, creates } = intent;
    journal.append({ ...{ type, step, key, description, hash, raw, from, nonce }, ...(creates && { creates }) });
    const { succeeded, block, gasUsed, fee, contractAddress } = mined;
    journal.append({ type: "mined", key, hash, succeeded, block, gasUsed, fee, contractAddress });
    journal.append({ type: "verified", key, hash, ...(runtimeCodeHash === undefined ? {} : { runtimeCodeHash }) });
    journal.append({ type: "finished" });
    const { record: saved } = recordFrom(journal.records);
    if (saved !== null) store.saveRecord(saved);
  } finally {
    lock.release();
  }
}
