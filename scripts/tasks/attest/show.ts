import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { disagreements } from "../../../issuer/attestation/agreement.ts";
import { type DeskArguments, atDesk } from "../../../issuer/attestation/at-desk.ts";
import { showWindows, shower, windowLines } from "../../../issuer/attestation/show.ts";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { runTask } from "../../../issuer/terminal/task.ts";
import { say } from "../../../issuer/output/say.ts";

/** Exit code 1 if the chains disagree, or a chain lacks a report that another has. */
const show: NewTaskActionFunction<DeskArguments> = (given, hre) =>
  runTask(given.json, () =>
    atDesk(hre, given, async ({ desk, observe }) => {
      const { observation } = await observe(null);
      const lines = windowLines(observation);
      const differences = disagreements(observation.chains);
      const missing = lines.filter(({ state }) => state === "missing");
      if (!given.json) {
        say(...(lines.length === 0 ? ["No chain has a recent report."] : showWindows(lines, shower(desk.desired))));
        for (const line of differences) say(`The chains disagree about ${line}.`);
        for (const { network, sequence } of missing) say(`${network} has not got report ${sequence} yet.`);
      }
      const wrong = differences.length + missing.length > 0;
      return { json: { windows: lines, differences }, exitCode: wrong ? EXIT.failed : EXIT.done };
    }),
  );

export default show;
