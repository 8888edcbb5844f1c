import assert from "node:assert/strict";
import { connectToken, formatAmount, parseAmount, readDomain, readUnit, toBase58 } from "@kgst/integration";
import { tronProvider, tronSigner } from "@kgst/integration/tron/provider";
import { JsonRpcProvider, type Provider, type Signer, Wallet, computeAddress } from "ethers";
import { TronWeb } from "tronweb";
import { type Customer, authorize, buy } from "./customer.js";
import { type Relayers, startFacilitator } from "./facilitator.js";
import { type PaymentRequired, toHeader, toPayment } from "./protocol.js";
import { type Price, startShop } from "./shop.js";

const PRICE = "0.75";

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`Set ${name} first; examples/README.md says to what.`);
  return value;
}

const key = {
  payer: setting("KGST_PAYER_KEY"),
  payee: setting("KGST_PAYEE_KEY"),
  relayer: setting("KGST_RELAYER_KEY"),
};
const bnb = new JsonRpcProvider(setting("KGST_BNB_RPC"), undefined, { cacheTimeout: -1 });
const tron = tronProvider({ fullNode: setting("KGST_TRON_URL") });
const [payer, payee] = [computeAddress(key.payer), computeAddress(key.payee)];

const relayers: Relayers = {
  "bnb-embedded": { signer: new Wallet(key.relayer, bnb), token: setting("KGST_BNB_TOKEN") },
  "tron-embedded": { signer: tronSigner(key.relayer, tron), token: setting("KGST_TRON_TOKEN") },
};
const customers: readonly Customer[] = [
  { network: "bnb-embedded", account: payer, provider: bnb, wallet: new Wallet(key.payer), limit: 1_000_000n },
  {
    network: "tron-embedded",
    account: toBase58(payer),
    provider: tron,
    wallet: new TronWeb({ fullHost: setting("KGST_TRON_URL"), privateKey: key.payer.slice(2) }),
    limit: 1_000_000n,
  },
];
const prices = await Promise.all(
  Object.entries(relayers).map(([network, { signer, token }]) => priceOn(network, signer, token)),
);
const facilitator = await startFacilitator(relayers);
const shop = await startShop(prices, facilitator.url);
const url = `${shop.url}/forecast`;

for (const customer of customers) {
  const relayer = relayers[customer.network];
  assert(relayer !== undefined);
  const token = connectToken(relayer.token, customer.provider);
  const { decimals, symbol } = await readUnit(token);
  const price = parseAmount(PRICE, decimals);
  const balances = async () => [await token.balanceOf(payer), await token.balanceOf(payee)] as const;
  const native = async (provider: Provider) => await provider.getBalance(payer);

  const [had, got] = await balances();
  const gas = await native(customer.provider);
  const { body, settlement, payment } = await buy(url, customer);
  const [has, gets] = await balances();
  assert.deepEqual([had - has, gets - got], [price, price]);
  assert.equal(await native(customer.provider), gas, "the payer pays no gas");
  console.log(`${customer.network}: paid ${formatAmount(price, decimals)} ${symbol} for ${JSON.stringify(body)}`);
  console.log(`  settled by ${settlement.transaction}, gas paid by the relayer`);

  const again = await fetch(url, { headers: { "x-payment": payment } });
  assert.equal(again.status, 402);
  const { error, accepts } = (await again.json()) as PaymentRequired;
  assert.match(error, /was used or cancelled before/);
  console.log(`  the same payment again: 402, ${error}`);

  const wanted = accepts.find(({ network }) => network === customer.network);
  assert(wanted !== undefined);
  const cheap = await authorize({ ...wanted, maxAmountRequired: "1" }, customer);
  const refused = await fetch(url, { headers: { "x-payment": toHeader(toPayment(customer.network, cheap)) } });
  assert.equal(((await refused.json()) as PaymentRequired).error, "another amount");
  const other = customers.find(({ network }) => network !== customer.network);
  assert(other !== undefined);
  // Signed for this chain, presented on the other: the domain does not agree there.
  const foreign = toHeader(toPayment(other.network, await authorize(wanted, customer)));
  const elsewhere = await fetch(url, { headers: { "x-payment": foreign } });
  assert.equal(((await elsewhere.json()) as PaymentRequired).error, "invalid signature");
  assert.deepEqual(await balances(), [has, gets]);
  console.log("  too little, and a payment for the other chain: 402, nothing moved");
}

await Promise.all([shop.close(), facilitator.close()]);
bnb.destroy();
tron.destroy();
console.log("done: HTTP 402 payments on both chains, signed by the payer, settled by the relayer");

async function priceOn(network: string, signer: Signer, address: string): Promise<Price> {
  const token = connectToken(address, signer);
  const { decimals } = await readUnit(token);
  const { name, version } = await readDomain(token);
  return {
    network,
    maxAmountRequired: parseAmount(PRICE, decimals).toString(),
    description: "A weather forecast",
    payTo: network.startsWith("tron") ? toBase58(payee) : payee,
    maxTimeoutSeconds: 120,
    asset: address,
    extra: { name, version },
  };
}
