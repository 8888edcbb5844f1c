import type { ContractTransactionResponse, Signer } from "ethers";
import type { ReserveReport } from "../../issuer/reports/reserve-report.ts";
import type { IReserveAttestations, ReserveAttestations } from "../../typechain-types/index.js";

/** A system of contracts to which somebody can post. */
interface Posting {
  readonly attestations: ReserveAttestations;
  readonly actors: { readonly relayer: Signer };
}

/** A report as typechain's calls take it. */
export function asStruct(report: ReserveReport): IReserveAttestations.ReserveReportStruct {
  return { ...report, allocations: [...report.allocations] };
}

/** Posts a report with the signatures given, as anyone may. */
export async function submit(
  system: Posting,
  report: ReserveReport,
  signatures: readonly string[],
): Promise<ContractTransactionResponse> {
  return await system.attestations.connect(system.actors.relayer).submit(asStruct(report), [...signatures]);
}
