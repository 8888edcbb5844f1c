import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { confirm } from "../../issuer/terminal/ask.ts";
import { showText } from "../../issuer/terminal/show.ts";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { type TaskResult, runTask } from "../../issuer/terminal/task.ts";
import { buildContracts } from "../../issuer/coin/build.ts";
import { chosenCoin } from "../../issuer/coin/chosen-coin.ts";
import { connectChain, requireChain } from "../../issuer/coin/connect.ts";
import { chosenNetwork } from "../../issuer/coin/networks.ts";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import { resolveCoin } from "../../issuer/coin-file/resolve.ts";
import { loadBuild } from "../../issuer/model/build.ts";
import { networkKeys } from "../../issuer/signing/keys.ts";
import { OperatorError } from "../../issuer/errors.ts";
import { type Pending, journalsOf, pendingIn, speedUp } from "../../issuer/operations/speeding-up.ts";
import type { SendingArguments } from "./options.ts";
import { say } from "../../issuer/output/say.ts";
import { Table } from "../../issuer/output/table.ts";

const speedUpTask: NewTaskActionFunction<SendingArguments> = (given, hre) =>
  runTask(
    given.json,
    async (): Promise<TaskResult> => {
      const { json, yes, dryRun, patience } = given;
      const coin = await chosenCoin(hre, given.coin);
      const name = chosenNetwork(hre);
      if (name === undefined) throw new OperatorError("ARGUMENT_INVALID", "On which network? Say --network.");
      const desired = resolveCoin(coin, await loadCoin(coin), name);
      const { network } = desired;
      if (network.platform === "tron") {
        const message = "On TRON nobody bids for a place in a block, and no transaction replaces another.";
        throw new OperatorError("ARGUMENT_INVALID", message, {
          remedy: "Run the command again that was interrupted: it waits until the transaction is mined or has expired.",
        });
      }
      await buildContracts(hre);
      const connection = await hre.network.create();
      try {
        const chain = connectChain(connection, desired, given);
        await requireChain(chain, desired);
        const pending = await pendingIn(chain, journalsOf(coin, name));
        const show = (text: string): string => showText(text, network);
        if (!json) say(...(pending.length === 0 ? ["Nothing is pending."] : showPending(pending, show)));
        if (pending.length > 0 && !dryRun) {
          if (!yes) await confirm(`Replace ${pending.length} on ${name} (chain ${network.chainId})?`);
          const build = await loadBuild(hre.artifacts);
          const keys = networkKeys(connection, network, hre.config.signers);
          await speedUp(pending, { chain, build, keys, patience: patience * 1000 });
          if (!json) say("Sent. Run the interrupted command again: it waits for whichever is mined.");
        }
        const answer = pending.map(({ intent: { key, description, hash, from, nonce }, offer }) => {
          return { key, description, transaction: hash, from, nonce, offer };
        });
        return { json: { network: name, pending: answer, replaced: dryRun ? 0 : pending.length }, exitCode: EXIT.done };
      } finally {
        await connection.close();
      }
    },
    given.patience,
  );

function showPending(pending: readonly Pending[], show: (text: string) => string): string[] {
  const table = new Table({ head: ["who", "nonce", "what", "fee"], widths: [null, null, 50, 40] });
  for (const { intent, offer } of pending) {
    table.push([show(intent.from), `${intent.nonce ?? ""}`, show(intent.description), offer]);
  }
  return table.lines;
}

export default speedUpTask;
