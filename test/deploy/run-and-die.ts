/**
 * Deploys KGST to the node at a URL with records in a folder, and kills its own process after the first record that it
 * adds to the journal. Ends normally only if there is none to add. Started by the tests of resuming, on either chain, as
 * a process of its own; Mocha loads every file of this folder, so it does nothing when it is only imported.
 */
import hre from "hardhat";
import { deployCoin } from "../../scripts/deploy-coin.ts";
import { fileStore } from "../../issuer/journal/store.ts";

async function runAndDie(url: string, root: string, network: string): Promise<void> {
  const connection = await hre.network.create({ network, override: { url } });
  const store = fileStore(network, "kgst", {
    root,
    onRecord: (phase) => {
      if (phase === "after") process.kill(process.pid, "SIGKILL");
    },
  });
  await deployCoin({ connection, artifacts: hre.artifacts, store });
  await connection.close();
}

if (import.meta.main) {
  const [url = "", root = "", network = "localhost"] = process.argv.slice(2);
  void runAndDie(url, root, network);
}
