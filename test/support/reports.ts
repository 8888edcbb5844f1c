import { type ContractTransactionResponse, type Signer, id } from "ethers";
import type { ReserveReport } from "../../issuer/reports/reserve-report.ts";
import type { IReserveAttestations, ReserveAttestations } from "../../typechain-types/index.js";

/** A system of contracts to which somebody can post. */
interface Posting {
  readonly attestations: ReserveAttestations;
  readonly actors: { readonly relayer: Signer };
}

/** Length of a report's window in seconds, unless a test gives another end. */
const DAY = 86_400n;

/** What a report says in every test; the rest follows from it unless it is given. */
type Given = Pick<ReserveReport, "sequence" | "asOf" | "validFrom" | "allocations"> & Partial<ReserveReport>;

/** The attestor set that signs in every test, unless it is replaced. */
export const EPOCH = 1n;

/** Completes a report: of the first epoch and revision, a window of one day, and reserves for just the supply and all that may be issued. */
export function reportOf(given: Given): ReserveReport {
  const { sequence, validFrom, allocations, supply = 0n } = given;
  const reserves = allocations.reduce((sum, { mintable }) => sum + mintable, supply);
  return {
    epoch: EPOCH,
    revision: 0n,
    validUntil: validFrom + DAY,
    reserves,
    supply,
    evidence: id(`statement ${sequence}`),
    ...given,
  };
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
