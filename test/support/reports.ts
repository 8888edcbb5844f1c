import type { ContractTransactionResponse } from "ethers";
import type { ReserveReport } from "../../scripts/lib/reports/reserve-report.ts";
import type { IReserveAttestations } from "../../typechain-types/index.js";
import type { System } from "./system.ts";

/** A report as typechain's calls take it. */
export function asStruct(report: ReserveReport): IReserveAttestations.ReserveReportStruct {
  return { ...report, allocations: [...report.allocations] };
}

/** Posts a report with the signatures given, as anyone may. */
export async function submit(
  system: System,
  report: ReserveReport,
  signatures: readonly string[],
): Promise<ContractTransactionResponse> {
  return await system.attestations.connect(system.actors.relayer).submit(asStruct(report), [...signatures]);
}
