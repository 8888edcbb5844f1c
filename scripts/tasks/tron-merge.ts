import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { runTask } from "../../issuer/terminal/task.ts";
import { writeAtomically } from "../../issuer/journal/store.ts";
import { readTronFile } from "../../issuer/cosigning/tron-desk.ts";
import { mergeTronFiles } from "../../issuer/cosigning/tron-file.ts";
import { say } from "../../issuer/output/say.ts";

interface MergeArguments {
  readonly files: string[];
  readonly json: boolean;
}

/** Gathers the signatures of copies of one file in the first of them. */
const merge: NewTaskActionFunction<MergeArguments> = ({ files, json }) =>
  runTask(json, () => {
    const [first = "", ...others] = files;
    writeAtomically(first, mergeTronFiles([first, ...others].map(readTronFile)));
    const { weight, file } = readTronFile(first);
    const { threshold } = file.permission;
    if (!json) say(`${first}: ${file.signatures.length} signatures, weight ${weight} of ${threshold}.`);
    const { txID, signatures } = file;
    return Promise.resolve({ json: { txID, weight, threshold, signatures }, exitCode: EXIT.done });
  });

export default merge;
