import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { deployCoin } from "../deploy-coin.ts";
import { confirm } from "../lib/cli/ask.ts";
import { confirmPlan } from "../lib/cli/confirm-plan.ts";
import { showContracts, showOverview, showText } from "../lib/cli/show.ts";
import { EXIT } from "../lib/cli/exit.ts";
import { type TaskResult, runTask } from "../lib/cli/task.ts";
import { trackSteps } from "../lib/cli/track.ts";
import { buildContracts } from "../lib/coin/build.ts";
import { chosenCoin } from "../lib/coin/chosen-coin.ts";
import { chosenNetwork } from "../lib/coin/networks.ts";
import { checkDesired } from "../lib/config/checks.ts";
import { loadCoin } from "../lib/config/load.ts";
import { resolveCoin } from "../lib/config/resolve.ts";
import { loadBuild } from "../lib/engine/build.ts";
import { rehearse } from "../lib/engine/rehearse.ts";
import type { Outcome } from "../lib/engine/run.ts";
import { refuse } from "../lib/errors.ts";
import type { SendingArguments } from "./options.ts";
import { say } from "../lib/terminal/say.ts";

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
      if (!json) tell(outcome);
      return toResult(outcome);

      function tell({ state, sent, overview, record, bundles, notes }: Outcome): void {
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
        say(`Waiting for signature. To be signed by ${desired.roles.LIMITER.join(" or ")}:`);
        for (const file of bundles) say(`  ${file}`);
        for (const note of notes) say(showText(note, desired.network));
        say("Once it is executed, run the same command again.");
      }
    },
    patience,
  );

/** What the task answers with `--json`, and its exit code. */
export function toResult({ state, sent, overview, record, bundles, notes }: Outcome): TaskResult {
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
  return { json: { state, sent, plan, contracts: record?.contracts ?? {}, bundles, notes }, exitCode };
}

export default deploy;
