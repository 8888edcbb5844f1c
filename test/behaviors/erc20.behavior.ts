import { expect } from "chai";
import { MaxUint256, ZeroAddress, id, zeroPadValue } from "ethers";
import { castActors } from "../support/actors.ts";
import { type Account, type TestChain } from "../support/chain.ts";
import { PLANES, type Plane } from "../support/planes.ts";
import { hand, post, signOrder, tokenDomain } from "../support/signing.ts";
import { COIN, type System, UNLIMITED, coins } from "../support/system.ts";

const TRUE = zeroPadValue("0x01", 32);

/** Metadata, transfers and allowances: the behaviour table's rows that every holder and exchange relies on. */
export function behavesLikeAnErc20(chain: TestChain): void {
  for (const plane of PLANES) describe(`ERC-20, ${plane.name}`, () => holders(chain, plane));
}

function holders(chain: TestChain, plane: Plane): void {
  const { alice, bob, carol, dave, stranger } = castActors(chain);
  let system: System;

  /** What a call returns, byte for byte. */
  const returned = async (from: Account, call: string, args: readonly unknown[]): Promise<string> =>
    await chain.provider.call({
      from: from.address,
      to: system.address,
      data: system.token.interface.encodeFunctionData(call as "transfer", args as never),
    });

  const balances = async (...accounts: Account[]): Promise<bigint[]> =>
    await Promise.all(accounts.map(async ({ address }) => await system.token.balanceOf(address)));

  beforeEach(async () => {
    system = await chain.fixture(plane.deploy);
    await system.issue(alice, coins(100));
  });

  it(`runs ${plane.name}`, async () => {
    expect(await system.token.delegated()).to.equal(plane.repaired);
  });

  it("tells name, symbol, decimals and version", async () => {
    expect(await system.token.name()).to.equal(COIN.name);
    expect(await system.token.symbol()).to.equal(COIN.symbol);
    expect(await system.token.decimals()).to.equal(6n);
    expect(await system.token.version()).to.equal("1");
  });

  it("counts one whole coin as a million units, on every chain (incident 2: minted with the wrong decimals)", async () => {
    expect(coins(1)).to.equal(1_000_000n);
    expect(await system.token.balanceOf(alice.address)).to.equal(100_000_000n);
    expect(await system.token.totalSupply()).to.equal(100_000_000n);
    expect(await system.attestations.decimals()).to.equal(await system.token.decimals());
  });

  describe("transfer", () => {
    it("moves the amount and emits one Transfer", async () => {
      await chain.expectEvents(system.as(alice).transfer(bob.address, coins(30)), [
        [system.token, "Transfer", [alice, bob, coins(30)]],
      ]);
      expect(await balances(alice, bob)).to.deep.equal([coins(70), coins(30)]);
      expect(await system.token.totalSupply()).to.equal(coins(100));
    });

    it("moves a whole balance", async () => {
      await chain.send(system.as(alice).transfer(bob.address, coins(100)));
      expect(await balances(alice, bob)).to.deep.equal([0n, coins(100)]);
    });

    it("refuses one unit more than the balance", async () => {
      await chain.expectRevert(system.as(alice).transfer(bob.address, coins(100) + 1n), "ERC20InsufficientBalance", [
        alice,
        coins(100),
        coins(100) + 1n,
      ]);
    });

    it("refuses an amount above every possible balance", async () => {
      await chain.expectRevert(system.as(alice).transfer(bob.address, MaxUint256), "ERC20InsufficientBalance", [
        alice,
        coins(100),
        MaxUint256,
      ]);
    });

    it("refuses the zero address (incident 22: a Transfer to zero without a change of supply)", async () => {
      for (const amount of [0n, coins(1)]) {
        await chain.expectRevert(system.as(alice).transfer(ZeroAddress, amount), "ERC20InvalidReceiver", [ZeroAddress]);
      }
    });

    it("refuses the token's own address", async () => {
      for (const amount of [0n, coins(1)]) {
        await chain.expectRevert(system.as(alice).transfer(system.address, amount), "ERC20InvalidReceiver", [
          system.address,
        ]);
      }
    });

    it("to oneself changes nothing but the event", async () => {
      for (const amount of [coins(100), 0n]) {
        await chain.expectEvents(system.as(alice).transfer(alice.address, amount), [
          [system.token, "Transfer", [alice, alice, amount]],
        ]);
      }
      expect(await balances(alice)).to.deep.equal([coins(100)]);
      expect(await system.token.totalSupply()).to.equal(coins(100));
    });

    it("to oneself still needs the balance", async () => {
      await chain.expectRevert(system.as(alice).transfer(alice.address, coins(100) + 1n), "ERC20InsufficientBalance", [
        alice,
        coins(100),
        coins(100) + 1n,
      ]);
    });

    it("of nothing succeeds, also without a balance", async () => {
      await chain.expectEvents(system.as(stranger).transfer(bob.address, 0n), [
        [system.token, "Transfer", [stranger, bob, 0n]],
      ]);
      expect(await balances(stranger, bob)).to.deep.equal([0n, 0n]);
    });
  });

  describe("approve", () => {
    it("sets the allowance and emits Approval", async () => {
      await chain.expectEvents(system.as(alice).approve(carol.address, coins(5)), [
        [system.token, "Approval", [alice, carol, coins(5)]],
      ]);
      expect(await system.token.allowance(alice.address, carol.address)).to.equal(coins(5));
      expect(await system.token.allowance(carol.address, alice.address)).to.equal(0n);
    });

    it("replaces an allowance that is not zero (incident 10: the approve race of tokens that demand a reset)", async () => {
      await chain.send(system.as(alice).approve(carol.address, coins(5)));
      await chain.expectEvents(system.as(alice).approve(carol.address, coins(3)), [
        [system.token, "Approval", [alice, carol, coins(3)]],
      ]);
      expect(await system.token.allowance(alice.address, carol.address)).to.equal(coins(3));
    });

    it("refuses the zero address", async () => {
      await chain.expectRevert(system.as(alice).approve(ZeroAddress, 1n), "ERC20InvalidSpender", [ZeroAddress]);
    });

    it("needs no balance", async () => {
      await chain.send(system.as(stranger).approve(carol.address, coins(5)));
      await chain.expectRevert(
        system.as(carol).transferFrom(stranger.address, bob.address, 1n),
        "ERC20InsufficientBalance",
        [stranger, 0n, 1n],
      );
    });
  });

  describe("transferFrom", () => {
    it("moves the amount, uses up the allowance and emits one Transfer", async () => {
      await chain.send(system.as(alice).approve(carol.address, coins(30)));
      await chain.expectEvents(system.as(carol).transferFrom(alice.address, bob.address, coins(20)), [
        [system.token, "Transfer", [alice, bob, coins(20)]],
      ]);
      expect(await balances(alice, bob, carol)).to.deep.equal([coins(80), coins(20), 0n]);
      expect(await system.token.allowance(alice.address, carol.address)).to.equal(coins(10));
    });

    it("uses an allowance to its end and no further", async () => {
      await chain.send(system.as(alice).approve(carol.address, coins(30)));
      await chain.expectRevert(
        system.as(carol).transferFrom(alice.address, bob.address, coins(30) + 1n),
        "ERC20InsufficientAllowance",
        [carol, coins(30), coins(30) + 1n],
      );
      await chain.send(system.as(carol).transferFrom(alice.address, bob.address, coins(30)));
      expect(await system.token.allowance(alice.address, carol.address)).to.equal(0n);
    });

    it("leaves an infinite allowance as it is", async () => {
      await chain.send(system.as(alice).approve(carol.address, UNLIMITED));
      await chain.send(system.as(carol).transferFrom(alice.address, bob.address, coins(30)));
      expect(await system.token.allowance(alice.address, carol.address)).to.equal(UNLIMITED);
    });

    it("uses up an allowance just below infinite", async () => {
      await chain.send(system.as(alice).approve(carol.address, UNLIMITED - 1n));
      await chain.send(system.as(carol).transferFrom(alice.address, bob.address, 1n));
      expect(await system.token.allowance(alice.address, carol.address)).to.equal(UNLIMITED - 2n);
    });

    it("refuses without an allowance, also the owner", async () => {
      for (const spender of [carol, alice]) {
        await chain.expectRevert(
          system.as(spender).transferFrom(alice.address, bob.address, 1n),
          "ERC20InsufficientAllowance",
          [spender, 0n, 1n],
        );
      }
    });

    it("refuses more than the owner has, however large the allowance", async () => {
      await chain.send(system.as(alice).approve(carol.address, UNLIMITED));
      await chain.expectRevert(
        system.as(carol).transferFrom(alice.address, bob.address, coins(101)),
        "ERC20InsufficientBalance",
        [alice, coins(100), coins(101)],
      );
    });

    it("refuses the zero address and the token's own address as receiver", async () => {
      await chain.send(system.as(alice).approve(carol.address, coins(30)));
      for (const receiver of [ZeroAddress, system.address]) {
        await chain.expectRevert(
          system.as(carol).transferFrom(alice.address, receiver, coins(1)),
          "ERC20InvalidReceiver",
          [receiver],
        );
      }
    });

    it("takes nothing from the zero address, not even nothing: it would read as an issue", async () => {
      await chain.expectRevert(
        system.as(carol).transferFrom(ZeroAddress, bob.address, 1n),
        "ERC20InsufficientAllowance",
        [carol, 0n, 1n],
      );
      await chain.expectRevert(system.as(carol).transferFrom(ZeroAddress, bob.address, 0n), "ERC20InvalidSender", [
        ZeroAddress,
      ]);
    });

    it("of nothing, or to the owner, changes nothing but the event", async () => {
      await chain.send(system.as(alice).approve(carol.address, coins(30)));
      await chain.expectEvents(system.as(dave).transferFrom(alice.address, bob.address, 0n), [
        [system.token, "Transfer", [alice, bob, 0n]],
      ]);
      await chain.expectEvents(system.as(carol).transferFrom(alice.address, alice.address, coins(30)), [
        [system.token, "Transfer", [alice, alice, coins(30)]],
      ]);
      expect(await balances(alice, bob, carol)).to.deep.equal([coins(100), 0n, 0n]);
    });
  });

  describe("returns", () => {
    it("exactly true, in 32 bytes, on every path (incident 9: a token that returns false on success)", async () => {
      await chain.send(system.as(alice).approve(carol.address, coins(30)));
      await chain.send(system.as(alice).approve(dave.address, UNLIMITED));
      expect(await returned(alice, "transfer", [bob.address, coins(1)])).to.equal(TRUE);
      expect(await returned(alice, "transfer", [alice.address, coins(1)])).to.equal(TRUE);
      expect(await returned(stranger, "transfer", [bob.address, 0n])).to.equal(TRUE);
      expect(await returned(alice, "approve", [bob.address, coins(1)])).to.equal(TRUE);
      expect(await returned(carol, "transferFrom", [alice.address, bob.address, coins(1)])).to.equal(TRUE);
      expect(await returned(dave, "transferFrom", [alice.address, bob.address, coins(1)])).to.equal(TRUE);
    });

    it("nothing where the standard names nothing", async () => {
      const order = {
        account: alice.address,
        counterpart: bob.address,
        value: coins(1),
        permitNonce: 0n,
        deadline: (await chain.now()) + 1_000n,
        validAfter: 0n,
        validBefore: (await chain.now()) + 1_000n,
        nonce: id("order"),
      };
      const domain = await tokenDomain(system.token);
      const { deadline, value, validAfter, validBefore, nonce } = order;
      const permit = hand(signOrder(alice, "permit", order, domain), "bytes65");
      const transfer = hand(signOrder(alice, "transfer", order, domain), "bytes65");
      expect(
        await returned(carol, "permit(address,address,uint256,uint256,bytes)", [
          alice.address,
          bob.address,
          value,
          deadline,
          permit,
        ]),
      ).to.equal("0x");
      expect(
        await returned(carol, "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)", [
          alice.address,
          bob.address,
          value,
          validAfter,
          validBefore,
          nonce,
          transfer,
        ]),
      ).to.equal("0x");
      await chain.send(post(system.as(carol), "transfer", order, transfer));
      expect(await balances(bob)).to.deep.equal([coins(1)]);
    });
  });

  describe("unknown calls", () => {
    // DAI's permit, WETH's deposit, USDT's increaseApproval and blacklist, and a selector nobody has.
    const signatures = [
      "permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)",
      "deposit()",
      "increaseApproval(address,uint256)",
      "addBlackList(address)",
      "nobodyHasThis()",
    ];

    it("revert, none is swallowed (incident 11: a phantom permit that succeeded and did nothing)", async () => {
      for (const signature of signatures) {
        const data = id(signature).slice(0, 10) + "00".repeat(256);
        await chain.expectBareRevert(chain.provider.call({ from: alice.address, to: system.address, data }));
        await chain.expectBareRevert(alice.sendTransaction({ to: system.address, data }));
      }
    });

    it("with less than a selector revert", async () => {
      for (const data of ["0x", "0x00", "0xa9059c"]) {
        await chain.expectBareRevert(chain.provider.call({ from: alice.address, to: system.address, data }));
      }
    });

    it("cannot leave native coin in the token", async () => {
      await chain.expectBareRevert(alice.sendTransaction({ to: system.address, value: 1n }));
      const data = system.token.interface.encodeFunctionData("transfer", [bob.address, 1n]);
      await chain.expectBareRevert(alice.sendTransaction({ to: system.address, value: 1n, data }));
      const minting = system.token.interface.encodeFunctionData("pause", [1n]);
      await chain.expectBareRevert(
        system.actors.pauser.sendTransaction({ to: system.address, value: 1n, data: minting }),
      );
      expect(await chain.provider.getBalance(system.address)).to.equal(0n);
    });
  });
}
