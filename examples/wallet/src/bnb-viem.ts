import assert from "node:assert/strict";
import { stablecoinAbi } from "@kgst/integration/abi";
import {
  buildPermit,
  buildTransfer,
  signOrder,
  submitOrder,
  submitPermit,
  verifySignature,
} from "@kgst/integration/viem";
import { type Address, type Hex, createWalletClient, defineChain, getContract, http, publicActions } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { setting } from "./settings.js";

/** The same with viem, which needs no ethers. */
export async function onBnbWithViem(): Promise<void> {
  const url = setting("KGST_BNB_RPC");
  const id = Number(setting("KGST_BNB_CHAIN_ID"));
  const nativeCurrency = { name: "BNB", symbol: "BNB", decimals: 18 };
  const chain = defineChain({ id, name: "BNB Chain", nativeCurrency, rpcUrls: { default: { http: [url] } } });
  const client = (key: string) =>
    createWalletClient({ account: privateKeyToAccount(key as Hex), chain, transport: http(url) }).extend(publicActions);
  const [payer, relayer] = [client(setting("KGST_PAYER_KEY")), client(setting("KGST_RELAYER_KEY"))];
  const payee = privateKeyToAccount(setting("KGST_PAYEE_KEY") as Hex).address;
  const address = setting("KGST_BNB_TOKEN") as Address;
  const token = getContract({ address, abi: stablecoinAbi, client: relayer });

  const owner = payer.account.address;
  const spender = relayer.account.address;
  const permit = await signOrder(await buildPermit(relayer, address, { owner, spender, value: 1_000_000n }), payer);
  assert.equal((await verifySignature(permit, relayer)).by, "key");
  assert.equal((await submitPermit(permit, relayer)).status, "submitted");
  assert.equal((await submitPermit(permit, relayer)).status, "already submitted");
  assert.equal(await token.read.allowance([owner, spender]), 1_000_000n);

  const before = await token.read.balanceOf([payee]);
  const request = { from: owner, to: payee, value: 2_000_000n };
  const payment = await signOrder(await buildTransfer(relayer, address, request), payer);
  await relayer.waitForTransactionReceipt({ hash: await submitOrder(payment, relayer, "vrs") });
  assert.equal((await token.read.balanceOf([payee])) - before, 2_000_000n);
  console.log("BNB Chain with viem: a permit and a payment signed by the payer, carried by the relayer");
}
