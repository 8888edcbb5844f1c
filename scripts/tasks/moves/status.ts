import { existsSync } from "node:fs";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { allOf, openCoins } from "../../../issuer/coin/open-each.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { Cursors, cursorsFile } from "../../../issuer/moves/cursors.ts";
import { movesToJson, showMoves } from "../../../issuer/moves/show.ts";
import { standingMoves } from "../../../issuer/moves/standing.ts";
import { say } from "../../../issuer/output/say.ts";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { runTask } from "../../../issuer/terminal/task.ts";
import { readMessageId } from "../../../issuer/text/message-id.ts";

interface StatusArguments {
  readonly coin: string;
  readonly networks: string;
  readonly message: string;
  readonly state: string;
  readonly json: boolean;
}

/** Shows how far moves are. Sends nothing, and writes nothing. */
const moveStatus: NewTaskActionFunction<StatusArguments> = (given, hre) =>
  runTask(given.json, async () => {
    const message = given.message === "" ? null : readMessageId("--message", given.message);
    if (given.state !== "" && !existsSync(given.state)) {
      throw new OperatorError("FILE_REFUSED", `${given.state} is not there.`, {
        remedy: "Name the file that the verifier keeps, or leave --state out.",
      });
    }
    const coins = await allOf(await openCoins(hre, given));
    try {
      const coin = coins[0]?.desired.coin ?? "";
      const state = given.state === "" ? cursorsFile(coin) : given.state;
      const cursors = Cursors.open(state);
      const moves = await standingMoves(coins, { message, from: (network) => cursors.next(network, 0) });
      if (!given.json)
        say(
          ...showMoves(
            moves,
            coins.map(({ desired }) => desired),
          ),
        );
      return { json: movesToJson(moves), exitCode: EXIT.done };
    } finally {
      await Promise.all(coins.map((coin) => coin.close()));
    }
  });

export default moveStatus;
