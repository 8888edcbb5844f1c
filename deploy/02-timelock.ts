import { ZeroAddress } from "ethers";
import { deployStep } from "./deploy-step.ts";

/** The timelock: default admin and upgrader of everything that follows. Nobody but itself administers it. */
export const timelock = deployStep({
  id: "02-timelock",
  title: "Timelock",
  contract: "timelock",
  args: ({ timelock: { delay, proposers, executors } }) => [
    delay,
    proposers,
    executors.length === 0 ? [ZeroAddress] : executors,
  ],
});
