import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { confirm } from "../../issuer/terminal/ask.ts";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { runTask } from "../../issuer/terminal/task.ts";
import {
  broadcastTronFile,
  openTronDesk,
  readTronFile,
  requireCurrent,
  showTronFile,
} from "../../issuer/cosigning/tron-desk.ts";
import { say } from "../../issuer/output/say.ts";

interface BroadcastArguments {
  readonly file: string;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Sends a file that has enough signatures. */
const broadcast: NewTaskActionFunction<BroadcastArguments> = ({ file: path, yes, json }, hre) =>
  runTask(json, async () => {
    const opened = readTronFile(path);
    const desk = await openTronDesk(hre, opened, false);
    const { client } = desk;
    if (client === null) throw new Error("A network is needed to send.");
    const shown = showTronFile(opened, desk);
    say(...shown); // with --json on stderr: what is asked and signed is said first
    await requireCurrent(opened, desk);
    const sent = await broadcastTronFile(opened, desk, client, () =>
      yes ? Promise.resolve() : confirm("Send this transaction?"),
    );
    const how = sent.succeeded ? "It succeeded." : "It FAILED; its fee is spent.";
    if (!json) say("", `${sent.hash} is in block ${sent.block}. ${how}`);
    return { json: { ...sent, shown }, exitCode: sent.succeeded ? EXIT.done : EXIT.failed };
  });

export default broadcast;
