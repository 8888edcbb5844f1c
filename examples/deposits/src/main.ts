/** Tries the service: payments on both chains, blocks that are replaced, and a service that is killed again and again. */
import assert from "node:assert/strict";
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { connectToken, formatAmount, readUnit } from "@kgst/integration";
import { tronSigner } from "@kgst/integration/tron/provider";
import { Wallet, encodeBytes32String } from "ethers";
import { CUSTOMERS, openProviders, setting } from "./settings.js";
import { Store } from "./store.js";
import { SIGNATURE, isGenuine } from "./webhook.js";

const ROUNDS = 12;
const LAG = 5;
const SECRET = "a secret of both sides";

const providers = openProviders();
const { bnb, tron } = providers;
const key = setting("KGST_PAYER_KEY");
const chains = [
  {
    chain: "bnb",
    token: connectToken(setting("KGST_BNB_TOKEN"), new Wallet(key, bnb)),
    provider: bnb,
    control: (method: string, ...params: unknown[]) => post(setting("KGST_BNB_RPC"), method, params),
  },
  {
    chain: "tron",
    token: connectToken(setting("KGST_TRON_TOKEN"), tronSigner(key, tron)),
    provider: tron,
    control: (method: string, ...params: unknown[]) => post(`${setting("KGST_TRON_URL")}/tre`, method, params),
  },
] as const;

/** The exchange's other systems: they fail at times, and keep each notice once. */
const seen = new Map<string, number>();
const memos = new Map<string, string | null>();
let asked = 0;
const receiver = createServer((request, response) => {
  void (async () => {
    const body = await text(request);
    asked += 1;
    const genuine = isGenuine(SECRET, String(request.headers[SIGNATURE]), body, Date.now() / 1_000);
    const refuses = !genuine || asked % 5 === 0;
    if (!refuses) {
      const { id, memo } = JSON.parse(body) as { id: string; memo: string | null };
      seen.set(id, (seen.get(id) ?? 0) + 1);
      memos.set(id, memo);
    }
    response.writeHead(refuses ? 503 : 200).end();
  })();
});
await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const folder = mkdtempSync(join(tmpdir(), "kgst-deposits-"));
const file = join(folder, "deposits.sqlite");
const env = {
  ...process.env,
  DEPOSITS_FILE: file,
  DEPOSITS_WEBHOOK: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
  DEPOSITS_SECRET: SECRET,
  DEPOSITS_PAUSE: "50",
  DEPOSITS_BNB_START: String(await bnb.getBlockNumber()),
  DEPOSITS_TRON_START: String(await tron.getBlockNumber()),
};
const before = await Promise.all(chains.map(({ token }) => balancesOf(token)));

let [kills, replaced, lost, sent, failed] = [0, 0, 0, 0, 0];
// Two instances on one database: each step is kept by the one that is quicker.
let services = [start(), start()];
process.once("exit", () => services.forEach((service) => service.kill("SIGKILL")));
for (const { control } of chains) await control("evm_setFinalityLag", LAG);
for (let round = 0; round < ROUNDS; round++) {
  for (const { token, control } of chains) {
    for (const [index, account] of CUSTOMERS.entries()) {
      const value = BigInt(round * 10 + index + 1);
      const memo = encodeBytes32String(`order ${round}`);
      const paid = index === 0 ? token.transferWithMemo(account, value, memo) : token.transfer(account, value);
      await (await paid).wait();
      sent += 1;
    }
    if (round % 3 === 1) {
      const isLost = round % 2 === 0;
      await control("evm_reorganise", 2, isLost ? "lost" : "again");
      replaced += 2;
      if (isLost) lost += 2;
    }
  }
  await sleep(Math.random() * 150);
  if (round % 2 === 0) {
    const victim = kills % 2;
    services[victim]?.kill("SIGKILL");
    services[victim] = start();
    kills += 1;
  }
}
for (const { control } of chains) for (let block = 0; block <= LAG; block++) await control("evm_mine");

const store = new Store(file);
const due = await Promise.all(
  chains.map(async ({ token, chain }, index) => {
    const now = await balancesOf(token);
    return { chain, token, gained: now.map((balance, account) => balance - (before[index]?.[account] ?? 0n)) };
  }),
);
const until = Date.now() + 30_000;
const isDone = () =>
  due.every(({ chain, gained }) => CUSTOMERS.every((one, index) => store.totals(chain).get(one) === gained[index])) &&
  store.open().length === 0;
while (!isDone() && Date.now() < until) await sleep(100);
for (const { chain, token, gained } of due) {
  assert.deepEqual(
    CUSTOMERS.map((account) => store.totals(chain).get(account)),
    gained,
    `${chain}: what was kept is what arrived`,
  );
  const { decimals, symbol } = await readUnit(token);
  const total = gained.reduce((sum, value) => sum + value, 0n);
  console.log(`${chain}: ${formatAmount(total, decimals)} ${symbol} arrived, and so much was credited`);
}
const kept = store.memos();
assert.deepEqual([...seen.keys()].sort(), [...kept.keys()].sort(), "each deposit was told, and nothing else");
assert.deepEqual(memos, kept, "with its memo");
assert.equal(kept.size, sent - lost);
assert.equal(failed, 0, "no service ended by itself");
console.log(`${sent} payments, ${replaced} blocks replaced, ${lost} payments lost with them, ${kills} kills`);
console.log(`${kept.size} deposits credited once each; webhook called ${asked} times, each deposit told`);

for (const { control } of chains) await control("evm_setFinalityLag", 0);
for (const service of services) service.kill("SIGKILL");
services = [];
store.close();
receiver.closeAllConnections();
receiver.close();
bnb.destroy();
tron.destroy();
rmSync(folder, { recursive: true, force: true });
console.log("done: deposits of both chains through kills and re-organisations, none lost and none doubled");

function start(): ChildProcess {
  const options: SpawnOptions = { env, stdio: ["ignore", "inherit", "inherit"] };
  const service = spawn(process.execPath, ["--no-warnings", "dist/service.js"], options);
  service.once("exit", (code) => (failed += code === null ? 0 : 1));
  return service;
}

async function balancesOf(token: (typeof chains)[number]["token"]): Promise<bigint[]> {
  return await Promise.all(CUSTOMERS.map((account) => token.balanceOf(account)));
}

async function post(url: string, method: string, params: readonly unknown[]): Promise<void> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { error } = (await response.json()) as { error?: { message: string } };
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
}
