import { join } from "node:path";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { buildReport } from "../../lib/attest/build-report.ts";
import { draftName, hashEvidence, writeReportFile } from "../../lib/attest/files.ts";
import { readAmount, readDivision, readDuration, readMoment } from "../../lib/attest/options.ts";
import { type DeskArguments, atDesk } from "../../lib/attest/session.ts";
import { showReport, showSupply, shower } from "../../lib/attest/show.ts";
import { toFile } from "../../lib/attest/to-file.ts";
import { EXIT } from "../../lib/cli/exit.ts";
import { runTask } from "../../lib/cli/task.ts";
import { chosenCoin } from "../../lib/coin/chosen-coin.ts";
import { loadCoin } from "../../lib/config/load.ts";
import { OperatorError } from "../../lib/errors.ts";
import { readField } from "../../lib/text/parse-error.ts";
import { parsePlainText } from "../../lib/text/plain-text.ts";
import { say } from "../../lib/terminal/say.ts";

interface BuildArguments extends DeskArguments {
  readonly reserves: string;
  readonly payoutsOwed: string;
  readonly evidence: string;
  readonly asOf: string;
  readonly validFrom: string;
  readonly window: string;
  readonly allocate: string;
  readonly shares: string;
  readonly keep: string;
  readonly sequence: string;
  readonly description: string;
  readonly out: string;
}

const build: NewTaskActionFunction<BuildArguments> = (given, hre) =>
  runTask(given.json, async () => {
    // Whatever is wrong with the options shows before a node is needed.
    const { decimals } = await loadCoin(await chosenCoin(hre, given.coin));
    const description = readField("ARGUMENT_INVALID", "--description", () => parsePlainText(given.description));
    const { document, hash } = hashEvidence(given.evidence);
    const asked = readMoment("--as-of", given.asOf);
    const statement = readAmount("--reserves", given.reserves, decimals);
    const payoutsOwed = readAmount("--payouts-owed", given.payoutsOwed, decimals);
    const request = {
      statement,
      payoutsOwed,
      validFrom: readMoment("--valid-from", given.validFrom),
      length: readDuration("--window", given.window),
      sequence: readSequence(given.sequence),
      evidence: hash,
      division: readDivision(given, decimals),
    };
    return atDesk(hre, given, async ({ desk, folder, observe }) => {
      const { symbol, network } = desk.desired;
      const { observation, asOf } = await observe(asked);
      const built = buildReport(observation, { ...request, symbol, asOf });
      const context = { coin: desk.coin, environment: network.environment, symbol, statement, payoutsOwed, document };
      const file = toFile(built, observation, { ...context, description });
      const path = given.out === "" ? join(folder, draftName(built.report.sequence)) : given.out;
      writeReportFile(path, file);
      if (!given.json) {
        const show = shower(desk.desired);
        say(...showSupply(built.needed, show), "", ...showReport(file, show));
        say("", `${built.verdicts.length} rules are kept. Written to ${path}; attestors check and sign it next.`);
      }
      return { json: { file: path, report: file, verdicts: built.verdicts }, exitCode: EXIT.done };
    });
  });

function readSequence(text: string): bigint | null {
  if (text === "") return null;
  if (/^[1-9]\d{0,15}$/.test(text)) return BigInt(text);
  throw new OperatorError("ARGUMENT_INVALID", `--sequence "${text}" is no whole number above zero.`);
}

export default build;
