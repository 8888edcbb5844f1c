import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import { VERSIONS } from "./vm/rules.ts";

/** `npx hardhat tron-node`: serves an embedded TRON node until it is interrupted. */
export const tronNodeTask = task("tron-node", "Start an embedded TRON node with java-tron's HTTP API")
  .addOption({
    name: "hostname",
    description: "Interface to listen on",
    type: ArgumentType.STRING,
    defaultValue: "127.0.0.1",
  })
  .addOption({ name: "port", description: "Port to listen on", type: ArgumentType.INT, defaultValue: 9090 })
  .addOption({
    name: "rules",
    description: `java-tron release whose rules hold: ${VERSIONS.join(" or ")}`,
    type: ArgumentType.STRING,
    defaultValue: VERSIONS[VERSIONS.length - 1] ?? "",
  })
  .addOption({
    name: "chainId",
    description: "Chain id: a number, mainnet, nile or shasta (default: that of the node's own genesis)",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .addOption({
    name: "blockTime",
    description: "Seconds between blocks; 0 makes a block for each transaction",
    type: ArgumentType.INT,
    defaultValue: 0,
  })
  .addOption({ name: "accounts", description: "Number of funded accounts", type: ArgumentType.INT, defaultValue: 10 })
  .setAction(() => import("./task-action.ts"))
  .build();
