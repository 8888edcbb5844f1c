/**
 * Carries out an operation, or deploys, on a node at a URL, and kills its own process after the first record that it adds to
 * the journal; ends normally if there is none to add. Started by `npm run faults`.
 */
import hre from "hardhat";
import { deployCoin } from "../../scripts/deploy-coin.ts";
import { openCoin } from "../../issuer/coin/open.ts";
import { fileStore } from "../../issuer/journal/store.ts";
import { operationStore } from "../../issuer/subjects/operation-history.ts";
import { operationNamed } from "../../issuer/operations/operations.ts";
import { operate } from "../../issuer/operations/run.ts";
import type { Trial } from "./trial.ts";

const [network = "", url = "", root = "", text = "null"] = process.argv.slice(2);
const command = JSON.parse(text) as Trial["command"];
const options = {
  root,
  onRecord: (phase: string) => {
    if (phase === "after") process.kill(process.pid, "SIGKILL");
  },
};
const connection = await hre.network.create({ network, override: { url } });
if (command === null) {
  await deployCoin({ connection, artifacts: hre.artifacts, store: fileStore(network, "kgst", options) });
} else {
  const coin = await openCoin(hre, { connection, network, store: fileStore(network, "kgst", { root }) });
  await operate({
    coin,
    operation: operationNamed(command.operation),
    given: command.given,
    store: operationStore(network, "kgst", command.operation, options),
    confirm: () => Promise.resolve(),
  });
}
await connection.close();
