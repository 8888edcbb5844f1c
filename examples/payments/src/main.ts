/** HTTP 402 payments in the coin on both chains, with x402's own client and server, through the relayer. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectToken, formatAmount, parseAmount, readDomain, readUnit, toBase58 } from "@kgst/integration";
import { tronProvider } from "@kgst/integration/tron/provider";
import { x402Client } from "@x402/core/client";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { decodePaymentResponseHeader, wrapFetchWithPayment } from "@x402/fetch";
import { JsonRpcProvider, Wallet, computeAddress } from "ethers";
import { TronWeb } from "tronweb";
import { privateKeyToAccount } from "viem/accounts";
import { type Body, abuse, ask } from "./abuse.js";
import { startRelayer } from "./relaying.js";
import { setting } from "./settings.js";
import { type Price, startShop } from "./shop.js";
import { ExactTronScheme } from "./tron-scheme.js";
import { type Customer, buy } from "./version-1/customer.js";
import { startShop as startFirstShop } from "./version-1/shop.js";

const PRICE = "0.75";

const [payerKey, payeeKey] = [setting("KGST_PAYER_KEY"), setting("KGST_PAYEE_KEY")];
const [payer, payee] = [computeAddress(payerKey), computeAddress(payeeKey)];
const bnb = new JsonRpcProvider(setting("KGST_BNB_RPC"), undefined, { cacheTimeout: -1 });
const tron = tronProvider({ fullNode: setting("KGST_TRON_URL") });
const tronWeb = new TronWeb({ fullHost: setting("KGST_TRON_URL"), privateKey: payerKey.slice(2) });
const tokens = {
  bnb: connectToken(setting("KGST_BNB_TOKEN"), bnb),
  tron: connectToken(setting("KGST_TRON_TOKEN"), tron),
};
const ids = { bnb: (await bnb.getNetwork()).chainId, tron: (await tron.getNetwork()).chainId };
const networks = { bnb: `eip155:${ids.bnb}`, tron: `tron:0x${ids.tron.toString(16).padStart(8, "0")}` } as const;
const { decimals, symbol } = await readUnit(tokens.bnb);
const amount = parseAmount(PRICE, decimals);

// x402's client takes the time from this machine, and the embedded chain's clock may be ahead of it.
const ahead = Math.max(0, ((await bnb.getBlock("latest"))?.timestamp ?? 0) - Math.floor(Date.now() / 1_000));
const priceOn = async (end: "bnb" | "tron"): Promise<Price> => {
  const { name, version } = await readDomain(tokens[end]);
  const asset = await tokens[end].getAddress();
  return {
    ...{ network: networks[end], amount: amount.toString(), extra: { name, version } },
    asset: end === "tron" ? toBase58(asset) : asset,
    payTo: end === "tron" ? toBase58(payee) : payee,
    maxTimeoutSeconds: 120 + ahead,
  };
};
const prices = [await priceOn("bnb"), await priceOn("tron")];
const folder = mkdtempSync(join(tmpdir(), "kgst-payments-"));
const relayer = await startRelayer(join(folder, "relayer.sqlite"), { RELAYER_PER_PAYER: "6" });
const shop = await startShop(prices, relayer.url);

const supported = (await (await fetch(`${relayer.url}/supported`)).json()) as { kinds: { network: string }[] };
assert.deepEqual(
  supported.kinds.map(({ network }) => network),
  [networks.bnb, "bsc", networks.tron, "tron"],
);

const clients = {
  bnb: new x402Client().register(networks.bnb, new ExactEvmScheme(privateKeyToAccount(payerKey as `0x${string}`))),
  tron: new x402Client().register(networks.tron, new ExactTronScheme(payer, tronWeb, tron)),
};
const balancesOn = async (end: "bnb" | "tron") => [
  await tokens[end].balanceOf(payer),
  await tokens[end].balanceOf(payee),
  await (end === "bnb" ? bnb : tron).getBalance(payer),
];

for (const end of ["bnb", "tron"] as const) {
  const client = clients[end].setSpendControls({ allowedAssets: true });
  const headers: string[] = [];
  const watching: typeof fetch = (input, init) => {
    const header = new Request(input, init).headers.get("payment-signature");
    if (header !== null) headers.push(header);
    return fetch(input, init);
  };
  const before = await balancesOn(end);
  const response = await wrapFetchWithPayment(watching, client)(`${shop.url}/forecast`);
  const body: unknown = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  const settlement = decodePaymentResponseHeader(response.headers.get("payment-response") ?? "");
  const after = await balancesOn(end);
  assert.deepEqual([settlement.success, settlement.network], [true, networks[end]]);
  assert.deepEqual(
    after.map((value, index) => value - (before[index] ?? 0n)),
    [-amount, amount, 0n],
    "the payer pays the price and no gas",
  );
  console.log(
    `${networks[end]}: x402 2.27 paid ${formatAmount(amount, decimals)} ${symbol} for ${JSON.stringify(body)}`,
  );
  console.log(`  settled by ${settlement.transaction}, gas paid by the relayer`);

  const [header = ""] = headers;
  const again = await fetch(`${shop.url}/forecast`, { headers: { "payment-signature": header } });
  assert.equal(again.status, 402);
  assert.deepEqual(await balancesOn(end), after);
  console.log("  the same payment again: 402, nothing moved");
}

// Version 1: its own headers, names of networks and requirements, by the same relayer.
const first = await startFirstShop(
  prices.map(({ network, asset, payTo, maxTimeoutSeconds, extra }) => ({
    network: network.startsWith("tron") ? "tron" : "bsc",
    ...{
      maxAmountRequired: amount.toString(),
      description: "A weather forecast",
      payTo,
      maxTimeoutSeconds,
      asset,
      extra,
    },
  })),
  relayer.url,
);
const firstCustomers: readonly Customer[] = [
  { network: "bsc", account: payer, provider: bnb, wallet: new Wallet(payerKey), limit: amount },
  { network: "tron", account: toBase58(payer), provider: tron, wallet: tronWeb, limit: amount },
];
for (const customer of firstCustomers) {
  const { settlement } = await buy(`${first.url}/forecast`, customer);
  assert.equal(settlement.success, true);
  console.log(`${customer.network}: version 1 of x402, settled by ${settlement.transaction}`);
}

const [wanted] = prices;
assert(wanted !== undefined);
const requirements = { scheme: "exact", ...wanted };
const signed = async (): Promise<Body> => {
  const { payload } = await new ExactEvmScheme(privateKeyToAccount(payerKey as `0x${string}`)).createPaymentPayload(
    2,
    requirements,
  );
  const paymentPayload = { x402Version: 2, accepted: requirements, payload } as unknown as Body["paymentPayload"];
  return { x402Version: 2, paymentPayload, paymentRequirements: requirements };
};
const good = await signed();
const refused = await abuse(relayer.url, good, computeAddress(setting("KGST_RELAYER_KEY")));
console.log(`${refused} kinds of requests refused at /verify and /settle, nothing sent`);

// Fifty at once: one payment, and one caller who is told so.
const had = await tokens.bnb.balanceOf(payee);
const headersOf = (index: number) => ({ "idempotency-key": `caller ${index}` });
const rush = await Promise.all(
  Array.from({ length: 50 }, (_, index) => ask(relayer.url, "/settle", good, headersOf(index))),
);
const winners = rush.flatMap(({ answer }, index) => (answer["success"] === true ? [index] : []));
assert.equal(winners.length, 1);
assert.ok(
  rush.every(
    ({ answer }) =>
      answer["success"] === true || /duplicate|nonce_already|simulation_failed/.test(String(answer["errorReason"])),
  ),
);
const told = await ask(relayer.url, "/settle", good, headersOf(winners[0] ?? 0));
assert.deepEqual(told.answer, rush[winners[0] ?? 0]?.answer);
assert.equal((await tokens.bnb.balanceOf(payee)) - had, amount);
console.log("50 callers with one payment at once: paid once, told to one of them, who may ask again");

const answers: unknown[] = [];
for (let index = 0; index < 4; index++) {
  const { answer } = await ask(relayer.url, "/settle", await signed());
  answers.push(answer["success"] === true ? "paid" : answer["errorReason"]);
}
assert.deepEqual(answers, ["paid", "paid", "paid", "payer_limit"]);
console.log("a payer's limit of 6 payments a day holds");

const health = (await (await fetch(`${relayer.url}/health`)).json()) as { ok: boolean };
const metrics = await (await fetch(`${relayer.url}/metrics`)).text();
assert.equal(health.ok, true);
assert.match(metrics, new RegExp(`relayer_payments{network="${networks.bnb}",state="settled"} 6`));
assert.match(metrics, /relayer_requests_total{route="\/settle",result="payer_limit"} 1/);

relayer.process.kill("SIGKILL");
shop.server.closeAllConnections();
shop.server.close();
await first.close();
bnb.destroy();
tron.destroy();
rmSync(folder, { recursive: true, force: true });
console.log("done: HTTP 402 payments on both chains, in both versions, signed by the payer, carried by the relayer");
