import type { HardhatPlugin } from "hardhat/types/plugins";

/**
 * Configuration variables on a machine where nobody types: from systemd's credentials, before the keystore is asked; and
 * the keystore's password from a file or a file descriptor. Stands behind the keystore in the list of plugins, since
 * Hardhat asks the last one first.
 */
export const secretSources: HardhatPlugin = {
  id: "secret-sources",
  hookHandlers: {
    configurationVariables: () => import("./variables.ts"),
    userInterruptions: () => import("./password.ts"),
  },
};
