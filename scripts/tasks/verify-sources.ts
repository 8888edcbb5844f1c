import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { runTask } from "../../issuer/terminal/task.ts";
import { openCoin } from "../../issuer/coin/open.ts";
import { publishSources } from "../../issuer/verification/publish-sources.ts";
import { say } from "../../issuer/output/say.ts";

interface VerifySourcesArguments {
  readonly coin: string;
  readonly json: boolean;
}

const verifySources: NewTaskActionFunction<VerifySourcesArguments> = ({ coin, json }, hre) =>
  runTask(json, async () => {
    const { connection, desired, record, build } = await openCoin(hre, { coin });
    const published = await publishSources(connection.verification.etherscan, desired, record, build, (line) => {
      if (!json) say(line);
    });
    return { json: { published }, exitCode: EXIT.done };
  });

export default verifySources;
