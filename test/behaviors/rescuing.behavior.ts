import { expect } from "chai";
import { type ContractTransactionResponse, ZeroHash, id } from "ethers";
import { castActors } from "../support/actors.ts";
import { type TestChain, addressOf } from "../support/chain.ts";
import { deployMock } from "../support/mocks.ts";
import { type System, coins, standardSystem } from "../support/system.ts";

const ACT = id("return 2027/1");

/** Stray tokens come back; holders' tokens cannot be reached. */
export function behavesLikeARescuer(chain: TestChain): void {
  describe("Rescuing", () => {
    const { alice, bob, compliance, rescuer, deployer } = castActors(chain);
    let system: System;

    beforeEach(async () => {
      system = await chain.fixture(standardSystem);
    });

    it("sends a stray ERC-20 on", async () => {
      const stray = await deployMock(chain, deployer, "StrayToken", system.address, 100n);
      await chain.expectEvents(system.as(rescuer).rescue(addressOf(stray), bob.address, 60n, ACT), [
        [stray, "Transfer", [system.address, bob, 60n]],
        [system.token, "Rescued", [stray, bob, 60n, ACT]],
      ]);
      expect(await stray.getFunction("balanceOf")(bob.address)).to.equal(60n);
      expect(await stray.getFunction("balanceOf")(system.address)).to.equal(40n);
    });

    it("sends a token on whose transfer returns nothing", async () => {
      const silent = await deployMock(chain, deployer, "SilentToken", system.address, 100n);
      await chain.send(system.as(rescuer).rescue(addressOf(silent), bob.address, 100n, ACT));
      expect(await silent.getFunction("balanceOf")(bob.address)).to.equal(100n);
    });

    it("sends a token on whose transfer answers false though it has moved (incident 9: USDT on TRON)", async () => {
      const lying = await deployMock(chain, deployer, "LyingToken", system.address, 100n);
      await chain.expectEvents(system.as(rescuer).rescue(addressOf(lying), bob.address, 60n, ACT), [
        [lying, "Transfer", [system.address, bob, 60n]],
        [system.token, "Rescued", [lying, bob, 60n, ACT]],
      ]);
      expect(await lying.getFunction("balanceOf")(bob.address)).to.equal(60n);
    });

    it("fails when the token fails", async () => {
      const refusing = await deployMock(chain, deployer, "RefusingToken", system.address, 100n);
      await chain.expectRevert(
        system.as(rescuer).rescue(addressOf(refusing), bob.address, 1n, ACT),
        "SafeERC20FailedOperation",
        [refusing],
      );
      const stray = await deployMock(chain, deployer, "StrayToken", system.address, 100n);
      await chain.expectRevert(
        system.as(rescuer).rescue(addressOf(stray), bob.address, 101n, ACT),
        "ERC20InsufficientBalance",
        [system.address, 100n, 101n],
      );
    });

    it("returns once under a reference, which is no seizure's either", async () => {
      const stray = await deployMock(chain, deployer, "StrayToken", system.address, 100n);
      const again = (): Promise<ContractTransactionResponse> =>
        system.as(rescuer).rescue(addressOf(stray), bob.address, 40n, ACT);
      await chain.send(again());
      expect(await system.token.isActUsed(ACT)).to.equal(true);
      await chain.expectRevert(again(), "ReferenceUsed", [ACT]);
      await system.issue(alice, coins(1));
      await system.freezeForGood(alice);
      const officer = system.as(compliance);
      await chain.expectRevert(officer.seize(alice.address, bob.address, 1n, id("case"), ACT), "ReferenceUsed", [ACT]);
      await chain.expectRevert(officer.wipe(alice.address, 1n, id("case"), ACT), "ReferenceUsed", [ACT]);
      expect(await stray.getFunction("balanceOf")(bob.address)).to.equal(40n);
    });

    it("asks for a reference and for an amount", async () => {
      const stray = addressOf(await deployMock(chain, deployer, "StrayToken", system.address, 100n));
      await chain.expectRevert(system.as(rescuer).rescue(stray, bob.address, 1n, ZeroHash), "ReferenceMissing");
      await chain.expectRevert(system.as(rescuer).rescue(stray, bob.address, 0n, ACT), "ZeroAmount");
    });

    it("refuses an address without code", async () => {
      await chain.expectRevert(
        system.as(rescuer).rescue(alice.address, bob.address, 1n, ACT),
        "SafeERC20FailedOperation",
        [alice],
      );
    });

    it("refuses the token itself (incident 7: a second entry point let a sweep reach the token's own accounting)", async () => {
      await system.issue(alice, coins(100));
      for (const amount of [0n, coins(1)]) {
        await chain.expectRevert(
          system.as(rescuer).rescue(system.address, bob.address, amount, ACT),
          "RescueOfOwnToken",
        );
      }
      expect(await system.token.balanceOf(alice.address)).to.equal(coins(100));
      expect(await system.token.balanceOf(system.address)).to.equal(0n);
    });

    it("cannot speak to the ledger in the token's name: there is one entry point and nothing stands at its address", async () => {
      await chain.expectBareRevert(system.as(rescuer).rescue(addressOf(system.controls), bob.address, 1n, ACT));
      await chain.expectRevert(system.as(alice).transfer(system.address, 0n), "ERC20InvalidReceiver", [system.address]);
    });
  });
}
