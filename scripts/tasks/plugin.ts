import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { ResolvedConfigurationVariable, SensitiveString } from "hardhat/types/config";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { TRONBOX_ARTIFACTS } from "../tronbox-export.ts";
import { operationTasks } from "./operations/tasks.ts";
import { flag, option, text } from "./options.ts";
import { signingTasks } from "./signing.ts";

declare module "hardhat/types/config" {
  interface HardhatUserConfig {
    /**
     * Signers by what they are used for, each a configuration variable with an empty default: `DEPLOYER` deploys, the
     * others sign what their account is asked for. A value is a private key, `aws-kms:<key>` or `ledger:<path>`. They are
     * read one by one, when needed; reading the chain needs none.
     */
    signers?: Record<string, SensitiveString>;
  }
  interface HardhatConfig {
    signers: Record<string, ResolvedConfigurationVariable>;
  }
}

/** What the issuer runs: `npx hardhat <task> --network <name>`. */
export const issuerTasks: HardhatPlugin = {
  id: "issuer-tasks",
  hookHandlers: { config: () => import("./hook-handlers/config.ts") },
  tasks: [
    task("deploy", "Deploy a coin as its file says, or go on where the last run ended")
      .addOption(option.coin)
      .addFlag(flag.dryRun)
      .addFlag(flag.yes)
      .addOption(option.patience)
      .addOption(option.maxFee)
      .addOption(option.priorityFee)
      .addFlag(flag.json)
      .setAction(() => import("./deploy.ts"))
      .build(),
    task("speed-up", "Replace what is sent and not mined by the same with a higher fee; at most one of both is mined")
      .addOption(option.coin)
      .addFlag(flag.dryRun)
      .addFlag(flag.yes)
      .addOption(option.patience)
      .addOption(option.maxFee)
      .addOption(option.priorityFee)
      .addFlag(flag.json)
      .setAction(() => import("./speed-up.ts"))
      .build(),
    task("status", "Show a coin on all its chains side by side")
      .addOption(option.coin)
      .addOption(option.networks)
      .addOption({
        name: "watch",
        description: "Look again every so many seconds until interrupted",
        type: ArgumentType.INT,
        defaultValue: 0,
      })
      .addOption({
        ...option.patience,
        description: "Seconds that each network gets altogether; whatever becomes of it, the others are shown",
        defaultValue: 60,
      })
      .addFlag(flag.json)
      .setAction(() => import("./status.ts"))
      .build(),
    task("verify-deployment", "Compare a coin on all its chains with its file, the build and each other")
      .addOption(option.coin)
      .addOption(option.networks)
      .addFlag(flag.json)
      .setAction(() => import("./verify-deployment.ts"))
      .build(),
    task("verify-sources", "Publish the sources of a deployed coin on the network's explorer")
      .addOption(option.coin)
      .addFlag(flag.json)
      .setAction(() => import("./verify-sources.ts"))
      .build(),
    task("reconcile", "Replay every event of a coin on all its chains and compare it with the chains and the bank")
      .addOption(option.coin)
      .addOption(option.networks)
      .addOption({
        name: "books",
        description: "SQLite file of the books, or :memory: for none; one in books/ if not given",
        defaultValue: "",
      })
      .addFlag({
        name: "fromChains",
        description: "Rebuild the books from the chains, compare the file with them entry by entry, and write none",
      })
      .addFlag({
        name: "fullAudit",
        description: "Audit every event and balance of the books, as is done once a week, not from the last seal on",
      })
      .addOption(text("expect", "Head of an earlier run, or file of --anchor: the history until then must be the same"))
      .addOption(text("signedBy", "Who must have signed the file of --expect"))
      .addOption(text("anchor", "New file that says where the books stand, to be kept elsewhere and given to --expect"))
      .addOption(text("signer", "Sign the anchor with the key of this name in the config's signers"))
      .addFlag({ name: "yes", description: "Do not ask before signing the anchor" })
      .addOption({ name: "bank", description: "The bank's file in CSV, see docs/issuer/books.md", defaultValue: "" })
      .addOption({
        name: "encoding",
        description: "Of the bank's file: windows-1251, utf-16le, koi8-r, ibm866, ...; else its mark, or UTF-8",
        defaultValue: "",
      })
      .addOption({
        name: "since",
        description: "First day whose mints and burns the bank's file has",
        defaultValue: "",
      })
      .addOption({ name: "until", description: "Last day whose mints and burns the bank's file has", defaultValue: "" })
      .addOption({
        name: "sample",
        description: "The most accounts, freezes and references that each chain is asked for, or all; 200 if not given",
        defaultValue: "",
      })
      .addOption({
        name: "bridgePatience",
        description: "How long a burn may wait for its mint on another chain",
        defaultValue: "6h",
      })
      .addFlag(flag.json)
      .setAction(() => import("./reconcile.ts"))
      .build(),
    task("history", "List what was done with a coin, from the journals of this machine; asks no node")
      .addOption(option.coin)
      .addOption({
        ...option.networks,
        description: "Networks with commas between them; all that have journals if not given",
      })
      .addOption(text("since", "From this day or time on, in UTC: 2027-03-01 or 2027-03-01T06:00:00Z"))
      .addOption(text("until", "To the end of this day, or to this time"))
      .addOption(text("account", "Acts that name this account, as receiver, holder or signer"))
      .addOption(text("reference", "Acts under this reference or case, or under this hash"))
      .addOption(text("task", "Names of tasks with commas between them, such as mint,burn"))
      .addFlag({ name: "csv", description: "Print CSV on stdout, and nothing else" })
      .addFlag(flag.json)
      .setAction(() => import("./history.ts"))
      .build(),
    task("tronbox-export", "Write the build's artifacts for `npx tronbox migrate` and `npx tronbox console`")
      .addOption({ name: "folder", description: "Where to write them", defaultValue: TRONBOX_ARTIFACTS })
      .setAction(() => import("./tronbox-export.ts"))
      .build(),
    ...operationTasks,
    ...signingTasks,
  ],
};
