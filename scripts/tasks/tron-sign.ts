import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { confirm } from "../../issuer/terminal/ask.ts";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { runTask } from "../../issuer/terminal/task.ts";
import { writeAtomically } from "../../issuer/journal/store.ts";
import {
  openTronDesk,
  readTronFile,
  requireCurrent,
  showTronFile,
  signTronFile,
} from "../../issuer/cosigning/tron-desk.ts";
import { say } from "../../issuer/output/say.ts";

interface SignArguments {
  readonly file: string;
  readonly signer: string;
  readonly offline: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Shows what a file is really about, and adds a signature to it. */
const sign: NewTaskActionFunction<SignArguments> = ({ file: path, signer, offline, yes, json }, hre) =>
  runTask(json, async () => {
    const opened = readTronFile(path);
    const desk = await openTronDesk(hre, opened, offline);
    const shown = showTronFile(opened, desk);
    say(...shown); // with --json on stderr: what is asked and signed is said first
    await requireCurrent(opened, desk);
    if (!yes) await confirm("Sign this transaction?");
    writeAtomically(path, await signTronFile(opened, desk, signer));
    const { weight, file } = readTronFile(path);
    const { threshold } = file.permission;
    const next = weight >= threshold ? "It is complete: run tron-broadcast." : "Pass it on to the next signer.";
    if (!json) say("", `Signed: weight ${weight} of ${threshold}. ${next}`);
    return { json: { txID: file.txID, shown, weight, threshold, signatures: file.signatures }, exitCode: EXIT.done };
  });

export default sign;
