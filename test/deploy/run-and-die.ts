/**
 * Deploys KGST to the node at a URL with records in a folder, and kills its own process once the journal has so many
 * records. Ends normally only if it never has. Started by the tests of resuming, on either chain, as
 * a process of its own; Mocha loads every file of this folder, so it does nothing when it is only imported.
 */
import hre from "hardhat";
import { deployCoin } from "../../scripts/deploy-coin.ts";
import { fileStore } from "../../issuer/journal/store.ts";

async function runAndDie(url: string, root: string, network: string, records: number): Promise<void> {
  const connection = await hre.network.create({ network, override: { url } });
  const store = fileStore(network, "kgst", {
    root,
    onRecord: (phase, { n }) => {
      if (phase === "after" && n === records) process.kill(process.pid, "SIGKILL");
    },
  });
  await deployCoin({ connection, artifacts: hre.artifacts, store });
  await connection.close();
}

if (import.meta.main) {
  const [url = "", root = "", network = "", records = ""] = process.argv.slice(2);
  void runAndDie(url, root, network, Number(records));
}
