import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { chosenNetwork } from "../../../issuer/coin/networks.ts";
import { type OpenCoin, openCoin } from "../../../issuer/coin/open.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { type Followed, followMove } from "../../../issuer/moves/follow.ts";
import type { Way } from "../../../issuer/moves/message.ts";
import { moveCoins } from "../../../issuer/moves/moving.ts";
import { STAGES, movesToJson, showMoves } from "../../../issuer/moves/show.ts";
import type { MoveStanding } from "../../../issuer/moves/standing.ts";
import { required } from "../../../issuer/operations/arguments.ts";
import { say, sayAside } from "../../../issuer/output/say.ts";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { type TaskResult, runTask } from "../../../issuer/terminal/task.ts";
import { type OperationArguments, operateOn } from "../operations/run.ts";

/** Moves coins to another network, and follows them. */
export const move: NewTaskActionFunction<OperationArguments> = (args, hre) =>
  runTask(
    args.json,
    async () => {
      if (chosenNetwork(hre) === undefined) {
        throw new OperatorError("ARGUMENT_INVALID", "From which network? Say --network.");
      }
      const network = required(args, "destination");
      const source = await openCoin(hre, { coin: args.coin, fees: args });
      try {
        const destination = await openCoin(hre, { coin: source.desired.coin, network });
        try {
          return await moveBetween(source, destination, args);
        } finally {
          await destination.close();
        }
      } finally {
        await source.close();
      }
    },
    args.patience,
  );

/**
 * Moves coins between two open chains, and follows them for as long as is waited.
 * @returns With `move` in its answer: how far it is, and what has to happen next; null before it has left.
 */
export async function moveBetween(
  source: OpenCoin,
  destination: OpenCoin,
  args: OperationArguments,
): Promise<TaskResult> {
  const operation = moveCoins(destination);
  const { json, exitCode } = await operateOn(operation, args, source);
  const sent = operation.sent();
  if (sent === null) return { json: { ...(json as object), move: null }, exitCode };
  const way = { source, destination, move: sent };
  const followed = await followMove(way, {
    patience: args.patience * 1_000,
    tell: (stage) => {
      if (!args.json) sayAside(`${destination.desired.network.name}: ${STAGES[stage]}`);
    },
  });
  const standing = await standingOf(way, followed);
  if (!args.json) say(...showMoves([standing], [source.desired, destination.desired]));
  const [shown] = movesToJson([standing]).moves;
  const isThere = followed.stage === "delivered";
  return { json: { ...(json as object), move: shown }, exitCode: isThere ? exitCode : EXIT.waiting };
}

async function standingOf({ source, destination, move }: Way, { stage, next }: Followed): Promise<MoveStanding> {
  const { provider } = source.chain;
  const [block, latest] = await Promise.all([provider.getBlock(move.block), provider.getBlock("latest")]);
  const time = block?.timestamp ?? 0;
  const age = Math.max(0, (latest?.timestamp ?? time) - time);
  const names = { source: source.desired.network.name, destination: destination.desired.network.name };
  return { ...names, move, time, age, stage, next };
}
