/** The service: watches both chains for deposits, keeps them, and tells a webhook. May be killed and started again at any time. */
import { setTimeout as sleep } from "node:timers/promises";
import { openProviders, setting, watched } from "./settings.js";
import { Store } from "./store.js";
import { watchOnce } from "./watch.js";
import { deliver } from "./webhook.js";

const store = new Store(setting("DEPOSITS_FILE"));
const chains = watched(openProviders(), {
  bnb: Number(process.env["DEPOSITS_BNB_START"] ?? "0"),
  tron: Number(process.env["DEPOSITS_TRON_START"] ?? "0"),
});
const pause = Number(process.env["DEPOSITS_PAUSE"] ?? "3000");
const [url, secret] = [setting("DEPOSITS_WEBHOOK"), setting("DEPOSITS_SECRET")];

for (;;) {
  for (const chain of chains) await watchOnce(store, chain);
  await deliver(store, url, secret).catch((error: unknown) => {
    console.error(`The webhook did not answer: ${String(error)}`);
  });
  await sleep(pause);
}
