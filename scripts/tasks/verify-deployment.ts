import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { showDrifts } from "../../issuer/terminal/show.ts";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { runTask } from "../../issuer/terminal/task.ts";
import { type Opened, closeEach, openOne, requireDeployed } from "../../issuer/coin/open-each.ts";
import { beginToOpen } from "../../issuer/coin/open.ts";
import { type Verified, verifyChains } from "../../issuer/verification/verify-chains.ts";
import { REMEDIES } from "../../issuer/errors.ts";
import { say, sayAside } from "../../issuer/output/say.ts";

interface VerifyArguments {
  readonly coin: string;
  readonly networks: string;
  readonly json: boolean;
}

const verify: NewTaskActionFunction<VerifyArguments> = (asked, hre) =>
  runTask(asked.json, async () => {
    const opening = (await beginToOpen(hre, asked)).map(openOne);
    const found = await verifyChains(opening, asked.json || opening.length === 1 ? undefined : tellOne);
    const opened = await Promise.all(opening);
    await requireDeployed(opened);
    try {
      if (!asked.json) tell(found, opened);
      return { json: found, exitCode: found.drifts.length === 0 ? EXIT.done : EXIT.failed };
    } finally {
      await closeEach(opened);
    }
  });

/** At once, on stderr: a network that does not answer keeps nobody from hearing of the others. */
function tellOne(network: string, { checked, drifts }: Pick<Verified, "checked" | "drifts">): void {
  sayAside(
    `${network}: ${drifts.length === 0 ? "no difference" : `${drifts.length} differences`} in ${checked} lines.`,
  );
}

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
