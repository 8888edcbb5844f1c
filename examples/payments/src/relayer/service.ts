/** The relayer as a service. May be killed at any time; several run on one database file. */
import { setting } from "../settings.js";
import { Journal } from "./journal.js";
import { openBnb, openTron } from "./rails.js";
import { Relayer } from "./relayer.js";
import { serveRelayer } from "./server.js";

const key = setting("KGST_RELAYER_KEY");
const rails = await Promise.all([
  openBnb({ url: setting("KGST_BNB_RPC"), token: setting("KGST_BNB_TOKEN"), key, names: ["bsc"] }),
  openTron({ url: setting("KGST_TRON_URL"), token: setting("KGST_TRON_TOKEN"), key, names: ["tron"] }),
]);
const journal = new Journal(setting("RELAYER_FILE"));
const relayer = new Relayer(rails, journal, {
  perPayer: Number(process.env["RELAYER_PER_PAYER"] ?? "100"),
  perDay: Number(process.env["RELAYER_PER_DAY"] ?? "10000"),
});
await relayer.resume();
// What another instance has left behind is found here, too.
setInterval(() => void relayer.resume().catch(() => undefined), 5_000);
const server = serveRelayer(relayer, journal);
server.listen(Number(process.env["RELAYER_PORT"] ?? "0"), "127.0.0.1", () => {
  const address = server.address();
  console.log(`listening on ${typeof address === "object" && address !== null ? address.port : ""}`);
});
