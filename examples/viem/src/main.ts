import assert from "node:assert/strict";
import {
  buildTransfer,
  explainError,
  finalBlock,
  findDeposits,
  formatAmount,
  isIntegrationError,
  parseAmount,
  parseSigned,
  readAccount,
  readCoin,
  signOrder,
  simulateOrder,
  stringifySigned,
  submitOrder,
  verifySignature,
} from "@kgst/integration/viem";
import { type Hex, createWalletClient, defineChain, http, publicActions } from "viem";
import { privateKeyToAccount } from "viem/accounts";

/** A setting from the environment; `examples/README.md` lists them. */
function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`Set ${name} first; examples/README.md says to what.`);
  return value;
}

const url = setting("KGST_BNB_RPC");
const token = setting("KGST_BNB_TOKEN");
const chain = defineChain({
  id: Number(setting("KGST_BNB_CHAIN_ID")),
  name: "BNB Chain",
  nativeCurrency: { name: "BNB", symbol: "BNB", decimals: 18 },
  rpcUrls: { default: { http: [url] } },
});
const clientOf = (key: string) =>
  createWalletClient({ account: privateKeyToAccount(setting(key) as Hex), chain, transport: http(url) }).extend(
    publicActions,
  );
const [payer, relayer] = [clientOf("KGST_PAYER_KEY"), clientOf("KGST_RELAYER_KEY")];
const payee = privateKeyToAccount(setting("KGST_PAYEE_KEY") as Hex).address;

const missing = await import("ethers" as string).then(
  () => false,
  () => true,
);
assert(missing, "ethers is not installed here");

const { decimals, symbol, supply } = await readCoin(payer, token);
console.log(`${symbol}: ${formatAmount(supply, decimals)} outstanding, read with viem alone`);
const before = (await readAccount(relayer, token, payee)).balance;
const value = parseAmount("3,25", decimals, { locale: "ky-KG" });

const order = await buildTransfer(relayer, token, { from: payer.account.address, to: payee, value });
const sent = stringifySigned(await signOrder(order, payer)); // the payer's side ends here
const signed = parseSigned(sent);
assert.deepEqual((await verifySignature(signed, relayer)).by, "key");
assert.equal(await simulateOrder(signed, relayer), undefined);
const receipt = await relayer.waitForTransactionReceipt({ hash: await submitOrder(signed, relayer) });
assert.equal((await readAccount(relayer, token, payee)).balance - before, value);

await submitOrder(signed, relayer).then(
  () => assert.fail("a payment was carried twice"),
  (error: unknown) => {
    assert(isIntegrationError(error) && error.code === "REVERTED");
    console.log(`  the same payment again: ${explainError(error)?.sentence ?? ""}`);
  },
);
const block = Number(receipt.blockNumber);
const deposits = await findDeposits(relayer, token, [payee], { fromBlock: block, toBlock: block });
assert.deepEqual(
  deposits.map((deposit) => deposit.value),
  [value],
);
console.log(`  final block ${await finalBlock(relayer)}`);
console.log("done: viem without ethers: read, signed, verified, simulated, submitted, found");
