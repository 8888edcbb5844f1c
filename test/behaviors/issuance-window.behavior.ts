import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { type ReserveAttestations, ReserveAttestations__factory } from "../../typechain-types/index.js";
import { THRESHOLD, castActors } from "../support/actors.ts";
import { type Account, type TestChain, addressOf } from "../support/chain.ts";
import { asStruct } from "../support/reports.ts";
import { COIN, DAY, HOUR, LIMITS, type System, UNLIMITED, coins, emptySystem } from "../support/system.ts";

/** How mints use up the headroom that a signed report opened. */
export function behavesLikeAGatedIssuance(chain: TestChain): void {
  describe("Issuance window", () => {
    const { admin, alice, burner, bridge, limiter, minter, guardian, deployer } = castActors(chain);
    let system: System;

    const arranged = async (on: TestChain): Promise<System> => {
      const made = await emptySystem(on);
      await on.send(made.as(limiter).setMinterLimit(minter.address, UNLIMITED, DAY));
      return made;
    };
    const mint = (amount: bigint, to: Account = alice) =>
      system.as(minter).mint(to.address, amount, system.reference());

    /** Another real attestation contract, as a replacement of the first. */
    const anotherGate = async (
      changes: { decimals?: number; previousSequence?: bigint; previousValidUntil?: bigint } = {},
    ): Promise<ReserveAttestations> =>
      await chain.deploy(ReserveAttestations__factory, deployer, {
        name: COIN.name,
        tokenId: COIN.tokenId,
        decimals: COIN.decimals,
        maximumWindow: COIN.maximumWindow,
        maximumAge: COIN.maximumAge,
        epoch: 1n,
        attestors: system.attestors.map(({ address }) => address),
        threshold: THRESHOLD,
        defaultAdmin: admin.address,
        defaultAdminDelay: COIN.adminDelay,
        guardians: [guardian.address],
        council: [],
        previousSequence: 0n,
        previousValidUntil: 0n,
        ...changes,
      });

    beforeEach(async () => {
      system = await chain.fixture(arranged);
    });

    it("is closed until the first report", async () => {
      expect(await system.token.headroom()).to.equal(0n);
      await chain.expectRevert(mint(1n), "ReportUnknown", [0n]);
    });

    it("opens with a report, for this chain's allocation and no more", async () => {
      const elsewhere = { chainId: chain.chainId + 1n, mintable: coins(900) };
      await system.openWindow({
        reserves: coins(1_000),
        allocations: [{ chainId: chain.chainId, mintable: coins(100) }, elsewhere],
      });
      expect(await system.token.headroom()).to.equal(coins(100));
      await chain.expectRevert(mint(coins(101)), "IssuanceWindowExceeded", [1n, coins(101), coins(100)]);
      await chain.send(mint(coins(100)));
      await chain.expectRevert(mint(1n), "IssuanceWindowExceeded", [1n, 1n, 0n]);
    });

    it("grants nothing to a chain the report does not name", async () => {
      await system.openWindow({
        reserves: coins(1_000),
        allocations: [{ chainId: chain.chainId + 1n, mintable: coins(900) }],
      });
      expect(await system.token.headroom()).to.equal(0n);
      await chain.expectRevert(mint(1n), "IssuanceWindowExceeded", [1n, 1n, 0n]);
    });

    it("counts all mints of a sequence together and starts anew with the next", async () => {
      await system.openWindow({ mintable: coins(100) });
      await chain.send(mint(coins(30)));
      await chain.send(mint(coins(50), minter));
      expect(await system.token.mintedInWindow()).to.deep.equal([1n, coins(80)]);
      expect(await system.token.headroom()).to.equal(coins(20));
      await chain.expectRevert(mint(coins(21)), "IssuanceWindowExceeded", [1n, coins(21), coins(20)]);

      await system.openWindow({ mintable: coins(60) });
      expect(await system.token.mintedInWindow()).to.deep.equal([1n, coins(80)]);
      expect(await system.token.headroom()).to.equal(coins(60));
      await chain.send(mint(coins(60)));
      expect(await system.token.mintedInWindow()).to.deep.equal([2n, coins(60)]);
    });

    it("does not give headroom back for what is burned", async () => {
      await system.openWindow({ mintable: coins(100) });
      await chain.send(mint(coins(100), burner));
      await chain.send(system.as(burner).burn(coins(100), system.reference()));
      await chain.expectRevert(mint(1n), "IssuanceWindowExceeded", [1n, 1n, 0n]);
    });

    it("has not begun, is open, and is over by the clock alone", async () => {
      const validFrom = (await chain.now()) + HOUR;
      const report = await system.nextReport({ validFrom, mintable: coins(100) });
      await system.submitReport(report);
      await chain.expectRevert(mint(1n), "WindowNotBegun", [1n, validFrom]);
      expect(await system.token.headroom()).to.equal(0n);
      await chain.timeTravel(HOUR);
      await chain.send(mint(1n));
      expect(await system.token.headroom()).to.equal(coins(100) - 1n);
      await chain.timeTravel(report.validUntil - (await chain.now()));
      await chain.expectRevert(mint(1n), "WindowExpired", [1n, report.validUntil]);
      expect(await system.token.headroom()).to.equal(0n);
    });

    it("is shut early by a guardian", async () => {
      await system.openWindow({ mintable: coins(100) });
      await chain.expectEvents(system.attestations.connect(guardian).closeWindow(1), [
        [system.attestations, "WindowClosed", [1n, guardian]],
      ]);
      await chain.expectRevert(mint(1n), "WindowClosedEarly", [1n]);
      expect(await system.token.headroom()).to.equal(0n);
    });

    it("stays shut under a report that counts less than is out here", async () => {
      await system.issue(alice, coins(50));
      await system.openWindow({ supply: coins(50) - 1n, mintable: coins(100), reserves: coins(200) });
      expect(await system.token.headroom()).to.equal(0n);
      await chain.expectRevert(mint(1n), "SupplyUnderstated", [2n, coins(50) - 1n, coins(50)]);
      await system.openWindow({ supply: coins(50), mintable: coins(100), reserves: coins(200) });
      expect(await system.token.headroom()).to.equal(coins(100));
      await chain.send(mint(coins(100)));
    });

    it("never lets this chain's supply above the reserves, whatever the report counted", async () => {
      await system.openWindow({ supply: 1n, mintable: coins(100), reserves: coins(120) });
      await chain.send(mint(1n));
      await chain.send(system.as(bridge).crosschainMint(alice.address, coins(50) - 1n));
      expect(await system.token.headroom()).to.equal(coins(70));
      await chain.expectRevert(mint(coins(71)), "ReservesExceeded", [coins(121), coins(120)]);
      await chain.send(mint(coins(70)));
      await chain.expectRevert(mint(1n), "ReservesExceeded", [coins(120) + 1n, coins(120)]);
      await chain.send(system.as(bridge).crosschainMint(alice.address, coins(500)));
      expect(await system.token.headroom()).to.equal(0n);
      await chain.expectRevert(mint(1n), "ReservesExceeded", [coins(620) + 1n, coins(120)]);
    });

    describe("the gate", () => {
      it("missing, stops every mint", async () => {
        await system.openWindow({ mintable: coins(100) });
        await chain.expectEvents(system.as(admin).setReserveGate(ZeroAddress), [
          [system.token, "ReserveGateSet", [ZeroAddress]],
        ]);
        expect(await system.token.reserveGate()).to.equal(ZeroAddress);
        expect(await system.token.headroom()).to.equal(0n);
        await chain.expectRevert(mint(1n), "ReserveGateMissing");
      });

      it("back again, goes on counting where it was", async () => {
        await system.openWindow({ mintable: coins(100) });
        await chain.send(mint(coins(90)));
        await chain.send(system.as(admin).setReserveGate(ZeroAddress));
        await chain.send(system.as(admin).setReserveGate(addressOf(system.attestations)));
        expect(await system.token.headroom()).to.equal(coins(10));
        await chain.expectRevert(mint(coins(11)), "IssuanceWindowExceeded", [1n, coins(11), coins(10)]);
      });

      it("replaced, counts the same sequence on and refuses an earlier one", async () => {
        await system.openWindow({ mintable: coins(100) });
        await system.openWindow({ mintable: coins(100) });
        await chain.send(mint(coins(90)));
        const gate = await anotherGate();
        const first = await system.nextReport({ sequence: 1n, validFrom: await chain.now(), mintable: coins(500) });
        const signatures = await system.signReport(first);
        await chain.send(gate.submit(asStruct(first), signatures));
        await chain.send(system.as(admin).setReserveGate(addressOf(gate)));
        await chain.expectRevert(mint(1n), "SequenceWentBack", [1n, 2n]);
        expect(await system.token.headroom()).to.equal(0n);

        await chain.timeTravel(DAY);
        const second = await system.nextReport({ sequence: 2n, validFrom: await chain.now(), mintable: coins(500) });
        await chain.send(gate.submit(asStruct(second), await system.signReport(second)));
        expect(await system.token.headroom()).to.equal(coins(410));
        await chain.expectRevert(mint(coins(411)), "IssuanceWindowExceeded", [2n, coins(411), coins(410)]);
        await chain.send(mint(coins(410)));
      });

      it("replaced by one that continues the sequence, opens with the next report", async () => {
        const old = await system.openWindow({ mintable: coins(100) });
        await chain.send(mint(coins(100)));
        const gate = await anotherGate({ previousSequence: 1n, previousValidUntil: old.validUntil });
        await chain.send(system.as(admin).setReserveGate(addressOf(gate)));
        await chain.expectRevert(mint(1n), "ReportUnknown", [1n]);
        const early = await system.nextReport({ sequence: 2n, validFrom: old.validUntil - 1n });
        await chain.expectRevert(gate.submit(asStruct(early), await system.signReport(early)), "WindowOverlap", [
          old.validUntil - 1n,
          old.validUntil,
        ]);
        await chain.timeTravel(DAY);
        const next = await system.nextReport({ sequence: 2n, validFrom: await chain.now(), mintable: coins(7) });
        await chain.send(gate.submit(asStruct(next), await system.signReport(next)));
        await chain.send(mint(coins(7)));
      });

      it("with other decimals, is refused (incident 2: a chain swap with the wrong decimals)", async () => {
        const gate = await anotherGate({ decimals: 18 });
        await chain.expectRevert(system.as(admin).setReserveGate(addressOf(gate)), "DecimalsMismatch", [18n, 6n]);
        expect(await system.token.reserveGate()).to.equal(addressOf(system.attestations));
      });

      it("that is no gate at all, is refused", async () => {
        await chain.expectBareRevert(system.as(admin).setReserveGate(alice.address));
        await chain.expectBareRevert(system.as(admin).setReserveGate(addressOf(system.timelock)));
      });
    });

    it("and the minter's limit both bind: the smaller one counts", async () => {
      await chain.send(system.as(limiter).setMinterLimit(minter.address, LIMITS.minter.capacity, DAY));
      await system.openWindow({ mintable: LIMITS.minter.capacity - 1n });
      await chain.expectRevert(mint(LIMITS.minter.capacity), "IssuanceWindowExceeded", [
        1n,
        LIMITS.minter.capacity,
        LIMITS.minter.capacity - 1n,
      ]);
      await chain.expectRevert(mint(LIMITS.minter.capacity + 1n), "MintLimitExceeded", [
        minter,
        LIMITS.minter.capacity + 1n,
        LIMITS.minter.capacity,
      ]);
    });
  });
}
