import { join } from "node:path";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { buildReport, requireKnown } from "../../../issuer/attestation/build-report.ts";
import { draftName, hashEvidence, writeReportFile } from "../../../issuer/attestation/files.ts";
import { readDivision } from "../../../issuer/attestation/options.ts";
import { type DeskArguments, type DeskSession, atDesk } from "../../../issuer/attestation/at-desk.ts";
import { showReport, showSupply, shower } from "../../../issuer/attestation/show.ts";
import { toFile } from "../../../issuer/attestation/to-file.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { runTask } from "../../../issuer/terminal/task.ts";
import { chosenCoin } from "../../../issuer/coin/chosen-coin.ts";
import { loadCoin } from "../../../issuer/coin-file/load.ts";
import { readField } from "../../../issuer/text/parse-error.ts";
import { readOption } from "../../../issuer/text/read-option.ts";
import { parsePlainText } from "../../../issuer/text/plain-text.ts";
import { say } from "../../../issuer/output/say.ts";

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
  readonly revise: string;
  readonly description: string;
  readonly out: string;
}

/** Numbers that a report may have: a number far ahead would use up all between. */
const SEQUENCES = { least: 1n, most: 10n ** 16n - 1n };

const build: NewTaskActionFunction<BuildArguments> = (given, hre) =>
  runTask(given.json, async () => {
    // Whatever is wrong with the options shows before a node is needed.
    const { decimals } = await loadCoin(await chosenCoin(hre, given.coin));
    const description = readField("ARGUMENT_INVALID", "--description", () => parsePlainText(given.description));
    const { document, hash } = hashEvidence(given.evidence);
    const asked = momentOf("--as-of", given.asOf);
    const statement = readOption.sum("--reserves", given.reserves, decimals);
    const payoutsOwed = readOption.sum("--payouts-owed", given.payoutsOwed, decimals);
    const request = {
      statement,
      payoutsOwed,
      validFrom: momentOf("--valid-from", given.validFrom),
      length: readOption.duration("--window", given.window),
      sequence: given.sequence === "" ? null : readOption.whole("--sequence", given.sequence, SEQUENCES),
      revises: readRevised(given),
      evidence: hash,
      division: readDivision(given, decimals),
    };
    return atDesk(hre, given, async ({ desk, folder, observe }) => {
      const { symbol, network } = desk.desired;
      const counted = request.revises === null ? asked : await countOf(observe, request.revises);
      const { observation, asOf } = await observe(counted);
      const built = buildReport(observation, { ...request, symbol, asOf });
      const context = { coin: desk.coin, environment: network.environment, symbol, statement, payoutsOwed, document };
      const file = toFile(built, observation, { ...context, description });
      const path = given.out === "" ? join(folder, draftName(built.report.sequence, built.report.revision)) : given.out;
      writeReportFile(path, file);
      if (!given.json) {
        const show = shower(desk.desired);
        say(...showSupply(built.needed, show), "", ...showReport(file, show));
        say("", `${built.verdicts.length} rules are kept. Written to ${path}; attestors check and sign it next.`);
      }
      return { json: { file: path, report: file, verdicts: built.verdicts }, exitCode: EXIT.done };
    });
  });

/** What a revision takes over from the report that it lowers cannot be given. */
function readRevised(given: BuildArguments): bigint | null {
  if (given.revise === "") return null;
  const excluded = (["asOf", "validFrom", "sequence"] as const).filter((name) => given[name] !== "");
  if (excluded.length > 0) {
    const options = excluded.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    const message = `--revise takes ${options.join(", ")} from the report that it lowers.`;
    throw new OperatorError("ARGUMENT_INVALID", message);
  }
  return readOption.whole("--revise", given.revise, SEQUENCES);
}

/** When the reserves of an earlier report were counted. */
async function countOf(observe: DeskSession["observe"], sequence: bigint): Promise<bigint> {
  const { observation } = await observe(null);
  return requireKnown(observation, sequence).asOf;
}

/** Null for what was not given. */
function momentOf(option: string, text: string): bigint | null {
  return text === "" ? null : BigInt(readOption.moment(option, text));
}

export default build;
