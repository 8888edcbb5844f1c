import { expect } from "chai";
import { ZeroAddress, id } from "ethers";
import { castActors, spareAccount } from "../support/actors.ts";
import type { TestChain } from "../support/chain.ts";
import { DAY, LIMITS, ROLES, type System, UNLIMITED, coins, standardSystem } from "../support/system.ts";

/** Bridges: ERC-7802 with limits and books of their own, apart from issuance. */
export function behavesLikeABridgeableToken(chain: TestChain): void {
  describe("Crosschain", () => {
    const { alice, bob, bridge, limiter, admin, minter, guardian } = castActors(chain);
    const second = spareAccount(chain, 0);
    let system: System;

    /** Small enough for the refill of some seconds to round to nothing. */
    const TIGHT = {
      inboundCapacity: 100n,
      inboundWindow: DAY,
      outboundCapacity: 50n,
      outboundWindow: DAY,
      netInflowCap: 150n,
    };

    beforeEach(async () => {
      system = await chain.fixture(standardSystem);
    });

    describe("crosschainMint", () => {
      it("brings supply in and keeps the books", async () => {
        await chain.expectEvents(system.as(bridge).crosschainMint(alice.address, coins(30)), [
          [system.token, "Transfer", [ZeroAddress, alice, coins(30)]],
          [system.token, "CrosschainMint", [alice, coins(30), bridge]],
        ]);
        await chain.send(system.as(bridge).crosschainMint(bob.address, coins(5)));
        expect(await system.token.totalSupply()).to.equal(coins(35));
        expect(await system.token.bridgeBooks(bridge.address)).to.deep.equal([coins(35), 0n]);
      });

      it("issues nothing new: it asks no window, no gate and no minter limit", async () => {
        await chain.send(system.attestations.connect(guardian).closeWindow(1));
        await chain.send(system.as(bridge).crosschainMint(alice.address, coins(1)));
        await chain.send(system.as(admin).setReserveGate(ZeroAddress));
        await chain.send(system.as(bridge).crosschainMint(alice.address, coins(1)));
        await chain.send(system.as(admin).retire(ZeroAddress));
        await chain.send(system.as(bridge).crosschainMint(alice.address, coins(1)));
        expect(await system.token.mintedInWindow()).to.deep.equal([0n, 0n]);
        expect(await system.token.totalSupply()).to.equal(coins(3));
      });

      it("refuses zero, the zero address and the token", async () => {
        await chain.expectRevert(system.as(bridge).crosschainMint(alice.address, 0n), "ZeroAmount");
        for (const receiver of [ZeroAddress, system.address]) {
          await chain.expectRevert(system.as(bridge).crosschainMint(receiver, 1n), "ERC20InvalidReceiver", [receiver]);
        }
      });
    });

    describe("crosschainBurn", () => {
      it("takes the bridge's own tokens out and keeps the books", async () => {
        await system.issue(bridge, coins(30));
        await chain.expectEvents(system.as(bridge).crosschainBurn(bridge.address, coins(20)), [
          [system.token, "Transfer", [bridge, ZeroAddress, coins(20)]],
          [system.token, "CrosschainBurn", [bridge, coins(20), bridge]],
        ]);
        expect(await system.token.totalSupply()).to.equal(coins(10));
        expect(await system.token.bridgeBooks(bridge.address)).to.deep.equal([0n, coins(20)]);
      });

      it("takes a holder's tokens only by allowance, and uses it up", async () => {
        await system.issue(alice, coins(30));
        await chain.expectRevert(
          system.as(bridge).crosschainBurn(alice.address, coins(1)),
          "ERC20InsufficientAllowance",
          [bridge, 0n, coins(1)],
        );
        await chain.send(system.as(alice).approve(bridge.address, coins(25)));
        await chain.expectEvents(system.as(bridge).crosschainBurn(alice.address, coins(20)), [
          [system.token, "Transfer", [alice, ZeroAddress, coins(20)]],
          [system.token, "CrosschainBurn", [alice, coins(20), bridge]],
        ]);
        expect(await system.token.allowance(alice.address, bridge.address)).to.equal(coins(5));
        await chain.expectRevert(
          system.as(bridge).crosschainBurn(alice.address, coins(6)),
          "ERC20InsufficientAllowance",
          [bridge, coins(5), coins(6)],
        );
      });

      it("leaves an infinite allowance as it is", async () => {
        await system.issue(alice, coins(30));
        await chain.send(system.as(alice).approve(bridge.address, UNLIMITED));
        await chain.send(system.as(bridge).crosschainBurn(alice.address, coins(20)));
        expect(await system.token.allowance(alice.address, bridge.address)).to.equal(UNLIMITED);
      });

      it("refuses zero and more than the balance", async () => {
        await chain.expectRevert(system.as(bridge).crosschainBurn(bridge.address, 0n), "ZeroAmount");
        await chain.expectRevert(system.as(bridge).crosschainBurn(bridge.address, 1n), "ERC20InsufficientBalance", [
          bridge,
          0n,
          1n,
        ]);
      });
    });

    describe("limits", () => {
      it("are told with what is left", async () => {
        await chain.expectEvents(system.as(limiter).setBridgeLimits(bridge.address, TIGHT), [
          [system.token, "BridgeLimitsSet", [bridge, [100n, DAY, 50n, DAY, 150n]]],
        ]);
        await chain.send(system.as(bridge).crosschainMint(bridge.address, 60n));
        await chain.send(system.as(bridge).crosschainBurn(bridge.address, 20n));
        expect(await system.token.bridgeLimits(bridge.address)).to.deep.equal([[100n, DAY, 50n, DAY, 150n], 40n, 30n]);
      });

      it("bound each direction on its own: what goes out does not make room for what comes in", async () => {
        await chain.send(system.as(limiter).setBridgeLimits(bridge.address, TIGHT));
        await chain.send(system.as(bridge).crosschainMint(bridge.address, 100n));
        await chain.send(system.as(bridge).crosschainBurn(bridge.address, 50n));
        await chain.expectRevert(system.as(bridge).crosschainMint(alice.address, 1n), "BridgeLimitExceeded", [
          bridge,
          1n,
          0n,
        ]);
        await chain.expectRevert(system.as(bridge).crosschainBurn(bridge.address, 1n), "BridgeLimitExceeded", [
          bridge,
          1n,
          0n,
        ]);
      });

      it("bound what a stolen bridge key can do (incident 5: more on one chain than was locked on the other)", async () => {
        const { inboundCapacity } = LIMITS.bridge;
        await chain.send(system.as(bridge).crosschainMint(bob.address, inboundCapacity));
        const { inboundAvailable } = await system.token.bridgeLimits(bridge.address);
        expect(inboundAvailable).to.be.lessThan(coins(1_000));
        await chain.expectRevert(
          system.as(bridge).crosschainMint.staticCall(bob.address, coins(1_000)),
          "BridgeLimitExceeded",
          [bridge, coins(1_000), inboundAvailable],
        );
      });

      it("refill with time, in proportion", async () => {
        const { inboundCapacity, inboundWindow, outboundCapacity, outboundWindow } = LIMITS.bridge;
        const minted = await chain.timeOf(
          await chain.send(system.as(bridge).crosschainMint(bridge.address, inboundCapacity)),
        );
        const burned = await chain.timeOf(
          await chain.send(system.as(bridge).crosschainBurn(bridge.address, outboundCapacity)),
        );
        await chain.timeTravel(DAY / 4n);
        const now = await chain.now();
        const { inboundAvailable, outboundAvailable } = await system.token.bridgeLimits(bridge.address);
        expect(inboundAvailable).to.equal(((now - minted) * inboundCapacity) / inboundWindow);
        expect(outboundAvailable).to.equal(((now - burned) * outboundCapacity) / outboundWindow);
        await chain.timeTravel(DAY);
        const full = await system.token.bridgeLimits(bridge.address);
        expect([full.inboundAvailable, full.outboundAvailable]).to.deep.equal([inboundCapacity, outboundCapacity]);
      });

      it("let nothing through where none were set", async () => {
        await chain.send(system.as(admin).grantRole(ROLES.bridge, second.address));
        await system.issue(second, coins(1));
        await chain.expectRevert(system.as(second).crosschainMint(alice.address, 1n), "BridgeLimitExceeded", [
          second,
          1n,
          0n,
        ]);
        await chain.expectRevert(system.as(second).crosschainBurn(second.address, 1n), "BridgeLimitExceeded", [
          second,
          1n,
          0n,
        ]);
      });

      it("let nothing through where zero was set", async () => {
        const none = { ...TIGHT, inboundCapacity: 0n, inboundWindow: 0n, outboundCapacity: 0n, outboundWindow: 0n };
        await chain.send(system.as(limiter).setBridgeLimits(bridge.address, none));
        await chain.expectRevert(system.as(bridge).crosschainMint(alice.address, 1n), "BridgeLimitExceeded", [
          bridge,
          1n,
          0n,
        ]);
      });

      it("of one bridge are not another's, and neither are its books", async () => {
        await chain.send(system.as(admin).grantRole(ROLES.bridge, second.address));
        await chain.send(system.as(limiter).setBridgeLimits(second.address, TIGHT));
        await chain.send(system.as(second).crosschainMint(alice.address, 100n));
        await chain.send(system.as(bridge).crosschainMint(alice.address, coins(7)));
        expect(await system.token.bridgeBooks(second.address)).to.deep.equal([100n, 0n]);
        expect(await system.token.bridgeBooks(bridge.address)).to.deep.equal([coins(7), 0n]);
        expect((await system.token.bridgeLimits(second.address)).inboundAvailable).to.equal(0n);
      });

      it("can be spelt unlimited, and cannot be nonsense", async () => {
        const limits = { ...TIGHT, inboundCapacity: UNLIMITED, netInflowCap: UNLIMITED };
        await chain.send(system.as(admin).setInflowCap(UNLIMITED));
        await chain.send(system.as(limiter).setBridgeLimits(bridge.address, limits));
        await chain.send(system.as(bridge).crosschainMint(alice.address, coins(1_000_000_000_000)));
        expect((await system.token.bridgeLimits(bridge.address)).limits.inboundCapacity).to.equal(UNLIMITED);
        for (const [capacity, window] of [
          [1n, 0n],
          [(1n << 208n) - 1n, DAY],
          [UNLIMITED - 1n, DAY],
        ] as const) {
          const inbound = { ...TIGHT, inboundCapacity: capacity, inboundWindow: window };
          const outbound = { ...TIGHT, outboundCapacity: capacity, outboundWindow: window };
          for (const nonsense of [inbound, outbound]) {
            await chain.expectRevert(system.as(limiter).setBridgeLimits(bridge.address, nonsense), "InvalidLimit", [
              capacity,
              window,
            ]);
          }
        }
      });
    });

    describe("caps on what comes in net", () => {
      const wide = { inboundWindow: DAY, outboundWindow: DAY, inboundCapacity: UNLIMITED, outboundCapacity: UNLIMITED };
      const cap = async (netInflowCap: bigint): Promise<void> => {
        await chain.send(system.as(limiter).setBridgeLimits(bridge.address, { ...wide, netInflowCap }));
      };

      it("bound one bridge for good, and what goes out makes room again", async () => {
        await cap(100n);
        await chain.send(system.as(bridge).crosschainMint(bridge.address, 100n));
        await chain.timeTravel(100n * DAY);
        expect((await system.token.bridgeLimits(bridge.address)).inboundAvailable).to.equal(0n);
        await chain.expectRevert(system.as(bridge).crosschainMint(bob.address, 1n), "BridgeInflowCapExceeded", [
          bridge,
          1n,
          0n,
        ]);
        await chain.send(system.as(bridge).crosschainBurn(bridge.address, 40n));
        await chain.expectRevert(system.as(bridge).crosschainMint(bob.address, 41n), "BridgeInflowCapExceeded", [
          bridge,
          41n,
          40n,
        ]);
        await chain.send(system.as(bridge).crosschainMint(bob.address, 40n));
      });

      it("let a bridge that took more out bring that back besides", async () => {
        await cap(0n);
        await system.issue(bridge, 70n);
        await chain.send(system.as(bridge).crosschainBurn(bridge.address, 70n));
        expect(await system.token.inflowCap()).to.deep.equal([LIMITS.inflowCap, -70n]);
        await chain.expectRevert(system.as(bridge).crosschainMint(bob.address, 71n), "BridgeInflowCapExceeded", [
          bridge,
          71n,
          70n,
        ]);
        await chain.send(system.as(bridge).crosschainMint(bob.address, 70n));
        expect(await system.token.inflowCap()).to.deep.equal([LIMITS.inflowCap, 0n]);
      });

      it("bound all bridges together", async () => {
        await chain.expectEvents(system.as(admin).setInflowCap(100n), [[system.token, "InflowCapSet", [100n]]]);
        await chain.send(system.as(admin).grantRole(ROLES.bridge, second.address));
        await chain.send(system.as(limiter).setBridgeLimits(second.address, { ...wide, netInflowCap: UNLIMITED }));
        await chain.send(system.as(bridge).crosschainMint(alice.address, 60n));
        await chain.expectRevert(system.as(second).crosschainMint(alice.address, 41n), "InflowCapExceeded", [41n, 40n]);
        await chain.send(system.as(second).crosschainMint(second.address, 40n));
        expect(await system.token.inflowCap()).to.deep.equal([100n, 100n]);
        await chain.send(system.as(second).crosschainBurn(second.address, 5n));
        await chain.expectRevert(system.as(bridge).crosschainMint(alice.address, 6n), "InflowCapExceeded", [6n, 5n]);
      });

      it("and limits still count after retirement, in both directions", async () => {
        await cap(50n);
        await chain.send(system.as(admin).retire(ZeroAddress));
        await chain.send(system.as(bridge).crosschainMint(bridge.address, 50n));
        await chain.send(system.as(bridge).crosschainBurn(bridge.address, 20n));
        await chain.expectRevert(system.as(bridge).crosschainMint(bob.address, 21n), "BridgeInflowCapExceeded", [
          bridge,
          21n,
          20n,
        ]);
      });
    });

    it("a minter is no bridge and a bridge no minter", async () => {
      await chain.expectRevert(
        system.as(minter).crosschainMint(alice.address, 1n),
        "AccessControlUnauthorizedAccount",
        [minter, ROLES.bridge],
      );
      await chain.expectRevert(
        system.as(bridge).mint(alice.address, 1n, id("deposit")),
        "AccessControlUnauthorizedAccount",
        [bridge, ROLES.minter],
      );
    });

    it("a failed move leaves books and limits as they were", async () => {
      await chain.expectRevert(system.as(bridge).crosschainBurn(bridge.address, coins(1)), "ERC20InsufficientBalance", [
        bridge,
        0n,
        coins(1),
      ]);
      await chain.expectRevert(system.as(bridge).crosschainMint(ZeroAddress, coins(1)), "ERC20InvalidReceiver", [
        ZeroAddress,
      ]);
      expect(await system.token.bridgeBooks(bridge.address)).to.deep.equal([0n, 0n]);
      const { inboundAvailable, outboundAvailable } = await system.token.bridgeLimits(bridge.address);
      expect(inboundAvailable).to.equal(LIMITS.bridge.inboundCapacity);
      expect(outboundAvailable).to.equal(LIMITS.bridge.outboundCapacity);
    });
  });
}
