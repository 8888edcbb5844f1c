import { ZeroAddress } from "ethers";
import { deployStep } from "./deploy-step.ts";

/** The timelock: default admin and upgrader of everything that follows. Nobody but itself administers it. */
export const timelock = deployStep({
  id: "02-timelock",
  title: "Timelock",
  contract: "timelock",
  args: ({ timelock: { delays, proposers, executors } }) => [
    { upgrade: delays.upgrade, roles: delays.roles, attestors: delays.attestors },
    proposers,
    executors.length === 0 ? [ZeroAddress] : executors,
  ],
});
