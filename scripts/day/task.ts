import { task } from "hardhat/config";

/** `npx hardhat dev day`: a day of the issuer's staff on both embedded chains, command by command. */
export const dayTask = task(
  ["dev", "day"],
  "Play a day of operations on both embedded chains, ending with books without a difference",
)
  .addFlag({ name: "update", description: "Write docs/issuer/day.md" })
  .setAction(() => import("./day.ts"))
  .build();
