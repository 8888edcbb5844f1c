import { expect } from "chai";
import { type TypedDataDomain, TypedDataEncoder, ZeroAddress, ZeroHash, id, recoverAddress } from "ethers";
import { castActors } from "../support/actors.ts";
import { type Account, type TestChain, addressOf } from "../support/chain.ts";
import { deployMock, type MockName } from "../support/mocks.ts";
import { PLANES, type Plane, deployRepair } from "../support/planes.ts";
import {
  ACTS,
  type Act,
  type Handed,
  type Order,
  digestOf,
  hand,
  post,
  signOrder,
  tokenDomain,
} from "../support/signing.ts";
import { COIN, type System, coins, deploySystem, standardSystem } from "../support/system.ts";

/** What a valid signature can do, when, and how often. */
export function behavesLikeAnAuthorization(chain: TestChain): void {
  for (const plane of PLANES) describe(`Authorizations, ${plane.name}`, () => authorizations(chain, plane));
  describe("Signing domain", () => domains(chain));
}

function authorizations(chain: TestChain, plane: Plane): void {
  const { alice, bob, carol, relayer, deployer } = castActors(chain);
  let system: System;
  let order: Order;
  let domain: TypedDataDomain;

  const arranged = async (on: TestChain): Promise<System> => {
    const made = await plane.deploy(on);
    await made.issue(alice, coins(100));
    return made;
  };
  const sign = (act: Act, changed: Order = order, key: Account = alice): Handed =>
    hand(signOrder(key, act, changed, domain), "vrs");
  const carrier = (act: Act): Account => (act === "receive" ? bob : relayer);
  const orders = (act: Act, changed: Order = order, by = carrier(act)) =>
    post(system.as(by), act, changed, sign(act, changed));

  beforeEach(async () => {
    system = await chain.fixture(arranged);
    domain = await tokenDomain(system.token);
    const soon = (await chain.now()) + 100_000n;
    order = {
      account: alice.address,
      counterpart: bob.address,
      value: coins(5),
      permitNonce: 0n,
      deadline: soon,
      validAfter: 0n,
      validBefore: soon,
      nonce: id("order"),
    };
  });

  describe("permit", () => {
    it("counts nonces up and cannot be replayed", async () => {
      const handed = sign("permit");
      await chain.send(post(system.as(relayer), "permit", order, handed));
      const next = digestOf("permit", { ...order, permitNonce: 1n }, domain);
      const seen = recoverAddress(next, signOrder(alice, "permit", order, domain));
      await chain.expectRevert(post(system.as(relayer), "permit", order, handed), "ERC2612InvalidSigner", [
        seen,
        alice,
      ]);
      await chain.send(orders("permit", { ...order, permitNonce: 1n, value: 0n }));
      expect(await system.token.nonces(alice.address)).to.equal(2n);
      expect(await system.token.allowance(alice.address, bob.address)).to.equal(0n);
    });

    it("is refused after its deadline", async () => {
      const late = { ...order, deadline: (await chain.now()) - 1n };
      await chain.expectRevert(orders("permit", late), "ERC2612ExpiredSignature", [late.deadline]);
      await chain.timeTravel(100_001n);
      await chain.expectRevert(orders("permit"), "ERC2612ExpiredSignature", [order.deadline]);
    });

    it("without end, holds for ever", async () => {
      await chain.timeTravel(10_000_000_000n);
      await chain.send(orders("permit", { ...order, deadline: (1n << 256n) - 1n }));
    });

    it("that someone else has posted first leaves the allowance set (incident 15: a front-run permit broke the caller)", async () => {
      const handed = sign("permit");
      await chain.send(post(system.as(relayer), "permit", order, handed)); // the front-runner
      const next = digestOf("permit", { ...order, permitNonce: 1n }, domain);
      const seen = recoverAddress(next, signOrder(alice, "permit", order, domain));
      await chain.expectRevert(post(system.as(bob), "permit", order, handed), "ERC2612InvalidSigner", [seen, alice]);
      expect(await system.token.allowance(alice.address, bob.address)).to.equal(coins(5));
      await chain.send(system.as(bob).transferFrom(alice.address, bob.address, coins(5)));
      expect(await system.token.balanceOf(bob.address)).to.equal(coins(5));
    });

    it("of the zero address is nobody's", async () => {
      const nobody = { ...order, account: ZeroAddress };
      const zeros = { v: 27n, r: ZeroHash, s: ZeroHash };
      await chain.expectRevert(post(system.as(relayer), "permit", nobody, zeros), "ERC2612InvalidSigner", [
        ZeroAddress,
        ZeroAddress,
      ]);
    });

    it("to the zero address is refused", async () => {
      await chain.expectRevert(orders("permit", { ...order, counterpart: ZeroAddress }), "ERC20InvalidSpender", [
        ZeroAddress,
      ]);
    });
  });

  describe("EIP-3009", () => {
    const payments = ["transfer", "receive"] as const;

    for (const act of payments) {
      it(`${act} happens once: a used nonce reverts and is never silent (incident 14: a replay that returned without paying)`, async () => {
        await chain.send(orders(act));
        await chain.expectRevert(orders(act), "AuthorizationUsedOrCanceled", [alice, order.nonce]);
        expect(await system.token.balanceOf(bob.address)).to.equal(coins(5));
      });

      it(`${act} waits for its time and ends with it`, async () => {
        const now = await chain.now();
        const early = { ...order, validAfter: now + 10_000n };
        await chain.expectRevert(orders(act, early), "AuthorizationNotYetValid", [early.validAfter]);
        const late = { ...order, validBefore: now };
        await chain.expectRevert(orders(act, late), "AuthorizationExpired", [late.validBefore]);
        await chain.timeTravel(10_001n);
        await chain.send(orders(act, early));
        await chain.timeTravel(100_000n);
        await chain.expectRevert(orders(act, { ...order, nonce: id("another") }), "AuthorizationExpired", [
          order.validBefore,
        ]);
      });

      it(`${act} of more than the balance fails and leaves the nonce unused`, async () => {
        await chain.expectRevert(orders(act, { ...order, value: coins(101) }), "ERC20InsufficientBalance", [
          alice,
          coins(100),
          coins(101),
        ]);
        expect(await system.token.authorizationState(alice.address, order.nonce)).to.equal(false);
        await chain.send(orders(act));
      });

      it(`${act} needs no allowance and takes none`, async () => {
        await chain.send(system.as(alice).approve(carrier(act).address, coins(7)));
        await chain.send(orders(act));
        expect(await system.token.allowance(alice.address, carrier(act).address)).to.equal(coins(7));
      });

      it(`${act} of nothing, or to oneself, changes nothing but the events`, async () => {
        await chain.expectEvents(orders(act, { ...order, value: 0n }), [
          [system.token, "AuthorizationUsed", [alice, order.nonce]],
          [system.token, "Transfer", [alice, bob, 0n]],
        ]);
        const self = { ...order, counterpart: alice.address, nonce: id("self") };
        await chain.expectEvents(orders(act, self, alice), [
          [system.token, "AuthorizationUsed", [alice, self.nonce]],
          [system.token, "Transfer", [alice, alice, coins(5)]],
        ]);
        expect(await system.token.balanceOf(alice.address)).to.equal(coins(100));
      });
    }

    it("transfer to the zero address or the token is refused", async () => {
      for (const counterpart of [ZeroAddress, system.address]) {
        await chain.expectRevert(orders("transfer", { ...order, counterpart }), "ERC20InvalidReceiver", [counterpart]);
      }
    });

    it("receive is for the payee alone (incident 13: a watcher posted a deposit before the vault could)", async () => {
      for (const caller of [relayer, alice, carol]) {
        await chain.expectRevert(orders("receive", order, caller), "CallerMustBePayee", [caller, bob]);
      }
      await chain.send(orders("receive"));
    });

    it("transfer, receive and cancel share the nonces of an account", async () => {
      await chain.send(orders("transfer"));
      for (const act of ["receive", "cancel", "transfer"] as const) {
        await chain.expectRevert(orders(act), "AuthorizationUsedOrCanceled", [alice, order.nonce]);
      }
    });

    it("a cancelled nonce is dead for every act", async () => {
      await chain.send(orders("cancel"));
      for (const act of ["transfer", "receive", "cancel"] as const) {
        await chain.expectRevert(orders(act), "AuthorizationUsedOrCanceled", [alice, order.nonce]);
      }
      expect(await system.token.balanceOf(alice.address)).to.equal(coins(100));
    });

    it("nonces of different accounts do not meet, and come in any order", async () => {
      await system.issue(carol, coins(10));
      await chain.send(orders("transfer"));
      const same = { ...order, account: carol.address };
      await chain.send(post(system.as(relayer), "transfer", same, sign("transfer", same, carol)));
      for (const nonce of [`0x${"ff".repeat(32)}`, ZeroHash, id("between")]) {
        await chain.send(orders("transfer", { ...order, nonce }));
      }
      expect(await system.token.balanceOf(bob.address)).to.equal(coins(25));
    });
  });

  it("every order binds its domain, and a nonce or a time (incident 26: a fixed hash that could be signed for once and used for ever)", async () => {
    for (const act of ACTS) await chain.send(orders(act, { ...order, nonce: id(act) }));
    for (const act of ACTS) {
      const again = { ...order, nonce: id(act) };
      const reused = act === "permit" ? "ERC2612InvalidSigner" : "AuthorizationUsedOrCanceled";
      const seen = recoverAddress(
        digestOf("permit", { ...order, permitNonce: 1n }, domain),
        signOrder(alice, "permit", order, domain),
      );
      await chain.expectRevert(orders(act, again), reused, act === "permit" ? [seen, alice] : [alice, again.nonce]);
    }
  });

  describe("wallets that answer oddly are refused", () => {
    for (const name of ["RevertingWallet", "ShortWallet", "BooleanWallet"] satisfies MockName[]) {
      it(name, async () => {
        const wallet = await deployMock(chain, deployer, name);
        await system.issue({ address: addressOf(wallet) }, coins(10));
        const theirs = { ...order, account: addressOf(wallet) };
        for (const act of ACTS) {
          const handed = sign(act, theirs);
          await chain.expectRevert(
            post(system.as(carrier(act)), act, theirs, handed),
            act === "permit" ? "ERC2612InvalidSigner" : "AuthorizationInvalidSignature",
            act === "permit" ? [alice, wallet] : [wallet],
          );
        }
      });
    }
  });
}

function domains(chain: TestChain): void {
  const { alice, bob, relayer } = castActors(chain);
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
  });

  it("is told by ERC-5267 and is the one that is used", async () => {
    const told = await system.token.eip712Domain();
    expect(told).to.deep.equal(["0x0f", COIN.name, "1", chain.chainId, system.address, ZeroHash, []]);
    const separator = TypedDataEncoder.hashDomain(await tokenDomain(system.token));
    expect(await system.token.DOMAIN_SEPARATOR()).to.equal(separator);
  });

  it("is the same on the repair path", async () => {
    const separator = await system.token.DOMAIN_SEPARATOR();
    const repaired = await deployRepair(system);
    await chain.send(system.as(system.actors.upgrader).upgradeToAndCall(addressOf(repaired), "0x"));
    await chain.send(system.as(system.actors.upgrader).setDelegated(true));
    expect(await system.token.DOMAIN_SEPARATOR()).to.equal(separator);
  });

  it("cannot be renamed under holders' signatures (incident 30: a rename changed the domain silently)", () => {
    const setters: string[] = [];
    system.token.interface.forEachFunction(({ name, constant }) => {
      if (!constant && /name|symbol|domain|version/i.test(name)) setters.push(name);
    });
    expect(setters).to.deep.equal([]);
  });

  it("binds a signature to one chain (incident 12: a permit replayed on a fork or on the other chain)", async () => {
    const other = await chain.sibling();
    try {
      const twin = await deploySystem(other, { headroom: 0n });
      expect(other.chainId).not.to.equal(chain.chainId);
      const order: Order = {
        account: alice.address,
        counterpart: bob.address,
        value: coins(5),
        permitNonce: 0n,
        deadline: (1n << 256n) - 1n,
        validAfter: 0n,
        validBefore: (1n << 256n) - 1n,
        nonce: id("order"),
      };
      const here = { ...(await tokenDomain(system.token)), verifyingContract: twin.address };
      for (const act of ["permit", "transfer"] as const) {
        const signature = signOrder(alice, act, order, here);
        const seen = recoverAddress(digestOf(act, order, await tokenDomain(twin.token)), signature);
        await other.expectRevert(
          post(twin.as(relayer.connect(other.provider) as Account), act, order, hand(signature, "bytes65")),
          act === "permit" ? "ERC2612InvalidSigner" : "AuthorizationInvalidSignature",
          act === "permit" ? [seen, alice] : [alice],
        );
      }
    } finally {
      await other.close();
    }
  });
}
