import { setTimeout as sleep } from "node:timers/promises";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { untilStopped } from "../../issuer/terminal/guard.ts";
import { type TaskResult, runTask } from "../../issuer/terminal/task.ts";
import { lookAtEach } from "../../issuer/status/look.ts";
import { showStatus, statusToJson } from "../../issuer/status/show.ts";
import { readSeconds } from "../../issuer/text/read-seconds.ts";
import { totalsOf } from "../../issuer/status/totals.ts";
import { say, sayAnew, sayJson } from "../../issuer/output/say.ts";

interface StatusArguments {
  readonly coin: string;
  readonly networks: string;
  readonly watch: number;
  /** Seconds. */
  readonly patience: number;
  readonly json: boolean;
}

const status: NewTaskActionFunction<StatusArguments> = ({ coin, networks, watch, patience, json }, hre) =>
  runTask(json, async () => {
    if (watch === 0) return look();
    const pause = readSeconds("--watch", watch);
    return untilStopped(async (signal) => {
      for (;;) {
        const { json: answer, exitCode } = await look();
        if (json) sayJson(answer);
        await sleep(pause, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return { exitCode }; // each look was a document of its own
      }
    });

    /** Opens again each time: a node that was gone may be back. */
    async function look(): Promise<TaskResult> {
      const statuses = await lookAtEach(hre, { coin, networks, patience: patience * 1_000 });
      const totals = totalsOf(statuses);
      const now = Math.floor(Date.now() / 1_000);
      if (!json) (watch > 0 ? sayAnew : say)(...showStatus(statuses, totals, now));
      return {
        json: statusToJson(statuses, totals),
        exitCode: totals.answered === totals.chains ? EXIT.done : EXIT.failed,
      };
    }
  });

export default status;
