import { emptyTask, task } from "hardhat/config";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { flag, option, text } from "../options.ts";

/** What every task of the desk takes. */
const common = [
  option.coin,
  option.networks,
  text("assume", "For chains that cannot be read: NETWORK=SUPPLY, the most whole coins that can be outstanding there"),
  text("formerBridges", "Bridges that have lost their role, with commas between them; their books still count"),
  text("sameBridges", "One bridge under several addresses: ADDRESS=ADDRESS; others with commas between them"),
  text("folder", "Where reports and the register of signatures are kept; reports/<coin>-<environment> if not given"),
] as const;

type Builder = ReturnType<typeof task>;

/** What a task does is typed where it is done: the builder cannot follow options that are added in a loop. */
function deskTask(name: string, description: string): Builder {
  return common.reduce<Builder>((built, entry) => built.addOption(entry), task(["attest", name], description));
}

const out = text("out", "The file to write; next to the others of the folder if not given");

/** The attestation desk: `npx hardhat attest <task>`. */
export const attestTasks: HardhatPlugin = {
  id: "attest-tasks",
  tasks: [
    emptyTask("attest", "Reserve reports: build, sign, merge, submit, show, check").build(),
    deskTask("build", "Build the next reserve report from all chains of the coin")
      .addOption(text("reserves", "What the bank's statement says, in whole coins"))
      .addOption(text("payoutsOwed", "Of that, what is owed for burned tokens and not paid out, in whole coins", "0"))
      .addOption(text("evidence", "The auditor's document; its SHA-256 goes into the report"))
      .addOption(text("asOf", "When the reserves were counted, in UTC; the oldest block that is read if not given"))
      .addOption(text("validFrom", "When the window begins; when every other one has ended if not given"))
      .addOption(text("window", "How long it lasts", "24h"))
      .addOption(text("allocate", "Headroom in whole coins: NETWORK=AMOUNT, with commas between them"))
      .addOption(text("shares", "Or shares of all that is free: NETWORK=NUMBER, with commas between them"))
      .addOption(text("keep", "With --shares: whole coins that are not given out", "0"))
      .addOption(text("sequence", "Number of the report; the one after the last of all chains if not given"))
      .addOption(text("revise", "Number of a report to replace by one that only lowers it, with the same window"))
      .addOption(text("description", "A sentence for those who read the file"))
      .addOption(out)
      .addFlag(flag.json)
      .setAction(() => import("./build.ts") as Promise<never>)
      .build(),
    deskTask("sign", "Check a report against all chains and sign it as an attestor")
      .addPositionalArgument({ name: "file", description: "The report file" })
      .addOption(text("signer", "Which entry of `signers` signs", "ATTESTOR"))
      .addOption(
        text("attestor", "Or the attestor's address, found among all keys at hand; with --offline who will sign"),
      )
      .addOption(text("evidence", "The auditor's document, to be hashed and compared before you are asked"))
      .addFlag({ name: "offline", description: "Write the typed data, to be signed elsewhere" })
      .addOption(text("signature", "Take the signature that was made elsewhere: 65 bytes in hex"))
      .addOption(out)
      .addFlag(flag.yes)
      .addFlag(flag.json)
      .setAction(() => import("./sign.ts") as Promise<never>)
      .build(),
    deskTask("merge", "Put the signatures of one report into one file")
      .addVariadicArgument({ name: "files", description: "Files of the same report" })
      .addOption(out)
      .addFlag(flag.json)
      .setAction(() => import("./merge.ts") as Promise<never>)
      .build(),
    deskTask("submit", "Post a signed report to every chain of the coin, once each")
      .addPositionalArgument({ name: "file", description: "The report file" })
      .addFlag({ name: "all", description: "To every chain; otherwise name them with --networks" })
      .addOption(text("from", "The account that sends and pays; the deployer's if not given"))
      .addFlag(flag.dryRun)
      .addFlag(flag.yes)
      .addOption(option.patience)
      .addOption(option.maxFee)
      .addOption(option.priorityFee)
      .addFlag(flag.json)
      .setAction(() => import("./submit.ts") as Promise<never>)
      .build(),
    deskTask("show", "Show the current and the next window on all chains")
      .addFlag(flag.json)
      .setAction(() => import("./show.ts") as Promise<never>)
      .build(),
    deskTask("check", "Recompute a report from all chains; fails on anything that does not hold")
      .addPositionalArgument({ name: "file", description: "The report file" })
      .addOption(text("evidence", "The auditor's document, to be hashed and compared"))
      .addFlag(flag.json)
      .setAction(() => import("./check.ts") as Promise<never>)
      .build(),
  ],
};
