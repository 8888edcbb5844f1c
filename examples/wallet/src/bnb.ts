import assert from "node:assert/strict";
import {
  buildPermit,
  buildTransfer,
  connectToken,
  coverage,
  discover,
  explainError,
  finalBlock,
  findDeposits,
  formatAmount,
  parseAmount,
  readAccount,
  readCoin,
  readEvents,
  signOrder,
  submitOrder,
  submitPermit,
} from "@kgst/integration";
import { JsonRpcProvider, Wallet } from "ethers";
import { setting } from "./settings.js";

/** What a wallet does on BNB Chain, with ethers. */
export async function onBnb(): Promise<void> {
  // Without ethers' cache of a quarter of a second: an embedded chain makes its blocks faster than that.
  const provider = new JsonRpcProvider(setting("KGST_BNB_RPC"), undefined, { cacheTimeout: -1 });
  const token = connectToken(setting("KGST_BNB_TOKEN"), provider);
  const payer = new Wallet(setting("KGST_PAYER_KEY"), provider);
  const payee = new Wallet(setting("KGST_PAYEE_KEY"), provider);
  const relayer = new Wallet(setting("KGST_RELAYER_KEY"), provider);

  const coin = await readCoin(token);
  const show = (amount: bigint): string => `${formatAmount(amount, coin.decimals)} ${coin.symbol}`;
  const { standards } = await discover(token);
  console.log(`BNB Chain: ${coin.name}, ${coin.decimals} decimals, ${show(coin.supply)} outstanding`);
  console.log(`  standards: ${standards.join(", ")}`);
  const covered = await coverage(token);
  assert(covered !== undefined && covered.reserves >= coin.supply);
  console.log(`  attested reserves: ${show(covered.reserves)}, headroom ${show(coin.headroom)}`);

  // Ask before you promise a payment: both sides, and the switches.
  assert.equal((await readAccount(token, payer.address)).frozen, false);
  assert.deepEqual(coin.paused, []);

  const before = await token.balanceOf(payee.address);
  const sent = await (await token.connect(payer).transfer(payee.address, parseAmount("12.50", coin.decimals))).wait();
  assert(sent !== null);
  console.log(`  transfer: ${readEvents(sent.logs, await token.getAddress())[0]?.name} in block ${sent.blockNumber}`);

  const value = parseAmount("250", coin.decimals);
  const permit = await signOrder(
    await buildPermit(token, { owner: payer.address, spender: relayer.address, value }),
    payer,
  );
  const { status } = await submitPermit(permit, relayer);
  assert.equal(await token.allowance(payer.address, relayer.address), value);
  assert.equal((await submitPermit(permit, relayer)).status, "already submitted"); // somebody was first: no failure
  console.log(`  permit: ${status}, the relayer paid the gas; again: already submitted`);

  const order = await buildTransfer(token, {
    from: payer.address,
    to: payee.address,
    value: parseAmount("7.5", coin.decimals),
  });
  await (await submitOrder(await signOrder(order, payer), relayer)).wait();
  assert.equal((await token.balanceOf(payee.address)) - before, parseAmount("20", coin.decimals));

  const upTo = await finalBlock(provider);
  assert(upTo !== undefined);
  const deposits = await findDeposits(token, [payee.address], { fromBlock: 0, toBlock: upTo });
  assert(deposits.length >= 1);
  console.log(`  final deposits of the payee: ${deposits.map((deposit) => show(deposit.value)).join(", ")}`);

  try {
    await token.connect(payee).transfer.staticCall(payer.address, parseAmount("1000000", coin.decimals));
    assert.fail("The payee has not that much.");
  } catch (error) {
    const explanation = explainError(error, coin);
    assert.equal(explanation?.name, "ERC20InsufficientBalance");
    console.log(`  a refusal as a sentence: ${explanation.sentence} ${explanation.remedy}`);
  }
  provider.destroy();
}
