import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EXIT } from "../lib/cli/exit.ts";
import { runTask } from "../lib/cli/task.ts";
import { writeAtomically } from "../lib/engine/store.ts";
import { readTronFile } from "../lib/multisig/tron-desk.ts";
import { mergeTronFiles } from "../lib/multisig/tron-file.ts";
import { say } from "../lib/terminal/say.ts";

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
