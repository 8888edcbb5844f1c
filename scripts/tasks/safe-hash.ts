import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { runTask } from "../../issuer/terminal/task.ts";
import { connectChain, requireChain } from "../../issuer/coin/connect.ts";
import { toPlain } from "../../issuer/model/request.ts";
import { OperatorError } from "../../issuer/errors.ts";
import { openKnowledge } from "../../issuer/cosigning/describe.ts";
import { readTextFile } from "../../issuer/text/read-file.ts";
import { askSafe } from "../../issuer/cosigning/safe-desk.ts";
import { say } from "../../issuer/output/say.ts";

interface HashArguments {
  readonly file: string;
  readonly coin: string;
  readonly safe: string;
  readonly nonce: number;
  readonly multisend: string;
  readonly expect: string;
  readonly json: boolean;
}

/** Shows what the owners of a Safe sign for a batch, and the hashes that their wallets show. */
const safeHash: NewTaskActionFunction<HashArguments> = (given, hre) =>
  runTask(given.json, async () => {
    const { file, coin, safe, nonce, multisend, expect, json } = given;
    const { connection, knowledge } = await openKnowledge(hre, coin);
    const chain = connectChain(connection, knowledge.desired);
    await requireChain(chain, knowledge.desired);
    const batch = readTextFile(file, { code: "SIGNING_FILE_INVALID" });
    const question = { safe, nonce: nonce < 0 ? null : BigInt(nonce), multiSend: multisend };
    const answer = await askSafe(chain.provider, knowledge, file, batch, question);
    if (!json) say(...answer.shown);
    if (expect !== "" && expect.toLowerCase() !== answer.safeTxHash) {
      throw new OperatorError("SIGNATURE_WRONG", `The hash is ${answer.safeTxHash}, not ${expect}.`, {
        remedy: "Do not sign. Compare Safe, nonce and calls with whoever told you the other hash.",
      });
    }
    if (!json && expect !== "") say("It is the hash that was expected.");
    return { json: toPlain(answer), exitCode: EXIT.done };
  });

export default safeHash;
