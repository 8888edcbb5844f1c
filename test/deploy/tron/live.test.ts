import { expect } from "chai";
import { type TransactionReceipt, ZeroAddress } from "ethers";
import { createTronNode, type TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { LiveTronChain } from "../../support/live-tron.ts";
import { hand, post, signOrder, tokenDomain } from "../../support/signing.ts";
import { type System, SCOPES, coins, deploySystem } from "../../support/system.ts";

/**
 * The coin's life on a node that is only reached over HTTP, in real time. `npm run test:tron -- --url URL` names the node
 * in `TRON_TEST_URL`; otherwise it is an embedded one behind a port.
 */
describe(`The coin on ${process.env.TRON_TEST_URL ?? "an embedded TRON node over HTTP"}`, function () {
  this.timeout(600_000);
  let node: TronNode | undefined;
  let chain: LiveTronChain;
  let system: System;
  let first: TransactionReceipt;

  before(async () => {
    const url = process.env.TRON_TEST_URL;
    if (url === undefined) node = await createTronNode();
    const key = process.env.TRON_TEST_KEY ?? `0x${node?.privateKeys[0] ?? ""}`;
    chain = await LiveTronChain.open(url ?? node?.url ?? "", key);
    await chain.fund(chain.accounts.slice(1));
    system = await deploySystem(chain);
  });

  after(async () => {
    await chain.close();
    await node?.close();
  });

  it("mints within the attested window and moves the coin, with every event in the receipts", async () => {
    const { minter, alice, bob } = system.actors;
    const reference = system.reference();
    first = await chain.expectEvents(system.as(minter).mint(alice.address, coins(100), reference), [
      [system.token, "Transfer", [ZeroAddress, alice, coins(100)]],
      [system.token, "Minted", [minter, alice, coins(100), reference]],
    ]);
    await chain.expectEvents(system.as(alice).transfer(bob.address, coins(30)), [
      [system.token, "Transfer", [alice, bob, coins(30)]],
    ]);
    await chain.send(system.as(alice).approve(bob.address, coins(5)));
    await chain.send(system.as(bob).transferFrom(alice.address, bob.address, coins(5)));
    expect(await system.token.balanceOf(alice.address)).to.equal(coins(65));
    expect(await system.token.balanceOf(bob.address)).to.equal(coins(35));
  });

  it("consumes a deposit reference once", async () => {
    const { minter, alice } = system.actors;
    const reference = system.reference();
    await chain.send(system.as(minter).mint(alice.address, coins(1), reference));
    await chain.expectRevert(system.as(minter).mint(alice.address, coins(1), reference), "ReferenceUsed", [reference]);
  });

  it("takes signed payments under the chain's own id (TIP-712)", async () => {
    const { alice, bob, relayer } = system.actors;
    const soon = (await chain.now()) + 3_600n;
    const order = {
      account: alice.address,
      counterpart: bob.address,
      value: coins(1),
      permitNonce: await system.token.nonces(alice.address),
      deadline: soon,
      validAfter: 0n,
      validBefore: soon,
      nonce: system.reference(),
    };
    const domain = await tokenDomain(system.token);
    expect(domain.chainId).to.equal(chain.chainId);
    for (const [act, form] of [
      ["permit", "vrs"],
      ["transfer", "bytes65"],
    ] as const) {
      await chain.send(post(system.as(relayer), act, order, hand(signOrder(alice, act, order, domain), form)));
    }
    expect(await system.token.allowance(alice.address, bob.address)).to.equal(coins(1));
    expect(await system.token.authorizationState(alice.address, order.nonce)).to.equal(true);
  });

  it("pauses, freezes and seizes, and says why a payment is refused", async () => {
    const { alice, bob, pauser, unpauser, compliance } = system.actors;
    await chain.send(system.as(pauser).pause(SCOPES.transfer));
    await chain.expectRevert(system.as(alice).transfer(bob.address, 1n), "EnforcedPause", [SCOPES.transfer]);
    await chain.send(system.as(unpauser).unpause(SCOPES.transfer));

    await system.freezeForGood(bob);
    const until = await system.token.frozenUntil(bob.address);
    await chain.expectRevert(system.as(bob).transfer(alice.address, 1n), "AccountFrozen", [bob, until]);
    const held = await system.token.balanceOf(bob.address);
    await chain.send(
      system.as(compliance).seize(bob.address, alice.address, held, system.reference(), system.reference()),
    );
    expect(await system.token.balanceOf(bob.address)).to.equal(0n);
  });

  it("reports a revert on the chain with the contract's error", async () => {
    const { alice, carol } = system.actors;
    const held = await system.token.balanceOf(alice.address);
    const forced = system.as(alice).transfer(carol.address, held + 1n, { gasLimit: 200_000n });
    await chain.expectRevert(forced, "ERC20InsufficientBalance", [alice, held, held + 1n]);
  });

  it("rebuilds every balance from the logs", async () => {
    const logs = await system.token.queryFilter(system.token.filters.Transfer, first.blockNumber);
    const balances = new Map<string, bigint>();
    for (const { args } of logs) {
      balances.set(args.from, (balances.get(args.from) ?? 0n) - args.value);
      balances.set(args.to, (balances.get(args.to) ?? 0n) + args.value);
    }
    expect(logs.length).to.be.greaterThan(4);
    for (const [account, balance] of balances) {
      if (account !== ZeroAddress) expect(await system.token.balanceOf(account)).to.equal(balance);
    }
    expect(await system.token.totalSupply()).to.equal(-(balances.get(ZeroAddress) ?? 0n));
  });
});
