import { task } from "hardhat/config";

/** `npx hardhat dev faults`: what happens to an operation when something fails under it. */
export const faultsTask = task(
  ["dev", "faults"],
  "Disturb everything an issuer does on both embedded chains, and count what came of it",
)
  .addFlag({ name: "update", description: "Write docs/audit/faults.md" })
  .addFlag({
    name: "putBack",
    description: "Only put mended faults back into a copy, one by one, and count what they do",
  })
  .addOption({ name: "only", description: "Only faults whose name or place has this text", defaultValue: "" })
  .addOption({ name: "act", description: "Only this operation, or deploy", defaultValue: "" })
  .addOption({
    name: "chain",
    description: "Only this chain, localhost or tronEmbedded, in this process",
    defaultValue: "",
  })
  .addOption({ name: "rows", description: "With --chain: write the figures into this file", defaultValue: "" })
  .setAction(() => import("./faults.ts"))
  .build();
