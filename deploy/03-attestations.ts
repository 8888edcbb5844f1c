import { addressOf } from "../issuer/model/plan.ts";
import { deployStep } from "./deploy-step.ts";

/** The reserve attestations, governed by the timelock. */
export const attestations = deployStep({
  id: "03-attestations",
  title: "Reserve attestations",
  contract: "attestations",
  args: ({ name, tokenId, decimals, attestation, adminDelay, roles, previousReport }, addresses) => [
    {
      name,
      tokenId,
      decimals,
      maximumWindow: attestation.maximumWindow,
      maximumAge: attestation.maximumAge,
      epoch: previousReport.epoch,
      attestors: attestation.attestors,
      threshold: attestation.threshold,
      defaultAdmin: addressOf(addresses, "timelock"),
      defaultAdminDelay: adminDelay,
      guardians: attestation.guardians,
      council: roles.COUNCIL.map((holder) => (holder === "timelock" ? addressOf(addresses, "timelock") : holder)),
      previousSequence: previousReport.sequence,
      previousValidUntil: previousReport.validUntil,
    },
  ],
});
