import { expect } from "chai";
import { ZeroAddress, id } from "ethers";
import { castActors } from "../support/actors.ts";
import type { TestChain } from "../support/chain.ts";
import { type System, UNLIMITED, coins, standardSystem } from "../support/system.ts";

const LARGEST_SUPPLY = (1n << 216n) - 1n;
const LARGEST_STEP = (1n << 208n) - 1n;
const FOR_GOOD = (1n << 40n) - 1n;
const CASE = id("case");

/** The edges of the account word: balance below, freeze above, neither touches the other. */
export function behavesLikeABoundedLedger(chain: TestChain): void {
  describe("Ledger", () => {
    const { alice, bob, carol, bridge, burner, limiter, compliance, minter, admin } = castActors(chain);
    let system: System;

    /**
     * All that can ever exist, brought in by a bridge without limits: 256 steps and 255 units. Before them something was
     * minted and redeemed, so that the open window counts.
     */
    const full = async (on: TestChain): Promise<System> => {
      const made = await standardSystem(on);
      const unlimited = { inboundCapacity: UNLIMITED, outboundCapacity: UNLIMITED, netInflowCap: UNLIMITED };
      const limits = { ...unlimited, inboundWindow: 1n, outboundWindow: 1n };
      await on.send(made.as(admin).setInflowCap(UNLIMITED));
      await on.send(made.as(limiter).setBridgeLimits(bridge.address, limits));
      await made.issue(burner, 1n);
      await on.send(made.as(burner).burn(1n, made.reference()));
      for (let step = 0; step < 256; step += 1) {
        await on.send(made.as(bridge).crosschainMint(alice.address, LARGEST_STEP, { gasLimit: 300_000n }));
      }
      await on.timeTravel(10n); // the bridge's limit is full again
      return made;
    };

    beforeEach(async () => {
      system = await chain.fixture(full);
    });

    it("holds 2^216 - 1 units and not one more", async () => {
      const supply = 256n * LARGEST_STEP;
      expect(await system.token.totalSupply()).to.equal(supply);
      await chain.expectRevert(system.as(bridge).crosschainMint(bob.address, 256n), "SupplyOverflow", [supply, 256n]);
      await chain.send(system.as(bridge).crosschainMint(bob.address, 255n));
      await chain.timeTravel(10n);
      expect(await system.token.totalSupply()).to.equal(LARGEST_SUPPLY);
      await chain.expectRevert(system.as(bridge).crosschainMint(bob.address, 1n), "SupplyOverflow", [
        LARGEST_SUPPLY,
        1n,
      ]);
      const mint = () => system.as(minter).mint(bob.address, coins(1), system.reference());
      await chain.expectRevert(mint(), "ReservesExceeded", [LARGEST_SUPPLY + coins(1), coins(100_000_000)]);
      // No report can state so much: its numbers have 128 bits.
      await system.openWindow({ supply: 0n, mintable: coins(1), reserves: coins(1) });
      await chain.expectRevert(mint(), "SupplyUnderstated", [2n, 0n, LARGEST_SUPPLY]);
    });

    it("keeps the freeze whatever is written below it (incident 20: a balance near the edge spilt into the freeze)", async () => {
      await chain.send(system.as(bridge).crosschainMint(alice.address, 255n));
      expect(await system.token.balanceOf(alice.address)).to.equal(LARGEST_SUPPLY);
      expect(await system.token.frozenUntil(alice.address)).to.equal(0n);
      await chain.send(system.as(alice).transfer(alice.address, LARGEST_SUPPLY));
      await chain.send(system.as(alice).transfer(bob.address, LARGEST_SUPPLY));
      await chain.send(system.as(bob).transfer(alice.address, 0n));
      for (const account of [alice, bob]) expect(await system.token.frozenUntil(account.address)).to.equal(0n);

      await system.freezeForGood(bob);
      expect(await system.token.balanceOf(bob.address)).to.equal(LARGEST_SUPPLY);
      await chain.send(system.as(compliance).seize(bob.address, carol.address, 1n, CASE, system.reference()));
      await chain.send(system.as(compliance).wipe(bob.address, LARGEST_SUPPLY - 2n, CASE, system.reference()));
      expect(await system.token.balanceOf(bob.address)).to.equal(1n);
      expect(await system.token.frozenUntil(bob.address)).to.equal(FOR_GOOD);
      expect(await system.token.balanceOf(carol.address)).to.equal(1n);
      expect(await system.token.totalSupply()).to.equal(2n);
    });

    it("keeps the balance whatever is written above it", async () => {
      const held = await system.token.balanceOf(alice.address);
      await system.freeze(alice);
      expect(await system.token.balanceOf(alice.address)).to.equal(held);
      await chain.send(system.as(compliance).ratify(alice.address, system.reference()));
      expect(await system.token.balanceOf(alice.address)).to.equal(held);
      await chain.send(system.as(compliance).unfreeze(alice.address, system.reference()));
      expect(await system.token.balanceOf(alice.address)).to.equal(held);
      expect(await system.token.balanceOf(ZeroAddress)).to.equal(0n);
    });
  });
}
