import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { deployCoin } from "../deploy-coin.ts";
import { confirm } from "../../issuer/terminal/ask.ts";
import { confirmPlan } from "../../issuer/terminal/confirm-plan.ts";
import { showContracts, showOverview, showText } from "../../issuer/terminal/show.ts";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { type TaskResult, runTask } from "../../issuer/terminal/task.ts";
import { trackSteps } from "../../issuer/terminal/track.ts";
import { buildContracts } from "../../issuer/coin/build.ts";
import { chosenCoin } from "../../issuer/coin/chosen-coin.ts";
import { chosenNetwork } from "../../issuer/coin/networks.ts";
import { checkDesired } from "../../issuer/coin-file/checks.ts";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import { type Desired, resolveCoin } from "../../issuer/coin-file/resolve.ts";
import { loadBuild } from "../../issuer/model/build.ts";
import { rehearse } from "../rehearse.ts";
import type { Outcome } from "../../issuer/engine/run.ts";
import { refuse } from "../../issuer/errors.ts";
import type { SendingArguments } from "./options.ts";
import { utcTime } from "../../packages/integration/reading/format.ts";
import { say } from "../../issuer/output/say.ts";

const deploy: NewTaskActionFunction<SendingArguments> = ({ coin: asked, dryRun, yes, json, patience, ...fees }, hre) =>
  runTask(
    json,
    async () => {
      const coin = await chosenCoin(hre, asked);
      // Whatever is wrong with the coin's file shows before a node or a key is needed.
      const desired = resolveCoin(coin, await loadCoin(coin), chosenNetwork(hre) ?? "default");
      refuse(checkDesired(desired), "PREFLIGHT_REFUSED");
      await buildContracts(hre);
      const connection = await hre.network.create();
      const build = await loadBuild(hre.artifacts);
      const { outcome } = await deployCoin({
        connection,
        artifacts: hre.artifacts,
        coin,
        signers: hre.config.signers,
        dryRun,
        patience: patience * 1000,
        fees,
        rehearse: () => rehearse(hre, desired, build),
        confirm: (overview, again) => {
          const { name, chainId } = desired.network;
          return confirmPlan(overview, {
            ...{ yes, json, again },
            show: () => {
              say(...showOverview(overview, desired));
            },
            ask: () => confirm(`Send ${overview.transactions.length} transactions to ${name} (chain ${chainId})?`),
          });
        },
        ...(json ? {} : { track: (steps) => trackSteps(steps, (text) => showText(text, desired.network)) }),
      });
      if (!json) tell(outcome, desired);
      return toResult(outcome);
    },
    patience,
  );

function tell({ state, sent, overview, record, notBefore, bundles, notes }: Outcome, desired: Desired): void {
  if (state === "planned") {
    say(...showOverview(overview, desired));
    return;
  }
  say("", ...showContracts(record?.contracts ?? {}, desired.network));
  if (state === "finished") {
    const what = sent === 0 ? "Nothing was to be sent" : `${sent} transactions were sent`;
    say(`${what}; every check has passed.`);
    return;
  }
  if (notBefore === null) {
    say("Waiting for signature:");
    for (const file of bundles) say(`  ${file}`);
  } else say(`Waiting for the timelock; what it holds can be executed from ${utcTime(notBefore)}.`);
  for (const note of notes) say(showText(note, desired.network));
  say(`${notBefore === null ? "Once it is executed" : "Then"}, run the same command again.`);
}

/** What the task answers with `--json`, and its exit code. */
export function toResult({ state, sent, overview, record, notBefore, bundles, notes }: Outcome): TaskResult {
  const transactions = overview.transactions.map(({ step, action, sender, gas, fee }) => ({
    step,
    key: action.key,
    description: action.description,
    sender,
    gas,
    fee,
  }));
  const { deployer, balance, total, resuming } = overview;
  const plan = { deployer, balance, total, resuming, transactions };
  const exitCode = state === "waiting" ? EXIT.waiting : EXIT.done;
  return { json: { state, sent, plan, contracts: record?.contracts ?? {}, notBefore, bundles, notes }, exitCode };
}

export default deploy;
