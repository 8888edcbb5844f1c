import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { Register, writeReportFile } from "../../../issuer/attestation/files.ts";
import { readAccounts } from "../../../issuer/attestation/options.ts";
import { type DeskArguments, type DeskSession, atDesk, requireSound } from "../../../issuer/attestation/at-desk.ts";
import { showExamined, shower } from "../../../issuer/attestation/show.ts";
import { type SigningOptions, giveOut, signFile, takeSignature } from "../../../issuer/attestation/signatures.ts";
import type { Unchecked } from "../../../issuer/attestation/unchecked.ts";
import { confirm } from "../../../issuer/terminal/ask.ts";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { runTask } from "../../../issuer/terminal/task.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { replaceFile } from "../../../issuer/files/durable.ts";
import { type ReportFile, readReportFile } from "../../../issuer/reports/report-file.ts";
import { ConfiguredSigners } from "../../../issuer/signing/configured.ts";
import type { AccountSigner } from "../../../issuer/signing/signer.ts";
import { toJsonText } from "../../../issuer/text/json.ts";
import { say } from "../../../issuer/output/say.ts";

interface SignArguments extends DeskArguments {
  readonly file: string;
  readonly signer: string;
  readonly attestor: string;
  readonly offline: boolean;
  readonly signature: string;
  readonly evidence: string;
  readonly out: string;
  readonly yes: boolean;
}

const sign: NewTaskActionFunction<SignArguments> = (given, hre) =>
  runTask(given.json, async () => {
    const file = readReportFile(given.file);
    return atDesk(hre, given, async (session) => {
      const { observation, needed, verdicts, comparison } = await requireSound(session, file, given.evidence);
      const { unchecked } = comparison;
      const all = [...verdicts, ...comparison.verdicts];
      const shown = showExamined(file, { needed, verdicts: all, unchecked }, shower(session.desk.desired));
      if (!given.json || !given.yes) say(...shown); // nobody is asked for what was not shown
      const options = { chains: observation.chains, register: new Register(session.folder), now: new Date() };
      if (given.offline) return writeTypedData(file, given, options, unchecked);
      if (given.signature !== "") return finish(takeSignature(file, given.signature, options), given, unchecked);
      const signer = await findSigner(hre, session, given);
      if (!given.yes) await confirm(`Sign report ${file.sequence} as ${signer.address} (${signer.place})?`);
      return finish(await signFile(file, signer, options), given, unchecked);
    });
  });

function writeTypedData(
  file: ReportFile,
  { file: path, json, attestor }: SignArguments,
  options: SigningOptions,
  unchecked: readonly Unchecked[],
) {
  const target = `${path.replace(/\.json$/, "")}.typed-data.json`;
  const [account = null] = attestor === "" ? [] : readAccounts("--attestor", attestor);
  replaceFile(target, `${toJsonText(giveOut(file, account, options), 2)}\n`, 0o600);
  if (!json) {
    const whose = account === null ? "Every attestor" : account;
    say("", `Typed data written to ${target}; its digest is ${file.digest}.`);
    say(`${whose} is in the register as if it had signed here: a report that contradicts this one is refused.`);
    say("Sign it (eth_signTypedData_v4), then run the same command with --signature 0x….");
  }
  return { json: { typedData: target, digest: file.digest, unchecked }, exitCode: EXIT.waiting };
}

function finish(file: ReportFile, { file: path, out, json }: SignArguments, unchecked: readonly Unchecked[]) {
  const attestors = file.signatures.map(({ attestor }) => attestor);
  const target = out === "" ? path : out;
  writeReportFile(target, file);
  if (!json) say("", `Signed by ${attestors.length}: ${attestors.join(", ")}. Written to ${target}.`);
  return { json: { file: target, digest: file.digest, attestors, unchecked }, exitCode: EXIT.done };
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
