/**
 * Issues against deposits on a node at a URL, and kills its own process after the first record that it adds to the
 * journal; ends normally if there is none to add. Started by `npm run faults`.
 */
import hre from "hardhat";
import { openCoin } from "../lib/coin/open.ts";
import { fileStore } from "../lib/engine/store.ts";
import { operationStore } from "../lib/operations/ledger.ts";
import { operationNamed } from "../lib/operations/operations.ts";
import { operate } from "../lib/operations/run.ts";
import type { Given } from "../lib/operations/operation.ts";

const [network = "", url = "", root = "", given = "{}"] = process.argv.slice(2);
const connection = await hre.network.create({ network, override: { url } });
const coin = await openCoin(hre, { connection, network, store: fileStore(network, "kgst", { root }) });
const store = operationStore(network, "kgst", "mint", {
  root,
  onRecord: (phase) => {
    if (phase === "after") process.kill(process.pid, "SIGKILL");
  },
});
await operate({
  coin,
  operation: operationNamed("mint"),
  given: JSON.parse(given) as Given,
  store,
  confirm: () => Promise.resolve(),
});
await connection.close();
