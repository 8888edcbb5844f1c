import { existsSync } from "node:fs";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { OperatorError } from "../errors.ts";
import { keepPrivateFolder } from "../files/private.ts";
import { type ReportFile, signedReport } from "../reports/report-file.ts";
import { refuseBroken } from "./build-report.ts";
import { type Desk, observe, openDesk } from "./desk.ts";
import type { Comparison } from "./compared.ts";
import { compareWithChains } from "./compare.ts";
import { hashEvidence, reportsFolder, signedReports } from "./files.ts";
import type { Observation } from "./observation.ts";
import { readAccounts, splitList } from "./options.ts";
import { type Verdict, judge } from "./rules.ts";
import { type SupplyNeeded, supplyNeeded } from "./supply.ts";

/** Options that every task of the desk has. */
export interface DeskArguments {
  readonly coin: string;
  readonly networks: string;
  readonly assume: string;
  readonly formerBridges: string;
  readonly sameBridges: string;
  readonly folder: string;
  readonly json: boolean;
}

/** A coin on all its chains, with the folder of its reports. */
export interface DeskSession {
  readonly desk: Desk;
  readonly folder: string;
  /** Reads all chains again. */
  readonly observe: (asOf: bigint | null) => Promise<{ readonly observation: Observation; readonly asOf: bigint }>;
}

/** A report file compared with all chains. */
export interface Examined {
  readonly observation: Observation;
  readonly needed: SupplyNeeded;
  /** Of the rules that a report must keep. */
  readonly verdicts: readonly Verdict[];
  /** Of everything else that the file says. */
  readonly comparison: Comparison;
}

/** Opens the coin on all its chains, does something and closes it. */
export async function atDesk<T>(
  hre: HardhatRuntimeEnvironment,
  given: DeskArguments,
  action: (session: DeskSession) => Promise<T>,
): Promise<T> {
  const desk = await openDesk(hre, given);
  try {
    const folder = given.folder === "" ? reportsFolder(desk.coin, desk.desired.network.environment) : given.folder;
    if (given.folder === "" && existsSync(folder)) keepPrivateFolder(folder);
    const formerBridges = readAccounts("--former-bridges", given.formerBridges);
    const sameBridges = splitList(given.sameBridges).map((system) =>
      system.split("=").flatMap((account) => readAccounts("--same-bridges", account)),
    );
    return await action({
      desk,
      folder,
      observe: async (asOf) => {
        const signed = signedReports(folder, desk.desired.tokenId);
        return observe(desk.coins, { assumed: desk.assumed, signed, asOf, formerBridges, sameBridges });
      },
    });
  } finally {
    await desk.close();
  }
}

/**
 * Compares a report file with all chains: the signed report with the rules as the chains are now, and everything else with
 * what the chains say of the blocks that the file names.
 * @param evidence - The auditor's document; empty if it is not here.
 * @throws OperatorError `REPORT_FILE_INVALID` if the file is of another coin.
 */
export async function examine(
  { desk, observe: read }: DeskSession,
  file: ReportFile,
  evidence = "",
): Promise<Examined> {
  const hashed = evidence === "" ? null : hashEvidence(evidence);
  const report = signedReport(file);
  const { observation } = await read(report.asOf);
  const { desired } = desk;
  const first = observation.chains[0];
  const meant = [file.coin, file.environment, file.decimals, file.domain.name, file.domain.version, file.domain.salt];
  const found = [desired.coin, desired.network.environment, first?.terms.decimals];
  const domain = first?.terms.domain;
  if (meant.join() !== [...found, domain?.name, domain?.version, domain?.salt].join()) {
    const message = `The file is for ${meant.join(", ")}; the chains have ${found.join(", ")}, ${String(domain?.salt)}.`;
    throw new OperatorError("REPORT_FILE_INVALID", message);
  }
  const needed = supplyNeeded(observation, report);
  const verdicts = judge({ report, digest: file.digest, observation, needed, symbol: desired.symbol });
  const comparison = await compareWithChains(file, desk.coins, observation, hashed);
  return { observation, needed, verdicts, comparison };
}

/** As {@link examine}, but what does not hold is thrown. */
export async function requireSound(session: DeskSession, file: ReportFile, evidence = ""): Promise<Examined> {
  const examined = await examine(session, file, evidence);
  refuseBroken(examined.verdicts);
  refuseBroken(examined.comparison.verdicts);
  return examined;
}
