/** Load on the relayer: so many payments through two instances on one database, one of which is killed now and then. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type HolderToken, buildTransfer, connectToken, signOrder, toBase58 } from "@kgst/integration";
import { tronProvider } from "@kgst/integration/tron/provider";
import { JsonRpcProvider, Wallet } from "ethers";
import { ask } from "./abuse.js";
import { type Running, startRelayer } from "./relaying.js";
import { setting } from "./settings.js";

const PAYMENTS = Number(process.argv[2] ?? "1000");
const AT_ONCE = 64;
/** Blocks as BNB Chain and TRON make them, in milliseconds and seconds. */
const BLOCKS = { bnb: 450, tron: 3 } as const;
const AMOUNT = 100n;
const LIFETIME = 3_600n;

const bnb = new JsonRpcProvider(setting("KGST_BNB_RPC"), undefined, { cacheTimeout: -1 });
const tron = tronProvider({ fullNode: setting("KGST_TRON_URL") });
const wallet = new Wallet(setting("KGST_PAYER_KEY"));
const payee = new Wallet(setting("KGST_PAYEE_KEY")).address;
const chains = [
  { network: `eip155:${(await bnb.getNetwork()).chainId}`, token: connectToken(setting("KGST_BNB_TOKEN"), bnb) },
  {
    network: `tron:0x${(await tron.getNetwork()).chainId.toString(16).padStart(8, "0")}`,
    token: connectToken(setting("KGST_TRON_TOKEN"), tron),
  },
] as const;

interface Made {
  readonly token: HolderToken;
  readonly network: string;
  readonly nonce: string;
  readonly body: unknown;
}

const folder = mkdtempSync(join(tmpdir(), "kgst-load-"));
const file = join(folder, "relayer.sqlite");
const more = { RELAYER_PER_PAYER: String(PAYMENTS * 3), RELAYER_PER_DAY: String(PAYMENTS * 3) };
const instances: Running[] = [await startRelayer(file, more), await startRelayer(file, more)];

await control(setting("KGST_BNB_RPC"), "evm_setAutomine", false);
await control(setting("KGST_BNB_RPC"), "evm_setIntervalMining", BLOCKS.bnb);
await control(`${setting("KGST_TRON_URL")}/tre`, "tre_blockTime", BLOCKS.tron);

const calm = await run(Math.ceil(PAYMENTS / 5), false);
console.log(`without kills: ${calm}`);
const stormy = await run(PAYMENTS, true);
console.log(`with kills: ${stormy}`);

await control(setting("KGST_BNB_RPC"), "evm_setIntervalMining", 0);
await control(setting("KGST_BNB_RPC"), "evm_setAutomine", true);
await control(`${setting("KGST_TRON_URL")}/tre`, "tre_blockTime", 0);
for (const { process } of instances) process.kill("SIGKILL");
bnb.destroy();
tron.destroy();
rmSync(folder, { recursive: true, force: true });
console.log("done: each payment was paid once or refused");

async function run(count: number, isKilling: boolean): Promise<string> {
  const made = await Promise.all(Array.from({ length: count }, (_, index) => make(index)));
  const before = await balances();
  const begun = performance.now();
  const times: number[] = [];
  const settled = new Map<string, string>();
  let [kills, refused, next] = [0, 0, 0];
  let isDone = false;
  const killer = (async () => {
    while (isKilling && !isDone) {
      await sleep(500 + Math.random() * 1_500);
      const victim = Math.random() < 0.5 ? 0 : 1;
      instances[victim]?.process.kill("SIGKILL");
      kills += 1;
      instances[victim] = await startRelayer(file, more);
    }
  })();
  const customer = async (): Promise<void> => {
    for (let own = next++; own < made.length; own = next++) {
      const payment = made[own];
      if (payment === undefined) return;
      const asked = performance.now();
      const answer = await insist(payment);
      times.push(performance.now() - asked);
      if (answer["success"] === true) settled.set(payment.nonce, String(answer["transaction"]));
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, customer));
  const seconds = (performance.now() - begun) / 1_000;
  isDone = true;
  await killer;
  const after = await balances();
  for (const [index, { network }] of chains.entries()) {
    const paid = made.filter((one) => one.network === network && settled.has(one.nonce)).length;
    assert.equal((after[index] ?? 0n) - (before[index] ?? 0n), BigInt(paid) * AMOUNT, `${network}: paid once each`);
  }
  assert.equal(new Set(settled.values()).size, settled.size, "each payment has a transaction of its own");
  const used = await Promise.all(made.map(({ token, nonce }) => token.authorizationState(wallet.address, nonce)));
  assert.deepEqual(
    used,
    made.map(({ nonce }) => settled.has(nonce)),
    "what was refused was not paid",
  );
  const received = chains.map((_, index) => ((after[index] ?? 0n) - (before[index] ?? 0n)) / AMOUNT);
  const twice = received.reduce((sum, count) => sum + count, 0n) - BigInt(settled.size);
  times.sort((one, other) => one - other);
  const at = (share: number): string =>
    `${(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(0)} ms`;
  return `${count} payments, ${settled.size} paid once each, ${refused} refused, ${twice} twice; ${kills} kills; ${(count / seconds).toFixed(1)} settlements/s, p50 ${at(0.5)}, p99 ${at(0.99)}`;
}

/** Asks until somebody answers: a relayer that was killed, or one that does not know yet. */
async function insist({ body, nonce }: Made): Promise<Record<string, unknown>> {
  for (;;) {
    const instance = instances[Math.random() < 0.5 ? 0 : 1];
    const told = await ask(instance?.url ?? "", "/settle", body, { "idempotency-key": nonce }).catch(() => undefined);
    if (told?.status === 200 && told.answer["errorReason"] !== "settlement_pending") return told.answer;
    await sleep(50);
  }
}

/** Three of four on BNB Chain. */
async function make(index: number): Promise<Made> {
  const { network, token } = chains[index % 4 === 3 ? 1 : 0];
  const shown = (account: string): string => (network.startsWith("tron") ? toBase58(account) : account);
  const now = BigInt((await token.runner?.provider?.getBlock("latest"))?.timestamp ?? 0);
  const order = await buildTransfer(token, {
    from: wallet.address,
    to: payee,
    value: AMOUNT,
    validBefore: now + LIFETIME,
  });
  const { signature } = await signOrder(order, wallet);
  const { from, to, value, validAfter, validBefore, nonce } = order.message;
  const authorization = {
    ...{ from: shown(from), to: shown(to), value: value.toString(), nonce },
    ...{ validAfter: validAfter.toString(), validBefore: validBefore.toString() },
  };
  const wanted = {
    scheme: "exact",
    network,
    amount: AMOUNT.toString(),
    asset: shown(await token.getAddress()),
    payTo: shown(payee),
  };
  const paymentPayload = { x402Version: 2, accepted: wanted, payload: { signature, authorization } };
  return { token, network, nonce, body: { x402Version: 2, paymentPayload, paymentRequirements: wanted } };
}

async function balances(): Promise<bigint[]> {
  return await Promise.all(chains.map(({ token }) => token.balanceOf(payee)));
}

/** Sets an embedded chain. */
async function control(url: string, method: string, value: boolean | number): Promise<void> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [value] });
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { error } = (await response.json()) as { error?: { message: string } };
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
}
