import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { HardhatPlugin } from "hardhat/types/plugins";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import type { Operation } from "../../../issuer/operations/operation.ts";
import type { OperationArguments } from "../operations/run.ts";
import { CLAIM_ROW, MOVE_ROW, RETRY_ROW, TAKE_ROW, VERIFIER_SIGNERS_ROW } from "../../../issuer/moves/move-table.ts";
import { operationTask } from "../operations/tasks.ts";
import { flag, option, text } from "../options.ts";

const seconds = (name: string, description: string, defaultValue: number) =>
  ({ name, description, type: ArgumentType.INT, defaultValue }) as const;

/** The action of an operation. */
async function ofOperation(operation: Operation): Promise<NewTaskActionFunction<OperationArguments>> {
  return (await import("../operations/run.ts")).operationAction(operation);
}

/** Moves between chains: `npx hardhat move`, `move-status`, `move-retry`, `move-claim`, `move-take`, `verifier` and `verifier-signers`. */
export const moveTasks: HardhatPlugin = {
  id: "move-tasks",
  tasks: [
    task("verifier", "Confirm moves between chains, as the verifier of the issuer's that each of them needs")
      .addOption(option.coin)
      .addOption(option.networks)
      .addFlag({ name: "once", description: "Look once and end; exit code 1 if a network failed or a move is refused" })
      .addOption(seconds("interval", "Seconds between two looks", 15))
      .addOption(
        text("after", "Age of a move before this instance confirms it, so that it stands by for another", "0s"),
      )
      .addOption(text("books", "The file with the books, which it keeps up to date; that of reconcile by default"))
      .addOption(text("state", "The file with where it goes on; deployments/<coin>.verifier.json"))
      .addOption(text("stopFile", "Nothing is confirmed while this file is there; deployments/<coin>.verifier.stop"))
      .addOption(seconds("metrics", "Port on this machine for Prometheus (/metrics) and /health; none by default", 0))
      .addOption(option.patience)
      // What the task does is typed where it is done: the builder does not follow constants as options.
      .setAction(() => import("./verifier.ts") as Promise<never>)
      .build(),
    task("move-status", "Show how far moves between chains are, and what has to happen next")
      .addOption(option.coin)
      .addOption(option.networks)
      .addOption(text("message", "LayerZero's id of the message; all moves that are not delivered if left out"))
      .addOption(
        text("state", "The verifier's file: before what it names all has arrived; deployments/<coin>.verifier.json"),
      )
      .addFlag(flag.json)
      .setAction(() => import("./status.ts"))
      .build(),
    operationTask(MOVE_ROW, async () => (await import("./move.ts")).move),
    operationTask(RETRY_ROW, async () => (await import("./retry.ts")).moveRetry),
    operationTask(CLAIM_ROW, async () => ofOperation((await import("../../../issuer/moves/held.ts")).claimHeld)),
    operationTask(TAKE_ROW, async () => ofOperation((await import("../../../issuer/moves/held.ts")).takeHeld)),
    operationTask(VERIFIER_SIGNERS_ROW, async () =>
      ofOperation((await import("../../../issuer/moves/verifier-signers.ts")).changeSigners),
    ),
  ],
};
