import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { readChain } from "../../../issuer/attestation/observe.ts";
import type { DeskArguments } from "../../../issuer/attestation/at-desk.ts";
import { requireSubmittable, submission } from "../../../issuer/attestation/submit.ts";
import { showUnchecked, unsignedAtPosting } from "../../../issuer/attestation/unchecked.ts";
import { confirm } from "../../../issuer/terminal/ask.ts";
import { confirmPlan } from "../../../issuer/terminal/confirm-plan.ts";
import { showEnd, showPlan } from "../../../issuer/operations/show-operation.ts";
import { showText } from "../../../issuer/terminal/show.ts";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { refusalOf } from "../../../issuer/refusals/refusals.ts";
import { type TaskResult, runTask, showRefusal } from "../../../issuer/terminal/task.ts";
import { trackSteps } from "../../../issuer/terminal/track.ts";
import { Turns } from "../../../issuer/terminal/turns.ts";
import { type OpenCoin, type Opening, beginToOpen } from "../../../issuer/coin/open.ts";
import type { NetworkTarget } from "../../../issuer/coin-file/resolve.ts";
import type { TrackedStep } from "../../../issuer/engine/work.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { readAccount } from "../../../issuer/operations/arguments.ts";
import { operationStore } from "../../../issuer/subjects/operation-history.ts";
import { operate } from "../../../issuer/operations/run.ts";
import { type ReportFile, readReportFile } from "../../../issuer/reports/report-file.ts";
import { say, sayAside } from "../../../issuer/output/say.ts";

interface SubmitArguments extends DeskArguments {
  readonly file: string;
  readonly all: boolean;
  readonly from: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Seconds. */
  readonly patience: number;
  readonly maxFee: string;
  readonly priorityFee: string;
}

/**
 * All chains at the same time, each to its own end: one that does not answer or refuses keeps no other from its report, and
 * the exit code says so.
 */
const submit: NewTaskActionFunction<SubmitArguments> = (given, hre) =>
  runTask(
    given.json,
    async () => {
      const file = readReportFile(given.file);
      if (given.all === (given.networks !== "")) {
        throw new OperatorError("ARGUMENT_INVALID", "To which chains? Say --all, or name some with --networks.");
      }
      const networks = given.all ? file.environment : given.networks;
      const openings = await beginToOpen(hre, { coin: given.coin, networks, fees: given });
      const unchecked = unsignedAtPosting(file);
      if (!given.json || !given.yes) say(...showUnchecked(unchecked));
      const turns = new Turns();
      const results = await Promise.all(openings.map((opening) => toOne(opening, file, given, turns)));
      const failed = results.filter(({ exitCode }) => exitCode === EXIT.failed).length;
      if (!given.json && failed > 0) {
        sayAside("", `${failed} of ${openings.length} chains have not got the report. Run again: none gets it twice.`);
      }
      const exitCode = failed > 0 ? EXIT.failed : Math.max(...results.map((result) => result.exitCode));
      return { json: { digest: file.digest, networks: results.map(({ json }) => json), unchecked }, exitCode };
    },
    given.patience,
  );

async function toOne(
  { desired, opened }: Opening,
  file: ReportFile,
  given: SubmitArguments,
  turns: Turns,
): Promise<TaskResult> {
  const network = desired.network.name;
  let coin: OpenCoin | null = null;
  try {
    coin = await opened;
    return await post(coin, file, given, turns);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!given.json) {
      await turns.take(() => {
        sayAside("", `${network}:`);
        showRefusal(refusal);
      });
    }
    return { json: { network, error: refusal }, exitCode: EXIT.failed };
  } finally {
    await coin?.close();
  }
}

async function post(coin: OpenCoin, file: ReportFile, given: SubmitArguments, turns: Turns): Promise<TaskResult> {
  const { json, yes, dryRun, patience, from } = given;
  const { desired } = coin;
  const { network } = desired;
  requireSubmittable(file, await readChain(coin), desired);
  const operation = submission(file);
  const outcome = await operate({
    ...{ coin, operation, given: {}, dryRun, patience: patience * 1_000 },
    store: operationStore(network.name, desired.coin, operation.name),
    from: from === "" ? null : readAccount(from, network, "--from"),
    confirm: (overview, again) =>
      turns.take(() =>
        confirmPlan(overview, {
          ...{ yes, json, again },
          show: () => {
            say(...showPlan(overview, desired));
          },
          ask: () => confirm(`Post report ${file.sequence} to ${network.name} (chain ${network.chainId})?`),
        }),
      ),
    ...(json ? {} : { track: (steps) => track(steps, network, turns) }),
  });
  if (!json) {
    await turns.take(() => {
      say("", `${network.name}:`, ...(dryRun ? showPlan(outcome.overview, desired) : showEnd(outcome, desired)));
    });
  }
  const { state, sent, settled, notes, notBefore } = outcome;
  const answer = { network: network.name, state, sent, settled, notes };
  return {
    json: { ...answer, notBefore: notBefore === null ? null : Number(notBefore) },
    exitCode: state === "waiting" ? EXIT.waiting : EXIT.done,
  };
}

function track(steps: readonly TrackedStep[], network: NetworkTarget, turns: Turns): Promise<void> {
  const named = steps.map((step) => ({ ...step, title: `${network.name}: ${step.title}`, run: step.run.bind(step) }));
  return trackSteps(named, (text) => showText(text, network), { stream: turns.progress });
}

export default submit;
