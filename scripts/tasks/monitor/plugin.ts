import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { ResolvedConfigurationVariable, SensitiveString } from "hardhat/types/config";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { option, text } from "../options.ts";

declare module "hardhat/types/config" {
  interface HardhatUserConfig {
    /** Where the monitor posts alerts, and what it signs them with; empty for nowhere and for no signature. */
    monitor?: { readonly webhook: SensitiveString; readonly secret: SensitiveString };
  }
  interface HardhatConfig {
    monitor: { readonly webhook: ResolvedConfigurationVariable; readonly secret: ResolvedConfigurationVariable };
  }
}

/** The monitor: `npx hardhat monitor`. */
export const monitorTasks: HardhatPlugin = {
  id: "monitor-tasks",
  hookHandlers: { config: () => import("./hook-handlers/config.ts") },
  tasks: [
    task("monitor", "Follow a coin on all its chains; alerts as lines of JSON on stdout, and to a webhook")
      .addOption(option.coin)
      .addOption(option.networks)
      .addFlag({ name: "once", description: "Look once and end, for schedulers; exit code 1 if a node is silent" })
      .addFlag({ name: "head", description: "Tell of the newest blocks, not only of final ones" })
      .addOption(text("since", "Where a first run begins: now or deployment", "now"))
      .addOption(text("state", "The file with everything that is remembered; deployments/<coin>.monitor.json"))
      .addOption({
        name: "interval",
        description: "Seconds between two looks",
        type: ArgumentType.INT,
        defaultValue: 15,
      })
      .addOption(text("mintAbove", "Tell of mints of at least so many whole coins"))
      .addOption(text("windowSpent", "Percent of a window's headroom"))
      .addOption(text("bridgeSpent", "Percent of a bridge's capacity"))
      .addOption(text("reportExpires", "So long before the last window ends"))
      .addOption(text("freezeLapses", "So long before a freeze ends by itself"))
      .addOption(text("lag", "Age of the newest block"))
      .addOption(text("unreachable", "So long without an answer"))
      .addOption(text("moveLate", "Age of a move between chains that has not arrived"))
      .addOption(text("verifierSilent", "Age of a final move that the issuer's verifier has not confirmed"))
      .addOption(text("feeAbove", "Percent of what LayerZero usually asks for a move"))
      // What the task does is typed where it is done: the builder does not follow constants as options.
      .setAction(() => import("./monitor.ts"))
      .build(),
  ],
};
