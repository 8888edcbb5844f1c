import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { compareWithChains } from "../../lib/attest/compare.ts";
import { hashEvidence } from "../../lib/attest/files.ts";
import { type DeskArguments, atDesk, examine } from "../../lib/attest/session.ts";
import { showReport, showSupply, showVerdicts, shower } from "../../lib/attest/show.ts";
import { EXIT } from "../../lib/cli/exit.ts";
import { runTask } from "../../lib/cli/task.ts";
import { readReportFile } from "../../lib/reports/report-file.ts";

interface CheckArguments extends DeskArguments {
  readonly file: string;
  readonly evidence: string;
}

const check: NewTaskActionFunction<CheckArguments> = (given, hre) =>
  runTask(given.json, async () => {
    const file = readReportFile(given.file);
    return atDesk(hre, given, async (session) => {
      const { observation, needed, verdicts } = await examine(session, file);
      const evidence = given.evidence === "" ? null : hashEvidence(given.evidence);
      const all = [...verdicts, ...(await compareWithChains(file, session.desk.coins, observation, evidence))];
      const broken = all.filter(({ holds }) => !holds);
      if (!given.json) {
        const show = shower(session.desk.desired);
        console.log([showReport(file, show), showSupply(needed, show), showVerdicts(all)].join("\n\n"));
        console.log(
          broken.length === 0 ? `\nAll ${all.length} lines hold.` : `\n${broken.length} of ${all.length} do not hold.`,
        );
      }
      const json = { digest: file.digest, verdicts: all };
      return { json, exitCode: broken.length === 0 ? EXIT.done : EXIT.failed };
    });
  });

export default check;
