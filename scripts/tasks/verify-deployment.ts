import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { showDrifts } from "../lib/cli/show.ts";
import { EXIT } from "../lib/cli/exit.ts";
import { runTask } from "../lib/cli/task.ts";
import { type Opened, closeEach, openEach } from "../lib/coin/open-each.ts";
import { type Verified, verifyChains } from "../lib/deployment/verify-chains.ts";
import { REMEDIES } from "../lib/errors.ts";
import { say, sayAside } from "../lib/terminal/say.ts";

interface VerifyArguments {
  readonly coin: string;
  readonly networks: string;
  readonly json: boolean;
}

const verify: NewTaskActionFunction<VerifyArguments> = (asked, hre) =>
  runTask(asked.json, async () => {
    const opened = await openEach(hre, asked);
    try {
      const found = await verifyChains(opened);
      if (!asked.json) tell(found, opened);
      return { json: found, exitCode: found.drifts.length === 0 ? EXIT.done : EXIT.failed };
    } finally {
      await closeEach(opened);
    }
  });

function tell({ checked, drifts, notes }: Verified, opened: readonly Opened[]): void {
  const names = opened.map(({ desired }) => desired.network.name).join(", ");
  const where = `${opened[0]?.desired.symbol} on ${names}`;
  for (const { network, note } of notes) sayAside(`${network}: ${note}`);
  if (drifts.length === 0) {
    say(`${where}: ${checked} lines compared, no difference.`);
    return;
  }
  for (const { desired } of opened) {
    const own = drifts.filter(({ network }) => network === desired.network.name);
    if (own.length > 0) say(desired.network.name, ...showDrifts(own, desired.network));
  }
  const between = drifts.filter(({ network }) => network === null);
  if (between.length > 0) say("between the networks", ...showDrifts(between, { platform: "evm" }));
  sayAside(`${where}: ${drifts.length} differences in ${checked} lines. ${REMEDIES.DRIFT}`);
}

export default verify;
