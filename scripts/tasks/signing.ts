import { task } from "hardhat/config";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { flag } from "./options.ts";

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
];
