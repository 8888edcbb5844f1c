import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { confirm, confirmByTyping, hasTerminal } from "../../../issuer/terminal/ask.ts";
import { confirmPlan } from "../../../issuer/terminal/confirm-plan.ts";
import { showEnd, showPlan, showAnswer } from "../../../issuer/operations/show-operation.ts";
import { showText } from "../../../issuer/terminal/show.ts";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { refusalOf } from "../../../issuer/refusals/refusals.ts";
import { type TaskResult, runTask, showRefusal } from "../../../issuer/terminal/task.ts";
import { trackSteps } from "../../../issuer/terminal/track.ts";
import { Turns } from "../../../issuer/terminal/turns.ts";
import { chosenNetwork } from "../../../issuer/coin/networks.ts";
import { type OpenCoin, type Opening, beginToOpen } from "../../../issuer/coin/open.ts";
import type { Desired } from "../../../issuer/coin-file/resolve.ts";
import type { Confirm } from "../../../issuer/engine/overview.ts";
import type { TrackedStep } from "../../../issuer/engine/work.ts";
import { valueOf } from "../../../issuer/model/plan.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { readAccount } from "../../../issuer/operations/arguments.ts";
import { type Elsewhere, journalsElsewhere, otherNetworks } from "../../../issuer/subjects/elsewhere.ts";
import { AlikeError } from "../../../issuer/subjects/likeness.ts";
import { operationStore } from "../../../issuer/subjects/operation-history.ts";
import type { Given, Operation } from "../../../issuer/operations/operation.ts";
import { type OperationOutcome, operate } from "../../../issuer/operations/run.ts";
import type { SendingArguments } from "../options.ts";
import { say, sayAside } from "../../../issuer/output/say.ts";

/** What the task of an operation gets: its own options as text, and those that all of them have. */
export type OperationArguments = SendingArguments & Given;

/** The action of an operation's task. */
export function operationAction(operation: Operation): NewTaskActionFunction<OperationArguments> {
  return (args, hre) => runTask(args.json, () => runOperation(operation, args, hre), args.patience);
}

async function runOperation(
  operation: Operation,
  args: OperationArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<TaskResult> {
  requireSymbol(operation, args);
  const openings = await openNetworks(args, hre);
  const [only] = openings;
  if (openings.length === 1 && only !== undefined) return alone(await only.opened, operation, args);
  return onSeveral(operation, args, openings);
}

async function openNetworks(args: OperationArguments, hre: HardhatRuntimeEnvironment): Promise<readonly Opening[]> {
  if (args.networks !== undefined && args.networks !== "") return beginToOpen(hre, { ...args, fees: args });
  if (chosenNetwork(hre) !== undefined) return beginToOpen(hre, { coin: args.coin, fees: args });
  throw new OperatorError("ARGUMENT_INVALID", "On which network? Say --network, or --networks for several.");
}

async function alone(coin: OpenCoin, operation: Operation, args: OperationArguments): Promise<TaskResult> {
  try {
    return await operateOn(operation, args, coin);
  } finally {
    await coin.close();
  }
}

/**
 * All networks at the same time, from the first connection on: an emergency stop must reach whatever it can, and a node
 * that is dead, slow or lies keeps no other network from its turn. Questions come one after the other.
 */
async function onSeveral(
  operation: Operation,
  args: OperationArguments,
  openings: readonly Opening[],
): Promise<TaskResult> {
  const turns = new Turns();
  const toEnd = async ({ desired, opened }: Opening): Promise<TaskResult> => {
    const network = desired.network.name;
    let coin: OpenCoin | null = null;
    try {
      coin = await opened;
      return await operateOn(operation, args, coin, { turns, progress: turns.progress });
    } catch (error) {
      const refusal = refusalOf(error);
      if (!args.json) {
        await turns.take(() => {
          sayAside("", `${network}:`);
          showRefusal(refusal);
        });
      }
      return { json: { network, error: refusal }, exitCode: EXIT.failed };
    } finally {
      await coin?.close();
    }
  };
  const results = await Promise.all(openings.map(toEnd));
  const codes = results.map(({ exitCode }) => exitCode);
  const exitCode = codes.includes(EXIT.failed) ? EXIT.failed : Math.max(...codes);
  return { json: { networks: results.map(({ json }) => json) }, exitCode };
}

/** The terminal, as one of several networks may use it. */
interface Desk {
  readonly turns: Turns;
  /** Where progress is shown; in a line of its own on the terminal by default. */
  readonly progress?: Turns["progress"];
}

/**
 * Carries an operation out on one network, and tells what became of it.
 * @param coin - The open coin there; the caller closes it.
 * @param desk - The terminal, as one of several networks may use it.
 */
export async function operateOn(
  operation: Operation,
  args: OperationArguments,
  coin: OpenCoin,
  { turns, progress }: Desk = { turns: new Turns() },
): Promise<TaskResult> {
  const { json, yes, dryRun, patience, from = "" } = args;
  const { desired } = coin;
  const { network, symbol } = desired;
  if (args.irreversible && args.irreversible !== symbol) {
    throw new OperatorError("IRREVERSIBLE", `--irreversible says ${args.irreversible}; the coin is ${symbol}.`);
  }
  const track = (steps: readonly TrackedStep[]): Promise<void> => {
    const named = progress === undefined ? steps : steps.map((step) => nameNetwork(step, network.name));
    return trackSteps(named, (text) => showText(text, network), progress === undefined ? {} : { stream: progress });
  };
  let look: (() => Elsewhere) | undefined;
  const elsewhere = async (): Promise<Elsewhere> => {
    look ??= journalsElsewhere(await otherNetworks(coin), desired.coin, operation.name);
    return look();
  };
  const attempt = (given: Given): Promise<OperationOutcome> =>
    operate({
      ...{ coin, operation, given, dryRun, patience: patience * 1000 },
      store: operationStore(network.name, desired.coin, operation.name),
      elsewhere,
      from: from === "" ? null : readAccount(from, network, "--from"),
      confirm: asking(operation, args, desired, turns),
      ...(json ? {} : { track }),
    });
  const outcome = await attempt(args).catch(async (error: unknown) => {
    if (!(error instanceof AlikeError) || json || yes || dryRun || !hasTerminal()) throw error;
    say(...error.lines.map((line) => showText(line, network)));
    await confirmByTyping("Does the bank have each of them as a payment of its own?", "distinct");
    const given: Given = args;
    return attempt({ ...given, distinct: [given.distinct ?? "", ...error.references].join("\n") });
  });
  if (!json) {
    await turns.take(() => {
      if (progress !== undefined) say("", `${network.name}:`);
      tell(outcome, coin);
    });
  }
  return toResult(outcome);
}

/** Shows the plan on one network, in its turn, and asks; for the coin's symbol where it cannot be undone. */
function asking(operation: Operation, args: OperationArguments, desired: Desired, turns: Turns): Confirm {
  const { json, yes } = args;
  const { network, symbol } = desired;
  return (overview, again) => {
    const count = overview.transactions.length;
    const what = `${count} ${count === 1 ? "transaction" : "transactions"} to ${network.name} (chain ${network.chainId})`;
    const question = {
      ...{ yes, json, again },
      show: () => {
        say(...showPlan(overview, desired));
      },
      ask: () =>
        operation.irreversible === true
          ? confirmByTyping(`Send ${what}? This cannot be undone.`, symbol)
          : confirm(`Send ${what}?`),
    };
    return turns.take(() => confirmPlan(overview, question));
  };
}

function nameNetwork(step: TrackedStep, network: string): TrackedStep {
  return { title: `${network}: ${step.title}`, run: (say) => step.run(say) };
}

function tell(outcome: OperationOutcome, { desired }: OpenCoin): void {
  const { state, report, overview } = outcome;
  if (report !== null) say(...showAnswer(report, desired));
  else if (state === "planned") say(...showPlan(overview, desired));
  else say(...showEnd(outcome, desired));
}

/** Without a terminal, what cannot be undone needs a second word. */
function requireSymbol(operation: Operation, { yes, dryRun, irreversible }: OperationArguments): void {
  if (operation.irreversible !== true || !yes || dryRun || irreversible) return;
  throw new OperatorError("IRREVERSIBLE", `${operation.name} cannot be undone, and --yes alone is not enough.`);
}

/** What the task answers with `--json`, and its exit code. */
export function toResult(outcome: OperationOutcome): TaskResult {
  const { operation, network, state, sent, settled, overview, notes, bundles, notBefore, report } = outcome;
  const plan = overview.transactions.map(({ action, sender, gas, fee }) => ({
    ...{ key: action.key, description: action.description, sender, gas, fee, value: valueOf(action) },
    by: action.kind === "call" ? action.by : [],
  }));
  const answer = { operation, network, state, sent, plan, resuming: overview.resuming, settled, notes, bundles };
  return {
    json: { ...answer, notBefore: notBefore === null ? null : Number(notBefore), report: report?.json ?? null },
    exitCode: state === "waiting" ? EXIT.waiting : EXIT.done,
  };
}
