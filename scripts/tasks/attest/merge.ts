import { join } from "node:path";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { refuseBroken } from "../../../issuer/attestation/build-report.ts";
import { contractViews, showViews } from "../../../issuer/attestation/contract-view.ts";
import { writeReportFile } from "../../../issuer/attestation/files.ts";
import { type DeskArguments, atDesk, examine } from "../../../issuer/attestation/at-desk.ts";
import { mergeFiles, requireAttestor } from "../../../issuer/attestation/signatures.ts";
import { showUnchecked } from "../../../issuer/attestation/unchecked.ts";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { runTask } from "../../../issuer/terminal/task.ts";
import { say } from "../../../issuer/output/say.ts";
import { readAnyForm } from "../../../issuer/reports/report-file.ts";

interface MergeArguments extends DeskArguments {
  readonly files: string[];
  readonly out: string;
}

/** Signatures of other forms are written in the one that is stored; whether it can be submitted is each contract's word. */
const merge: NewTaskActionFunction<MergeArguments> = (given, hre) =>
  runTask(given.json, async () => {
    const read = given.files.map((name) => [name, readAnyForm(name)] as const);
    const merged = mergeFiles(read.map(([name, { report }]) => [name, report]));
    const rewritten = read.flatMap(([name, any]) => any.rewritten.map((sentence) => `${name}: ${sentence}`));
    return atDesk(hre, given, async (session) => {
      const { observation, comparison } = await examine(session, merged);
      refuseBroken(comparison.verdicts);
      const { chains } = observation;
      for (const { attestor } of merged.signatures) requireAttestor(attestor, chains);
      const threshold = Math.max(...chains.map(({ terms }) => terms.threshold));
      const count = merged.signatures.length;
      const path = given.out === "" ? join(session.folder, `${merged.sequence}.signed.json`) : given.out;
      const networks = await contractViews(merged, session.desk.coins, chains);
      writeReportFile(path, merged);
      const { unchecked } = comparison;
      if (!given.json) {
        for (const sentence of rewritten) say(`${sentence}. It is written in that form now.`);
        say(...showUnchecked(unchecked));
        const next = showViews(networks, Math.max(0, threshold - count));
        say(`${count} of ${threshold} signatures. ${next} Written to ${path}.`);
      }
      const attestors = merged.signatures.map(({ attestor }) => attestor);
      const json = { file: path, digest: merged.digest, attestors, threshold, networks, rewritten, unchecked };
      return { json, exitCode: EXIT.done };
    });
  });

export default merge;
