import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { readChain } from "../../lib/attest/observe.ts";
import type { DeskArguments } from "../../lib/attest/session.ts";
import { requireSubmittable, submission } from "../../lib/attest/submit.ts";
import { confirm } from "../../lib/cli/ask.ts";
import { confirmPlan } from "../../lib/cli/confirm-plan.ts";
import { showEnd, showPlan } from "../../lib/cli/show-operation.ts";
import { showText } from "../../lib/cli/show.ts";
import { EXIT } from "../../lib/cli/exit.ts";
import { refusalOf } from "../../lib/refusals/refusals.ts";
import { type TaskResult, runTask, showRefusal } from "../../lib/cli/task.ts";
import { trackSteps } from "../../lib/cli/track.ts";
import { chosenCoin } from "../../lib/coin/chosen-coin.ts";
import { chooseNetworks } from "../../lib/coin/networks.ts";
import { type OpenCoin, openCoin } from "../../lib/coin/open.ts";
import { loadCoin } from "../../lib/config/load.ts";
import { OperatorError } from "../../lib/errors.ts";
import { readAccount } from "../../lib/operations/arguments.ts";
import { operationStore } from "../../lib/operations/ledger.ts";
import { operate } from "../../lib/operations/run.ts";
import { type ReportFile, readReportFile } from "../../lib/reports/report-file.ts";

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

/** One chain that does not answer or refuses keeps no other from its report; the exit code says so. */
const submit: NewTaskActionFunction<SubmitArguments> = (given, hre) =>
  runTask(
    given.json,
    async () => {
      const file = readReportFile(given.file);
      if (given.all === (given.networks !== "")) {
        throw new OperatorError("ARGUMENT_INVALID", "To which chains? Say --all, or name some with --networks.");
      }
      const asked = given.all ? file.environment : given.networks;
      const coin = await chosenCoin(hre, given.coin);
      const networks = chooseNetworks(hre, coin, await loadCoin(coin), asked);
      const results: TaskResult[] = [];
      for (const network of networks) results.push(await toOne(hre, network, file, { ...given, coin }));
      const failed = results.filter(({ exitCode }) => exitCode === EXIT.failed).length;
      if (!given.json && failed > 0) {
        console.error(
          `\n${failed} of ${networks.length} chains have not got the report. Run again: none gets it twice.`,
        );
      }
      const exitCode = failed > 0 ? EXIT.failed : Math.max(...results.map((result) => result.exitCode));
      return { json: { digest: file.digest, networks: results.map(({ json }) => json) }, exitCode };
    },
    given.patience,
  );

async function toOne(
  hre: HardhatRuntimeEnvironment,
  network: string,
  file: ReportFile,
  given: SubmitArguments,
): Promise<TaskResult> {
  let coin: OpenCoin | null = null;
  try {
    coin = await openCoin(hre, { coin: given.coin, network, fees: given });
    return await post(coin, file, given);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!given.json) showRefusal(refusal);
    return { json: { network, error: refusal }, exitCode: EXIT.failed };
  } finally {
    await coin?.close();
  }
}

async function post(coin: OpenCoin, file: ReportFile, given: SubmitArguments): Promise<TaskResult> {
  const { json, yes, dryRun, patience, from } = given;
  const { desired } = coin;
  const { network } = desired;
  requireSubmittable(file, await readChain(coin), network.environment);
  const operation = submission(file);
  const outcome = await operate({
    ...{ coin, operation, given: {}, dryRun, patience: patience * 1_000 },
    store: operationStore(network.name, desired.coin, operation.name),
    from: from === "" ? null : readAccount(from, network, "--from"),
    confirm: (overview, again) =>
      confirmPlan(overview, {
        ...{ yes, json, again },
        show: () => {
          console.log(showPlan(overview, desired));
        },
        ask: () => confirm(`Post report ${file.sequence} to ${network.name} (chain ${network.chainId})?`),
      }),
    ...(json ? {} : { track: (steps) => trackSteps(steps, (text) => showText(text, network)) }),
  });
  if (!json) console.log(dryRun ? showPlan(outcome.overview, desired) : showEnd(outcome, desired));
  const { state, sent, settled, notes, notBefore } = outcome;
  const answer = { network: network.name, state, sent, settled, notes };
  return {
    json: { ...answer, notBefore: notBefore === null ? null : Number(notBefore) },
    exitCode: state === "waiting" ? EXIT.waiting : EXIT.done,
  };
}

export default submit;
