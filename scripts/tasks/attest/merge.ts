import { join } from "node:path";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { writeReportFile } from "../../lib/attest/files.ts";
import { type DeskArguments, atDesk } from "../../lib/attest/session.ts";
import { mergeFiles, requireAttestor } from "../../lib/attest/signatures.ts";
import { EXIT } from "../../lib/cli/exit.ts";
import { runTask } from "../../lib/cli/task.ts";
import { readReportFile } from "../../lib/reports/report-file.ts";

interface MergeArguments extends DeskArguments {
  readonly files: string[];
  readonly out: string;
}

const merge: NewTaskActionFunction<MergeArguments> = (given, hre) =>
  runTask(given.json, async () => {
    const files = given.files.map((name) => [name, readReportFile(name)] as const);
    const merged = mergeFiles(files);
    return atDesk(hre, given, async ({ folder, observe }) => {
      const { chains } = (await observe(BigInt(merged.signed.asOf))).observation;
      for (const { attestor } of merged.signatures) requireAttestor(attestor, chains);
      const threshold = Math.max(...chains.map(({ terms }) => terms.threshold));
      const count = merged.signatures.length;
      const path = given.out === "" ? join(folder, `${merged.sequence}.signed.json`) : given.out;
      writeReportFile(path, merged);
      if (!given.json) {
        const left = Math.max(0, threshold - count);
        const next = left === 0 ? "It can be submitted." : `${left} more ${left === 1 ? "is" : "are"} needed.`;
        console.log(`${count} of ${threshold} signatures. ${next} Written to ${path}.`);
      }
      const attestors = merged.signatures.map(({ attestor }) => attestor);
      return { json: { file: path, digest: merged.digest, attestors, threshold }, exitCode: EXIT.done };
    });
  });

export default merge;
