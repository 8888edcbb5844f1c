import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { type DeskArguments, atDesk, examine } from "../../../issuer/attestation/at-desk.ts";
import { showExamined, shower } from "../../../issuer/attestation/show.ts";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { runTask } from "../../../issuer/terminal/task.ts";
import { readReportFile } from "../../../issuer/reports/report-file.ts";
import { say } from "../../../issuer/output/say.ts";

interface CheckArguments extends DeskArguments {
  readonly file: string;
  readonly evidence: string;
}

const check: NewTaskActionFunction<CheckArguments> = (given, hre) =>
  runTask(given.json, async () => {
    const file = readReportFile(given.file);
    return atDesk(hre, given, async (session) => {
      const { needed, verdicts, comparison } = await examine(session, file, given.evidence);
      const all = [...verdicts, ...comparison.verdicts];
      const { unchecked } = comparison;
      const broken = all.filter(({ holds }) => !holds);
      if (!given.json) {
        say(...showExamined(file, { needed, verdicts: all, unchecked }, shower(session.desk.desired)));
        const left = `${unchecked.length} more ${unchecked.length === 1 ? "is" : "are"} unchecked, as said above.`;
        say(
          "",
          broken.length === 0
            ? `All ${all.length} lines hold; ${left}`
            : `${broken.length} of ${all.length} do not hold; ${left}`,
        );
      }
      const json = { digest: file.digest, verdicts: all, unchecked };
      return { json, exitCode: broken.length === 0 ? EXIT.done : EXIT.failed };
    });
  });

export default check;
