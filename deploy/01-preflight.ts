import { checkDesired } from "../issuer/coin-file/checks.ts";
import type { Step } from "../issuer/engine/step.ts";
import type { Problem } from "../issuer/errors.ts";

/** The chain and the deployer before anything is sent. */
export interface Surroundings {
  readonly isWholeBuild: boolean;
  readonly chainId: bigint;
  readonly balance: bigint;
  /** Services of the node that are needed later and cannot be used, one sentence each. */
  readonly missingServices: readonly string[];
}

/** Refuses unsafe configurations, the wrong chain and a node that lacks what later steps need. Plans nothing. */
export const preflight: Step<Surroundings> = {
  id: "01-preflight",
  title: "Preflight",
  refusal: "PREFLIGHT_REFUSED",
  needs: [],
  async observe({ chain, deployer, build: { isWhole: isWholeBuild } }) {
    const [chainId, balance] = await Promise.all([chain.chainId(), chain.balance(deployer)]);
    const missingServices = (await chain.missingServices?.()) ?? [];
    return { isWholeBuild, chainId, balance, missingServices };
  },
  plan(desired, { deployer, state }) {
    const problems: Problem[] = checkDesired(desired, deployer);
    const { network } = desired;
    if (state !== undefined && state.chainId !== network.chainId) {
      const message = `${network.name} is chain ${network.chainId} in the coin's file, but the node says ${state.chainId}.`;
      problems.push({ code: "CHAIN_MISMATCH", message });
    }
    for (const message of state?.missingServices ?? []) problems.push({ code: "TRON_SERVICE_MISSING", message });
    if (state?.isWholeBuild === false && network.environment !== "development") {
      problems.push({ code: "BUILD_MIXED", message: "The contracts come from more than one compiler run." });
    }
    return { actions: [], problems };
  },
};
