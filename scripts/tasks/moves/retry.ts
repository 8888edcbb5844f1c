import type { NewTaskActionFunction } from "hardhat/types/tasks";
import type { OpenCoin } from "../../../issuer/coin/open.ts";
import { allOf, openCoins } from "../../../issuer/coin/open-each.ts";
import { movingCoins, requireDestination } from "../../../issuer/moves/message.ts";
import { retryMove } from "../../../issuer/moves/retrying.ts";
import { standingMoves } from "../../../issuer/moves/standing.ts";
import { required } from "../../../issuer/operations/arguments.ts";
import { type TaskResult, runTask } from "../../../issuer/terminal/task.ts";
import { readMessageId } from "../../../issuer/text/message-id.ts";
import { type OperationArguments, operateOn } from "../operations/run.ts";

/** Delivers a move that nobody has delivered. */
export const moveRetry: NewTaskActionFunction<OperationArguments> = (args, hre) =>
  runTask(
    args.json,
    async () => {
      const { coin, networks = "" } = args;
      readMessageId("--message", required(args, "message"));
      const coins = await allOf(await openCoins(hre, { coin, networks, fees: args }));
      try {
        return await retryBetween(coins, args);
      } finally {
        await Promise.all(coins.map((one) => one.close()));
      }
    },
    args.patience,
  );

/** Delivers a move between open chains: finds it where it left, and sends where it goes to. */
export async function retryBetween(coins: readonly OpenCoin[], args: OperationArguments): Promise<TaskResult> {
  const message = readMessageId("--message", required(args, "message"));
  const [found] = await standingMoves(coins, { message, from: () => 0 });
  const moving = movingCoins(coins);
  const source = moving.find(({ desired }) => desired.network.name === found?.source);
  if (found === undefined || source === undefined) throw new Error("A move that is found has left somewhere.");
  const destination = requireDestination(source, found.move, moving);
  return operateOn(retryMove({ source, destination, move: found.move }), args, destination);
}
