import { expect } from "chai";
import { ZeroAddress, ZeroHash, id } from "ethers";
import { IStablecoin__factory } from "../../typechain-types/index.js";
import { castActors } from "../support/actors.ts";
import type { TestChain } from "../support/chain.ts";
import { DAY, type System, UNLIMITED, coins, standardSystem } from "../support/system.ts";

const PAYOUT = id("payout 4711");

/** Redemption: a burner destroys its own tokens against a payout, whatever the state of issuance. */
export function behavesLikeARedeemableToken(chain: TestChain): void {
  describe("Burning", () => {
    const { alice, burner, minter, admin, guardian, pauser, stranger } = castActors(chain);
    let system: System;

    const arranged = async (on: TestChain): Promise<System> => {
      const made = await standardSystem(on);
      await made.issue(burner, coins(100));
      await made.issue(alice, coins(50));
      return made;
    };
    const redeems = async (): Promise<void> => {
      const before = await system.token.totalSupply();
      await chain.send(system.as(burner).burn(coins(1), system.reference()));
      expect(await system.token.totalSupply()).to.equal(before - coins(1));
    };

    beforeEach(async () => {
      system = await chain.fixture(arranged);
    });

    it("destroys the burner's own tokens and names the payout", async () => {
      await chain.expectEvents(system.as(burner).burn(coins(40), PAYOUT), [
        [system.token, "Transfer", [burner, ZeroAddress, coins(40)]],
        [system.token, "Burned", [burner, coins(40), PAYOUT]],
      ]);
      expect(await system.token.balanceOf(burner.address)).to.equal(coins(60));
      expect(await system.token.totalSupply()).to.equal(coins(110));
      expect(await system.token.isPayoutUsed(PAYOUT)).to.equal(true);
    });

    it("refuses zero, a missing reference and more than the balance", async () => {
      await chain.expectRevert(system.as(burner).burn(0n, PAYOUT), "ZeroAmount");
      await chain.expectRevert(system.as(burner).burn(1n, ZeroHash), "ReferenceMissing");
      await chain.expectRevert(system.as(burner).burn(coins(101), PAYOUT), "ERC20InsufficientBalance", [
        burner,
        coins(100),
        coins(101),
      ]);
      expect(await system.token.isPayoutUsed(PAYOUT)).to.equal(false);
    });

    it("pays out a reference once", async () => {
      await chain.send(system.as(burner).burn(coins(1), PAYOUT));
      await chain.expectRevert(system.as(burner).burn(coins(1), PAYOUT), "ReferenceUsed", [PAYOUT]);
      await chain.expectRevert(system.as(burner).burn(coins(2), PAYOUT), "ReferenceUsed", [PAYOUT]);
    });

    it("keeps payouts and deposits apart", async () => {
      await chain.send(system.as(burner).burn(coins(1), PAYOUT));
      expect(await system.token.isDepositUsed(PAYOUT)).to.equal(false);
      await chain.send(system.as(minter).mint(alice.address, coins(1), PAYOUT));
      expect(await system.token.isDepositUsed(PAYOUT)).to.equal(true);
    });

    it("reaches nobody else's tokens (incident 33: a minter could burn from anyone)", async () => {
      await chain.send(system.as(alice).approve(burner.address, UNLIMITED));
      await chain.expectRevert(system.as(burner).burn(coins(101), PAYOUT), "ERC20InsufficientBalance", [
        burner,
        coins(100),
        coins(101),
      ]);
      const burning: string[] = [];
      IStablecoin__factory.createInterface().forEachFunction((fragment) => {
        if (!fragment.constant && /burn|destroy|redeem/i.test(fragment.name)) burning.push(fragment.format("sighash"));
      });
      expect(burning).to.have.members(["burn(uint256,bytes32)", "crosschainBurn(address,uint256)"]);
      expect(await system.token.balanceOf(alice.address)).to.equal(coins(50));
    });

    it("goes on while minting is paused", async () => {
      await chain.send(system.as(pauser).pause(2n));
      await redeems();
    });

    it("goes on when the report is stale", async () => {
      await chain.timeTravel(30n * DAY);
      expect(await system.token.headroom()).to.equal(0n);
      await redeems();
    });

    it("goes on when a guardian has closed the window", async () => {
      await chain.send(system.attestations.connect(guardian).closeWindow(1));
      await redeems();
    });

    it("goes on without a reserve gate", async () => {
      await chain.send(system.as(admin).setReserveGate(ZeroAddress));
      await redeems();
    });

    it("goes on after issuance has ended", async () => {
      await chain.send(system.as(admin).retire(stranger.address));
      await redeems();
    });

    it("does not widen the window that is open", async () => {
      const headroom = await system.token.headroom();
      await redeems();
      expect(await system.token.headroom()).to.equal(headroom);
    });
  });
}
