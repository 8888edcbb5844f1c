import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { flag, option } from "./options.ts";

const file = { name: "file", description: "A file of bundles/ that ends in .tron.json" } as const;

/** Tasks for those who sign what several must sign. */
export const signingTasks: NonNullable<HardhatPlugin["tasks"]> = [
  task("tron-sign", "Show what a TRON signing file is about, and add a signature to it")
    .addPositionalArgument(file)
    .addOption({ name: "signer", description: "The key to sign with (T…), if several are here", defaultValue: "" })
    .addFlag({ name: "offline", description: "Ask nothing of the network: neither its time nor the permission" })
    .addFlag(flag.yes)
    .addFlag(flag.json)
    .setAction(() => import("./tron-sign.ts"))
    .build(),
  task("tron-merge", "Gather the signatures of copies of one TRON signing file in the first of them")
    .addVariadicArgument({ name: "files", description: "Copies of one file, signed by different keys" })
    .addFlag(flag.json)
    .setAction(() => import("./tron-merge.ts"))
    .build(),
  task("tron-broadcast", "Send a TRON signing file that has enough signatures")
    .addPositionalArgument(file)
    .addFlag(flag.yes)
    .addFlag(flag.json)
    .setAction(() => import("./tron-broadcast.ts"))
    .build(),
  task("safe-hash", "Show what the owners of a Safe sign for a Transaction Builder file, with the hashes to compare")
    .addPositionalArgument({ name: "file", description: "A file of bundles/ that ends in .safe.json" })
    .addOption(option.coin)
    .addOption({ name: "safe", description: "The Safe, if the file does not name it", defaultValue: "" })
    .addOption({
      name: "nonce",
      description: "Nonce of the transaction, if others are queued before it; the Safe's next one if not given",
      type: ArgumentType.INT,
      defaultValue: -1,
    })
    .addOption({ name: "multisend", description: "MultiSendCallOnly, if not the well-known one", defaultValue: "" })
    .addOption({ name: "expect", description: "A SafeTx hash to compare with; fails if it differs", defaultValue: "" })
    .addFlag(flag.json)
    .setAction(() => import("./safe-hash.ts"))
    .build(),
];
