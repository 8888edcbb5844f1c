import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";

/** `npx hardhat dev bench`: measures what the token costs, compared with its peers. */
export const benchTask = task(
  ["dev", "bench"],
  "Measure the gas and energy of the token's operations compared with its peers'",
)
  .addOption({
    name: "json",
    description: "Also write the costs to this file",
    type: ArgumentType.FILE_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .addFlag({ name: "check", description: "Fail when a cost differs from tools/bench/snapshot.json" })
  .addFlag({ name: "update", description: "Write the costs to tools/bench/snapshot.json" })
  .setAction(() => import("./run.ts"))
  .build();
