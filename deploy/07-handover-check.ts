import { type Verification, verifyCoin } from "../issuer/verification/verify.ts";
import { NOTHING } from "../issuer/model/plan.ts";
import type { Step } from "../issuer/engine/step.ts";

/**
 * Proves from the chain that the coin is as configured and that the deployer holds nothing: code, parameters, every
 * role's members, the default admin, nothing pending. Plans nothing; refuses if anything differs.
 */
export const handoverCheck: Step<Verification> = {
  id: "07-handover-check",
  title: "Handover check",
  refusal: "HANDOVER_INCOMPLETE",
  needs: ["timelock", "attestations", "controls", "token"],
  observe: ({ chain, desired, record, build }) => verifyCoin(chain, desired, record, build),
  plan(_desired, { state }) {
    if (state === undefined) return NOTHING;
    const problems = state.drifts.map(({ path, expected, actual }) => ({
      code: "HANDOVER_INCOMPLETE" as const,
      message: `${path}: expected ${expected}, the chain has ${actual}`,
    }));
    return { actions: [], problems };
  },
};
