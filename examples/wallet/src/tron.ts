import assert from "node:assert/strict";
import {
  IntegrationError,
  buildPermit,
  buildTransfer,
  formatAmount,
  parseAmount,
  readAccount,
  readCoin,
  signOrder,
  toAccount,
  toBase58,
} from "@kgst/integration";
import {
  connectTron,
  depositsInBlock,
  eventsOf,
  sendCall,
  solidBlock,
  submitOrder,
  submitPermit,
} from "@kgst/integration/tron";
import { tronProvider, tronSigner } from "@kgst/integration/tron/provider";
import { IStablecoin__factory } from "@kgst/integration/typechain-types";
import { TronWeb } from "tronweb";
import { setting } from "./settings.js";

/** What a wallet does on TRON, with tronweb; in a page it would be TronLink's. */
export async function onTron(): Promise<void> {
  const fullHost = setting("KGST_TRON_URL");
  const address = setting("KGST_TRON_TOKEN");
  const tronWeb = (key: string): TronWeb => new TronWeb({ fullHost, privateKey: setting(key).slice(2) });
  const [payer, payee, relayer] = [tronWeb("KGST_PAYER_KEY"), tronWeb("KGST_PAYEE_KEY"), tronWeb("KGST_RELAYER_KEY")];
  const accountOf = ({ defaultAddress }: TronWeb): string => String(defaultAddress.base58);
  const from = accountOf(payer);
  const to = accountOf(payee);

  const token = connectTron(relayer, address);
  const coin = await readCoin(token);
  const show = (amount: bigint): string => `${formatAmount(amount, coin.decimals)} ${coin.symbol}`;
  console.log(`TRON: ${coin.name} at ${toBase58(address)}, ${show(coin.supply)} outstanding`);
  assert.equal((await readAccount(token, from)).frozen, false);

  const before = await token.balanceOf(toAccount(to));
  const args = [toAccount(to), parseAmount("12.50", coin.decimals)];
  const receipt = await sendCall(payer, address, "transfer(address,uint256)", args);
  const [event] = eventsOf(receipt, address);
  assert(event?.name === "Transfer" && event.args.value === parseAmount("12.50", coin.decimals));
  console.log(`  transfer: ${receipt.receipt.energy_usage_total} energy, block ${receipt.blockNumber}`);

  const value = parseAmount("250", coin.decimals);
  const permit = await signOrder(await buildPermit(token, { owner: from, spender: accountOf(relayer), value }), payer);
  assert((await submitPermit(permit, relayer)) !== undefined);
  assert.equal(await submitPermit(permit, relayer), undefined); // somebody was first: no failure
  assert.equal(await token.allowance(toAccount(from), toAccount(accountOf(relayer))), value);
  console.log("  permit: signed as TIP-712 by tronweb, carried by the relayer, who paid the energy");

  const order = await buildTransfer(token, { from, to, value: parseAmount("7.5", coin.decimals) });
  const paid = await submitOrder(await signOrder(order, payer), relayer);
  assert.equal((await token.balanceOf(toAccount(to))) - before, parseAmount("20", coin.decimals));
  const replay = submitOrder(await signOrder(order, payer), relayer);
  await assert.rejects(
    replay,
    (error) => error instanceof IntegrationError && /used or cancelled before/.test(error.message),
  );

  if ((await solidBlock(relayer)) >= paid.blockNumber) {
    const [deposit] = await depositsInBlock(relayer, address, [to], paid.blockNumber);
    assert.equal(deposit?.value, parseAmount("7.5", coin.decimals));
    console.log(`  solidified deposit of the payee: ${show(deposit.value)}`);
  }

  // The same token through ethers and its typings: a provider that speaks java-tron's API.
  const provider = tronProvider({ fullNode: fullHost });
  const typed = IStablecoin__factory.connect(toAccount(address), tronSigner(setting("KGST_PAYER_KEY"), provider));
  const result = await (await typed.transfer(toAccount(to), 1n)).wait();
  assert.equal(result?.status, 1);
  provider.destroy();
  console.log("  the same through ethers: a transfer with the typings of BNB Chain");
}
