import { expect } from "chai";
import { type ContractTransactionResponse, id } from "ethers";
import { castActors } from "../support/actors.ts";
import type { Account, TestChain } from "../support/chain.ts";
import { PLANES, type Plane } from "../support/planes.ts";
import { type Act, type Form, type Order, hand, post, signOrder, tokenDomain } from "../support/signing.ts";
import { type System, UNLIMITED, coins } from "../support/system.ts";

/** A way by which tokens move, and who takes part. */
interface Path {
  readonly name: string;
  readonly run: (system: System) => Promise<ContractTransactionResponse>;
}

/** A frozen owner, receiver or spender stops every path; what is harmless goes on. */
export function behavesLikeAFrozenAccount(chain: TestChain): void {
  for (const plane of PLANES) describe(`Frozen accounts, ${plane.name}`, () => frozen(chain, plane));
}

function frozen(chain: TestChain, plane: Plane): void {
  const { alice, bob, carol, dave, relayer, minter, burner, bridge, guardian, compliance } = castActors(chain);
  let system: System;

  const arranged = async (on: TestChain): Promise<System> => {
    const made = await plane.deploy(on);
    for (const account of [alice, burner, bridge, dave]) await made.issue(account, coins(100));
    for (const spender of [carol, bridge]) await on.send(made.as(alice).approve(spender.address, UNLIMITED));
    await made.freeze(dave);
    return made;
  };

  beforeEach(async () => {
    system = await chain.fixture(arranged);
  });

  const signed = async (act: Act, form: Form, by: Account, from: Account, to: Account, value = coins(1)) => {
    const order: Order = {
      account: from.address,
      counterpart: to.address,
      value,
      permitNonce: await system.token.nonces(from.address),
      deadline: (await chain.now()) + 100_000n,
      validAfter: 0n,
      validBefore: (await chain.now()) + 100_000n,
      nonce: id(`${act} ${form} ${value}`),
    };
    const handed = hand(signOrder(from, act, order, await tokenDomain(system.token)), form);
    return await post(system.as(by), act, order, handed);
  };

  const payments: Path[] = [
    { name: "transfer", run: (on) => on.as(alice).transfer(bob.address, coins(1)) },
    { name: "transfer of nothing", run: (on) => on.as(alice).transfer(bob.address, 0n) },
    { name: "transferFrom", run: (on) => on.as(carol).transferFrom(alice.address, bob.address, coins(1)) },
    { name: "transferFrom of nothing", run: (on) => on.as(carol).transferFrom(alice.address, bob.address, 0n) },
    { name: "transferWithAuthorization (v, r, s)", run: () => signed("transfer", "vrs", relayer, alice, bob) },
    { name: "transferWithAuthorization (bytes)", run: () => signed("transfer", "bytes65", relayer, alice, bob) },
    { name: "transferWithAuthorization of nothing", run: () => signed("transfer", "vrs", relayer, alice, bob, 0n) },
    { name: "receiveWithAuthorization (v, r, s)", run: () => signed("receive", "vrs", bob, alice, bob) },
    { name: "receiveWithAuthorization (bytes)", run: () => signed("receive", "bytes64", bob, alice, bob) },
  ];

  const stops = (party: Account, path: Path): void => {
    it(path.name, async () => {
      await system.freeze(party);
      const until = await system.token.frozenUntil(party.address);
      const supply = await system.token.totalSupply();
      await chain.expectRevert(path.run(system), "AccountFrozen", [party, until]);
      expect(await system.token.totalSupply()).to.equal(supply);

      await chain.send(system.as(compliance).unfreeze(party.address, system.reference()));
      await chain.send(path.run(system)); // the freeze was the only obstacle
    });
  };

  describe("a frozen owner cannot pay", () => {
    for (const path of payments) stops(alice, path);
    stops(alice, { name: "transfer to itself", run: (on) => on.as(alice).transfer(alice.address, coins(1)) });
    stops(alice, {
      name: "crosschainBurn by a bridge it had allowed",
      run: (on) => on.as(bridge).crosschainBurn(alice.address, coins(1)),
    });
    stops(burner, { name: "burn", run: (on) => on.as(burner).burn(coins(1), on.reference()) });

    it("transferFrom by a clean spender (incident 17: frozen owner's tokens moved by an approved spender)", async () => {
      await system.freezeForGood(alice);
      for (const spender of [carol, bridge]) {
        await chain.expectRevert(
          system.as(spender).transferFrom(alice.address, spender.address, coins(1)),
          "AccountFrozen",
          [alice, (1n << 40n) - 1n],
        );
      }
    });

    it("permit and transferFrom by a spender who never was allowed", async () => {
      await system.freeze(alice);
      const until = await system.token.frozenUntil(alice.address);
      await chain.send(signed("permit", "vrs", relayer, alice, relayer, coins(5)));
      expect(await system.token.allowance(alice.address, relayer.address)).to.equal(coins(5));
      await chain.expectRevert(
        system.as(relayer).transferFrom(alice.address, relayer.address, coins(5)),
        "AccountFrozen",
        [alice, until],
      );
    });
  });

  describe("a frozen receiver cannot be paid", () => {
    for (const path of payments) stops(bob, path);
    stops(bob, { name: "mint", run: (on) => on.as(minter).mint(bob.address, coins(1), on.reference()) });
    stops(bob, { name: "crosschainMint", run: (on) => on.as(bridge).crosschainMint(bob.address, coins(1)) });
    stops(bob, {
      name: "seize to it",
      run: (on) => on.as(compliance).seize(dave.address, bob.address, coins(1), on.reference(), on.reference()),
    });
  });

  describe("a frozen spender cannot spend", () => {
    stops(carol, {
      name: "transferFrom (incident 18: a frozen spender moved clean owners' funds)",
      run: (on) => on.as(carol).transferFrom(alice.address, bob.address, coins(1)),
    });
    stops(carol, {
      name: "transferFrom of nothing",
      run: (on) => on.as(carol).transferFrom(alice.address, bob.address, 0n),
    });
    stops(bridge, {
      name: "crosschainBurn of another's tokens",
      run: (on) => on.as(bridge).crosschainBurn(alice.address, coins(1)),
    });
    stops(bridge, {
      name: "crosschainBurn of its own",
      run: (on) => on.as(bridge).crosschainBurn(bridge.address, coins(1)),
    });
    stops(bridge, { name: "crosschainMint", run: (on) => on.as(bridge).crosschainMint(bob.address, coins(1)) });
  });

  describe("harmless acts go on", () => {
    it("a frozen owner approves, and a frozen spender is approved", async () => {
      await system.freeze(alice);
      await system.freeze(bob);
      await chain.send(system.as(alice).approve(bob.address, coins(7)));
      expect(await system.token.allowance(alice.address, bob.address)).to.equal(coins(7));
    });

    it("a frozen owner's permit counts, also for a frozen spender", async () => {
      await system.freeze(alice);
      await system.freeze(bob);
      await chain.send(signed("permit", "bytes65", relayer, alice, bob, coins(7)));
      expect(await system.token.allowance(alice.address, bob.address)).to.equal(coins(7));
    });

    it("a frozen payer cancels an authorization", async () => {
      await system.freeze(alice);
      await chain.send(signed("cancel", "vrs", relayer, alice, alice));
      expect(await system.token.authorizationState(alice.address, id(`cancel vrs ${coins(1)}`))).to.equal(true);
    });

    it(`a frozen relayer ${plane.repaired ? "no longer carries" : "carries"} another's authorization`, async () => {
      await system.freeze(relayer);
      const carried = signed("transfer", "vrs", relayer, alice, bob);
      if (plane.repaired) {
        const until = await system.token.frozenUntil(relayer.address);
        await chain.expectRevert(carried, "AccountFrozen", [relayer, until]);
      } else {
        await chain.send(carried);
        expect(await system.token.balanceOf(bob.address)).to.equal(coins(1));
      }
    });
  });

  it("a lapsed freeze stops nothing", async () => {
    for (const party of [alice, bob, carol, burner, bridge]) await system.freeze(party);
    await chain.timeTravel(72 * 3_600);
    for (const path of payments) await chain.send(path.run(system));
    await chain.send(system.as(burner).burn(coins(1), system.reference()));
    await chain.send(system.as(bridge).crosschainBurn(alice.address, coins(1)));
  });

  it("freezes of guardian and compliance stop payments alike", async () => {
    await system.freezeForGood(alice);
    await chain.expectRevert(system.as(alice).transfer(bob.address, 1n), "AccountFrozen", [alice, (1n << 40n) - 1n]);
    await chain.expectRevert(system.as(guardian).transfer(dave.address, 0n), "AccountFrozen", [
      dave,
      await system.token.frozenUntil(dave.address),
    ]);
  });
}
