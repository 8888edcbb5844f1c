/**
 * Deploys KGST to the node at a URL with records in a folder, and kills its own process after the first record that it
 * adds to the journal. Ends normally only if there is none to add. Started by the tests of resuming, on either chain.
 */
import hre from "hardhat";
import { deployCoin } from "../../scripts/deploy-coin.ts";
import { fileStore } from "../../scripts/lib/engine/store.ts";

const [url = "", root = "", network = "localhost"] = process.argv.slice(2);
const connection = await hre.network.create({ network, override: { url } });
const store = fileStore(network, "kgst", {
  root,
  onRecord: (phase) => {
    if (phase === "after") process.kill(process.pid, "SIGKILL");
  },
});
await deployCoin({ connection, artifacts: hre.artifacts, store });
await connection.close();
