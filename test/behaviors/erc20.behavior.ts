import { expect } from "chai";
import type { Chain } from "../support/chain.ts";
import { COIN, type System, coins, deploySystem } from "../support/system.ts";

export function behavesLikeAnErc20(chain: Chain): void {
  describe("ERC-20", () => {
    let system: System;
    beforeEach(async () => {
      system = await chain.fixture(deploySystem);
    });

    it("tells its metadata", async () => {
      expect(await system.token.name()).to.equal(COIN.name);
      expect(await system.token.symbol()).to.equal(COIN.symbol);
      expect(await system.token.decimals()).to.equal(6n);
    });
    it("moves tokens", async () => {
      const { alice, bob, minter } = system.actors;
      await system.issue(alice, coins(5));
      await chain.expectEvents(system.as(alice).transfer(bob.address, coins(2)), [
        [system.token, "Transfer", [alice, bob, coins(2)]],
      ]);
      await chain.expectRevert(system.as(alice).transfer(bob.address, coins(4)), "ERC20InsufficientBalance", [
        alice,
        coins(3),
        coins(4),
      ]);
      await chain.expectBareRevert(minter.sendTransaction({ to: system.address, data: "0x12345678" }));
    });
  });
}
