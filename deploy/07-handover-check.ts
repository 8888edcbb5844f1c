import { expectedState } from "../scripts/lib/deployment/expected-state.ts";
import { type LiveState, compareStates } from "../scripts/lib/deployment/lines.ts";
import { readLiveState } from "../scripts/lib/deployment/live-state.ts";
import { NOTHING, type Step, addressOf } from "../scripts/lib/engine/plan.ts";

/**
 * Proves from the chain that the coin is as configured and that the deployer holds nothing: code, parameters, every
 * role's members, the default admin, nothing pending. Plans nothing; refuses if anything differs.
 */
export const handoverCheck: Step<{ readonly expected: LiveState; readonly actual: LiveState }> = {
  id: "07-handover-check",
  title: "Handover check",
  needs: ["timelock", "attestations", "controls", "token"],
  async observe(view) {
    const addresses = {
      timelock: addressOf(view.addresses, "timelock"),
      attestations: addressOf(view.addresses, "attestations"),
      controls: addressOf(view.addresses, "controls"),
      token: addressOf(view.addresses, "token"),
    };
    return {
      expected: expectedState(view.desired, addresses, view.build),
      actual: await readLiveState(view.chain, view.desired, addresses, view.build, view.deployer),
    };
  },
  plan(_desired, { state }) {
    if (state === undefined) return NOTHING;
    const drifts = compareStates(state.expected, state.actual);
    const problems = drifts.map(({ path, expected, actual }) => ({
      code: "HANDOVER_INCOMPLETE" as const,
      message: `${path}: expected ${expected}, the chain has ${actual}`,
    }));
    return { actions: [], problems };
  },
};
