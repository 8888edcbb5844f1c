import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { Register, writeReportFile } from "../../lib/attest/files.ts";
import { readAccounts } from "../../lib/attest/options.ts";
import { type DeskArguments, type DeskSession, atDesk, requireSound } from "../../lib/attest/session.ts";
import { showReport, showSupply, showVerdicts, shower } from "../../lib/attest/show.ts";
import { signFile, typedData, withSignature } from "../../lib/attest/signatures.ts";
import { confirm } from "../../lib/cli/ask.ts";
import { EXIT } from "../../lib/cli/exit.ts";
import { runTask } from "../../lib/cli/task.ts";
import { OperatorError } from "../../lib/errors.ts";
import { replaceFile } from "../../lib/files/durable.ts";
import { type ReportFile, readReportFile } from "../../lib/reports/report-file.ts";
import { ConfiguredSigners } from "../../lib/signers/configured.ts";
import type { AccountSigner } from "../../lib/signers/signer.ts";

interface SignArguments extends DeskArguments {
  readonly file: string;
  readonly signer: string;
  readonly attestor: string;
  readonly offline: boolean;
  readonly signature: string;
  readonly out: string;
  readonly yes: boolean;
}

const sign: NewTaskActionFunction<SignArguments> = (given, hre) =>
  runTask(given.json, async () => {
    const file = readReportFile(given.file);
    return atDesk(hre, given, async (session) => {
      const { observation, needed, verdicts } = await requireSound(session, file);
      if (!given.json) {
        const show = shower(session.desk.desired);
        console.log([showReport(file, show), showSupply(needed, show), showVerdicts(verdicts)].join("\n\n"));
      }
      if (given.offline) return writeTypedData(file, given);
      const { chains } = observation;
      if (given.signature !== "") return finish(withSignature(file, given.signature, chains), given);
      const signer = await findSigner(hre, session, given);
      if (!given.yes) await confirm(`Sign report ${file.sequence} as ${signer.address} (${signer.place})?`);
      const register = new Register(session.folder);
      return finish(await signFile(file, signer, { chains, register, now: new Date() }), given);
    });
  });

function writeTypedData(file: ReportFile, { file: path, json }: SignArguments) {
  const target = `${path.replace(/\.json$/, "")}.typed-data.json`;
  replaceFile(target, `${JSON.stringify(typedData(file), null, 2)}\n`);
  if (!json) {
    console.log(`\nTyped data written to ${target}; its digest is ${file.digest}.`);
    console.log("Sign it (eth_signTypedData_v4), then run the same command with --signature 0x….");
  }
  return { json: { typedData: target, digest: file.digest }, exitCode: EXIT.waiting };
}

function finish(file: ReportFile, { file: path, out, json }: SignArguments) {
  const attestors = file.signatures.map(({ attestor }) => attestor);
  const target = out === "" ? path : out;
  writeReportFile(target, file);
  if (!json) console.log(`\nSigned by ${attestors.length}: ${attestors.join(", ")}. Written to ${target}.`);
  return { json: { file: target, digest: file.digest, attestors }, exitCode: EXIT.done };
}

async function findSigner(
  hre: HardhatRuntimeEnvironment,
  { desk }: DeskSession,
  { signer: name, attestor }: SignArguments,
): Promise<AccountSigner> {
  const configured = new ConfiguredSigners(hre.config.signers, null);
  if (attestor === "") {
    const signer = await configured.named(name);
    if (signer !== null) return signer;
    throw new OperatorError("SIGNER_MISSING", `There is no key under signers.${name}.`, {
      remedy: `Store it with \`npx hardhat keystore set ${name}_PRIVATE_KEY\`, or sign elsewhere with --offline.`,
    });
  }
  const [account = ""] = readAccounts("--attestor", attestor);
  for (const { keys } of desk.coins) {
    const signer = await keys.find(account);
    if (signer !== null) return signer;
  }
  const signer = await configured.find(account);
  if (signer !== null) return signer;
  throw new OperatorError("SIGNER_MISSING", `The key of ${account} is not here; sign elsewhere with --offline.`);
}

export default sign;
