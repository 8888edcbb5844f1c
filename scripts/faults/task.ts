import { task } from "hardhat/config";

/** `hardhat faults`: what becomes of an operation when something fails under it. */
export const faultsTask = task(
  "faults",
  "Disturbs issuance in every way on both embedded chains, and counts what came of it",
)
  .addFlag({ name: "update", description: "Write docs/FAULTS.md" })
  .setAction(() => import("./faults.ts"))
  .build();
