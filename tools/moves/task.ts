import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";

/** `npx hardhat dev moves`: the coin goes to and fro while workers die. */
export const movesTask = task(
  ["dev", "moves"],
  "Move the coin between both embedded chains while workers die and stop at random, and compare all books",
)
  .addOption({ name: "moves", description: "How many", type: ArgumentType.INT, defaultValue: 1_000 })
  .addOption({ name: "seed", description: "Of what is random", type: ArgumentType.INT, defaultValue: 20_261_130 })
  .addFlag({ name: "update", description: "Write docs/audit/moves.md" })
  .setAction(() => import("./moves.ts"))
  .build();
