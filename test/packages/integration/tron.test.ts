import { expect } from "chai";
import { TronWeb } from "tronweb";
import { type TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { toBase58, toEvm } from "../../../packages/tron/address.ts";
import type { Account, TestChain } from "../../support/chain.ts";
import { type System, coins, deploySystem } from "../../support/system.ts";
import { openTronNode } from "../../support/tron.ts";
import { IntegrationError } from "../../../packages/integration/problem.ts";
import { readCoin } from "../../../packages/integration/reading/coin.ts";
import { buildPermit, buildReceive, buildTransfer, readDomain } from "../../../packages/integration/signing/orders.ts";
import { signOrder } from "../../../packages/integration/signing/sign.ts";
import {
  connectTron,
  depositsInBlock,
  eventsOf,
  sendCall,
  solidBlock,
  submitOrder,
  submitPermit,
} from "../../../packages/integration/tron.ts";
import { tronProvider, tronSigner } from "../../../packages/integration/tron-provider.ts";
import { connectToken } from "../../../packages/integration/connect.ts";

describe("The integrators' helpers with tronweb", function () {
  this.timeout(60_000);
  let chain: TestChain;
  let node: TronNode;
  let system: System;
  let token: string;
  before(async () => {
    ({ chain, node } = await openTronNode({ port: 0 }));
    system = await deploySystem(chain);
    token = toBase58(system.address);
    await system.issue(system.actors.alice, coins(100));
  });
  after(async () => {
    await chain.close();
  });

  const wallet = ({ signingKey }: Account) =>
    new TronWeb({ fullHost: node.url, privateKey: signingKey.privateKey.slice(2) });
  const spelt = ({ address }: { readonly address: string }) => toBase58(address);
  const refusalOf = async (promise: Promise<unknown>): Promise<IntegrationError> => {
    try {
      await promise;
    } catch (error) {
      if (error instanceof IntegrationError) return error;
      throw error;
    }
    throw new Error("It went through.");
  };

  it("reads the token with its typings, and the domain of this chain only", async () => {
    const { bob } = system.actors;
    const typed = connectTron(wallet(bob), token);
    expect((await readCoin(typed)).supply).to.equal(coins(100));
    expect(await readDomain(typed)).to.deep.equal({
      name: "Som Test Coin",
      version: "1",
      chainId: node.chainId,
      verifyingContract: system.address,
    });
    expect((await refusalOf(readDomain(typed, 728_126_428n))).code).to.equal("DOMAIN_MISMATCH");
  });

  it("carries what tronweb signed: a permit, a payment, a payee's own collection", async () => {
    const { alice, bob, relayer } = system.actors;
    const typed = connectTron(wallet(relayer), token);
    const order = await buildPermit(typed, { owner: spelt(alice), spender: spelt(bob), value: coins(5) });
    const permit = await signOrder(order, wallet(alice));
    expect(permit).to.deep.equal(await signOrder(order, alice)); // what ethers signs

    const receipt = await submitPermit(permit, wallet(relayer));
    expect(eventsOf(receipt!, token)).to.deep.equal([
      { name: "Approval", args: { owner: alice.address, spender: bob.address, value: coins(5) } },
    ]);
    expect(await submitPermit(permit, wallet(relayer))).to.equal(undefined);

    const request = { from: spelt(alice), to: spelt(bob), value: coins(3) };
    const payment = await signOrder(await buildTransfer(typed, request), wallet(alice));
    await submitOrder(payment, wallet(relayer));
    const replay = await refusalOf(submitOrder(payment, wallet(relayer)));
    expect(replay.message).to.equal(
      `The authorization ${payment.order.message.nonce} of ${spelt(alice)} was used or cancelled before.`,
    );
    const own = await signOrder(await buildReceive(typed, request), wallet(alice));
    const early = await refusalOf(submitOrder(own, wallet(relayer)));
    expect(early.message).to.equal(`Only the payee ${spelt(bob)} may submit this, not ${spelt(relayer)}.`);
    await submitOrder(own, wallet(bob));
    expect(await typed.balanceOf(bob.address)).to.equal(coins(6));
  });

  it("takes TronLink's older name for signing, and says when a wallet cannot", async () => {
    const { alice, bob } = system.actors;
    const order = await buildPermit(connectTron(wallet(bob), token), {
      owner: alice.address,
      spender: spelt(bob),
      value: 1n,
    });
    const { trx } = wallet(alice);
    const older = {
      trx: {
        _signTypedData: (domain: never, types: never, message: never) => trx.signTypedData(domain, types, message),
      },
    };
    expect((await signOrder(order, older)).signature).to.equal((await signOrder(order, alice)).signature);
    expect((await refusalOf(signOrder(order, { trx: {} }))).code).to.equal("WALLET_UNSUPPORTED");
  });

  it("finds the deposits of a solidified block, and nothing of a failed transaction", async () => {
    const { alice, carol } = system.actors;
    const sent = await sendCall(wallet(alice), token, "transfer(address,uint256)", [carol.address, coins(4)]);
    const block = sent.blockNumber;
    await node.mine(30);
    expect(await solidBlock(wallet(carol))).to.be.at.least(block);
    expect(await depositsInBlock(wallet(carol), token, [spelt(carol)], block)).to.deep.equal([
      {
        from: alice.address,
        to: carol.address,
        value: coins(4),
        transaction: `0x${sent.id}`,
        block,
        logIndex: 0,
        issued: false,
      },
    ]);
    expect(await depositsInBlock(wallet(carol), token, [spelt(alice)], block)).to.deep.equal([]);
    expect(await depositsInBlock(wallet(carol), token, [spelt(carol)], block + 1)).to.deep.equal([]);
  });

  it("refuses before it sends what the token would refuse, and what the fee limit does not cover fails with its reason", async () => {
    const { alice, dave } = system.actors;
    const poor = sendCall(wallet(dave), token, "transfer(address,uint256)", [alice.address, 1n]);
    expect((await refusalOf(poor)).message).to.equal(`${spelt(dave)} has 0.00 SOMT, and 0.000001 SOMT are needed.`);
    const args = [spelt(dave), 1n];
    const short = await refusalOf(
      sendCall(wallet(alice), token, "transfer(address,uint256)", args, { feeLimit: 100_000 }),
    );
    expect(short.code).to.equal("GAS_EXHAUSTED");
    expect(short.message).to.equal(
      "The transaction ran out of energy at a fee limit of 0.10 TRX: 0.444 TRX were burnt, bandwidth included, for 1000 energy.",
    );
  });

  it("works through ethers too", async () => {
    const { alice, dave } = system.actors;
    const provider = tronProvider({ fullNode: node.url });
    const typed = connectToken(token, tronSigner(alice.signingKey.privateKey, provider));
    const receipt = await (await typed.transfer(dave.address, 7n)).wait();
    expect(receipt?.status).to.equal(1);
    expect(await typed.balanceOf(toEvm(spelt(dave)))).to.equal(7n);
    provider.destroy();
  });
});
