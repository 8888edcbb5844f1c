import { addressOf } from "../issuer/model/plan.ts";
import { deployStep } from "./deploy-step.ts";

/** The reserve attestations, governed by the timelock. */
export const attestations = deployStep({
  id: "03-attestations",
  title: "Reserve attestations",
  contract: "attestations",
  args: ({ name, tokenId, decimals, attestation, adminDelay, previousReport }, addresses) => [
    {
      name,
      tokenId,
      decimals,
      maximumWindow: attestation.maximumWindow,
      attestors: attestation.attestors,
      threshold: attestation.threshold,
      defaultAdmin: addressOf(addresses, "timelock"),
      defaultAdminDelay: adminDelay,
      guardians: attestation.guardians,
      previousSequence: previousReport.sequence,
      previousValidUntil: previousReport.validUntil,
    },
  ],
});
