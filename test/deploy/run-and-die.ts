/**
 * Deploys KGST to the node at a URL with records in a folder, and kills its own process after the first record that it
 * adds to the journal. Ends normally only if there is none to add. Started by `resume.test.ts`.
 */
import hre from "hardhat";
import { deployCoin } from "../../scripts/deploy-coin.ts";
import { fileStore } from "../../scripts/lib/engine/store.ts";

const [url = "", root = ""] = process.argv.slice(2);
const connection = await hre.network.create({ network: "localhost", override: { url } });
const store = fileStore("localhost", "kgst", {
  root,
  onRecord: (phase) => {
    if (phase === "after") process.kill(process.pid, "SIGKILL");
  },
});
await deployCoin({ connection, artifacts: hre.artifacts, store });
await connection.close();
