import { deployStep } from "./deploy-step.ts";

/** The implementation of the issuer plane, locked. */
export const controls = deployStep({
  id: "04-controls",
  title: "Issuer controls",
  contract: "controls",
  args: () => [],
});
