import { expect } from "chai";
import { ZeroAddress, ZeroHash, id } from "ethers";
import { castActors, spareAccount } from "../support/actors.ts";
import type { Account, TestChain } from "../support/chain.ts";
import { ALL_SCOPES, DAY, HOUR, ROLES, type System, coins, standardSystem } from "../support/system.ts";

const THREE_DAYS = 72n * HOUR;
const FOR_GOOD = (1n << 40n) - 1n;
const CASE = id("case 2027/1");

/** The two-speed freeze: instant by a guardian, lasting only by compliance. */
export function behavesLikeATwoSpeedFreeze(chain: TestChain): void {
  describe("Freezing", () => {
    const { alice, bob, carol, guardian, compliance } = castActors(chain);
    const second = spareAccount(chain, 0);
    let system: System;

    const freeze = async (account: Account): Promise<bigint> => chain.timeOf(await system.freeze(account));
    const state = async (account: Account): Promise<[boolean, bigint]> => [
      await system.token.isFrozen(account.address),
      await system.token.frozenUntil(account.address),
    ];

    beforeEach(async () => {
      system = await chain.fixture(standardSystem);
    });

    describe("by a guardian", () => {
      it("acts at once, in one transaction (incident 8: 44 minutes between the vote and the freeze)", async () => {
        await system.issue(alice, coins(10));
        const receipt = await chain.send(system.as(guardian).freeze(alice.address, CASE));
        const until = (await chain.timeOf(receipt)) + THREE_DAYS;
        const [event] = chain.eventsOf(receipt, system.token);
        expect(event?.name).to.equal("Frozen");
        expect(event?.args.toArray()).to.deep.equal([alice.address, CASE, guardian.address, until]);
        expect(receipt.logs.length).to.equal(1);
        expect(await state(alice)).to.deep.equal([true, until]);
        await chain.expectRevert(system.as(alice).transfer(bob.address, 1n), "AccountFrozen", [alice, until]);
      });

      it("keeps the balance in the same word", async () => {
        await system.issue(alice, coins(10));
        await freeze(alice);
        expect(await system.token.balanceOf(alice.address)).to.equal(coins(10));
        expect(await system.token.totalSupply()).to.equal(coins(10));
      });

      it("reaches an account that never held anything", async () => {
        const at = await freeze(alice);
        expect(await state(alice)).to.deep.equal([true, at + THREE_DAYS]);
        expect(await system.token.balanceOf(alice.address)).to.equal(0n);
      });

      it("ends by itself after 72 hours, to the second", async () => {
        await system.issue(alice, coins(10));
        const until = (await freeze(alice)) + THREE_DAYS;
        await chain.timeTravel(until - (await chain.now()) - 60n);
        expect(await chain.now()).to.be.lessThan(until);
        expect(await state(alice)).to.deep.equal([true, until]);
        await chain.timeTravel(until - (await chain.now()));
        expect(await chain.now()).to.be.at.least(until);
        expect(await state(alice)).to.deep.equal([false, until]);
        await chain.send(system.as(alice).transfer(bob.address, coins(10)));
        expect(await state(alice)).to.deep.equal([false, until]);
      });

      it("cannot be repeated to last for ever: a lapsed freeze stays on record", async () => {
        const until = (await freeze(alice)) + THREE_DAYS;
        await chain.timeTravel(THREE_DAYS);
        await chain.expectRevert(system.as(guardian).freeze(alice.address, CASE), "FreezeLapsed", [alice, until]);
        await chain.expectRevert(system.as(guardian).freezeBatch([bob.address, alice.address], CASE), "FreezeLapsed", [
          alice,
          until,
        ]);
        await chain.send(system.as(compliance).unfreeze(alice.address, CASE));
        await chain.timeTravel(THREE_DAYS);
        const again = await freeze(alice);
        expect(await state(alice)).to.deep.equal([true, again + THREE_DAYS]);
      });

      it("cannot be repeated for 72 hours once compliance has lifted it, but by another guardian", async () => {
        const { admin, limiter } = system.actors;
        await freeze(alice);
        const lifted = await chain.send(system.as(compliance).unfreeze(alice.address, CASE));
        const until = (await chain.timeOf(lifted)) + THREE_DAYS;
        expect(await system.token.guardianBarredUntil(alice.address, guardian.address)).to.equal(until);
        const barred = [alice, guardian, until];
        await chain.expectRevert(system.as(guardian).freeze(alice.address, CASE), "GuardianBarred", barred);
        const two = [bob.address, alice.address];
        await chain.expectRevert(system.as(guardian).freezeBatch(two, CASE), "GuardianBarred", barred);
        await chain.send(system.as(admin).grantRole(ROLES.guardian, second.address));
        await chain.send(system.as(limiter).setGuardianLimit(second.address, 1n, DAY));
        await chain.send(system.as(second).freeze(alice.address, CASE));
        await chain.send(system.as(compliance).unfreeze(alice.address, CASE));
        await chain.expectRevert(system.as(guardian).freeze(alice.address, CASE), "GuardianBarred", barred);
        await chain.timeTravel(until - (await chain.now()));
        await freeze(alice);
        expect((await state(alice))[0]).to.equal(true);
      });

      it("reaches only as many accounts as the guardian's limit lets it", async () => {
        const { limiter } = system.actors;
        await chain.expectEvents(system.as(limiter).setGuardianLimit(guardian.address, 2n, 1_000n * DAY), [
          [system.token, "GuardianLimitSet", [guardian, 2n, 1_000n * DAY]],
        ]);
        const three = [alice.address, bob.address, carol.address];
        await chain.expectRevert(system.as(guardian).freezeBatch(three, CASE), "GuardianLimitExceeded", [
          guardian,
          3n,
          2n,
        ]);
        await chain.send(system.as(guardian).freezeBatch(three.slice(0, 2), CASE));
        await chain.expectRevert(system.as(guardian).freeze(carol.address, CASE), "GuardianLimitExceeded", [
          guardian,
          1n,
          0n,
        ]);
        expect(await system.token.guardianLimit(guardian.address)).to.deep.equal([2n, 1_000n * DAY, 0n]);
        // Whom it passes over uses nothing.
        await chain.send(system.as(guardian).freezeBatch(three.slice(0, 2), CASE));
      });

      it("cannot prolong a running freeze", async () => {
        const until = (await freeze(alice)) + THREE_DAYS;
        await chain.timeTravel(HOUR);
        await chain.expectRevert(system.as(guardian).freeze(alice.address, CASE), "AccountFrozen", [alice, until]);
      });

      it("refuses the zero address and the token", async () => {
        for (const account of [ZeroAddress, system.address]) {
          await chain.expectRevert(system.as(guardian).freeze(account, CASE), "InvalidAccount", [account]);
        }
      });

      it("does not depend on what is paused", async () => {
        await chain.send(system.as(system.actors.pauser).pause(ALL_SCOPES));
        await freeze(alice);
        expect((await state(alice))[0]).to.equal(true);
      });
    });

    describe("ratified by compliance", () => {
      it("lasts until it is lifted", async () => {
        await freeze(alice);
        await chain.expectEvents(system.as(compliance).ratify(alice.address, CASE), [
          [system.token, "FreezeRatified", [alice, CASE, compliance]],
        ]);
        expect(await state(alice)).to.deep.equal([true, FOR_GOOD]);
        await chain.timeTravel(10n * 365n * 24n * HOUR);
        expect(await state(alice)).to.deep.equal([true, FOR_GOOD]);
        await chain.expectRevert(system.as(alice).transfer(bob.address, 0n), "AccountFrozen", [alice, FOR_GOOD]);
      });

      it("is refused where no freeze is on record: compliance alone cannot freeze", async () => {
        await chain.expectRevert(system.as(compliance).ratify(alice.address, CASE), "AccountNotFrozen", [alice]);
      });

      it("catches what has lapsed, in one transaction", async () => {
        await system.issue(alice, coins(10));
        await freeze(alice);
        await chain.timeTravel(THREE_DAYS);
        expect((await state(alice))[0]).to.equal(false);
        await chain.expectEvents(system.as(compliance).ratify(alice.address, CASE), [
          [system.token, "FreezeRatified", [alice, CASE, compliance]],
        ]);
        expect(await state(alice)).to.deep.equal([true, FOR_GOOD]);
        await chain.expectRevert(system.as(alice).transfer(bob.address, 1n), "AccountFrozen", [alice, FOR_GOOD]);
      });

      it("happens once", async () => {
        await system.freezeForGood(alice);
        await chain.expectRevert(system.as(compliance).ratify(alice.address, CASE), "FreezeAlreadyRatified", [alice]);
        await chain.expectRevert(system.as(guardian).freeze(alice.address, CASE), "AccountFrozen", [alice, FOR_GOOD]);
      });
    });

    describe("lifted by compliance", () => {
      for (const [kind, ratified] of [
        ["a running freeze", false],
        ["a ratified freeze", true],
      ] as const) {
        it(`ends ${kind} and gives the balance back untouched`, async () => {
          await system.issue(alice, coins(10));
          if (ratified) await system.freezeForGood(alice);
          else await freeze(alice);
          await chain.expectEvents(system.as(compliance).unfreeze(alice.address, CASE), [
            [system.token, "Unfrozen", [alice, CASE, compliance]],
          ]);
          expect(await state(alice)).to.deep.equal([false, 0n]);
          await chain.send(system.as(alice).transfer(bob.address, coins(10)));
          expect(await system.token.balanceOf(bob.address)).to.equal(coins(10));
        });
      }

      it("is refused where no freeze is on record", async () => {
        await chain.expectRevert(system.as(compliance).unfreeze(alice.address, CASE), "AccountNotFrozen", [alice]);
      });
    });

    describe("in batches", () => {
      it("freezes, ratifies and lifts each account with an event of its own", async () => {
        const accounts = [alice.address, bob.address, carol.address];
        const receipt = await chain.send(system.as(guardian).freezeBatch(accounts, CASE));
        const until = (await chain.timeOf(receipt)) + THREE_DAYS;
        expect(chain.eventsOf(receipt, system.token).map(({ name, args }) => [name, args.toArray()])).to.deep.equal(
          accounts.map((account) => ["Frozen", [account, CASE, guardian.address, until]]),
        );
        await chain.expectEvents(
          system.as(compliance).ratifyBatch(accounts, CASE),
          accounts.map((account) => [system.token, "FreezeRatified", [account, CASE, compliance]]),
        );
        for (const account of [alice, bob, carol]) expect(await state(account)).to.deep.equal([true, FOR_GOOD]);
        await chain.expectEvents(
          system.as(compliance).unfreezeBatch(accounts, CASE),
          accounts.map((account) => [system.token, "Unfrozen", [account, CASE, compliance]]),
        );
        for (const account of [alice, bob, carol]) expect(await state(account)).to.deep.equal([false, 0n]);
      });

      it("passes over what is as wanted already, and says so", async () => {
        const until = (await freeze(bob)) + THREE_DAYS;
        const accounts = [alice.address, bob.address];
        const receipt = await chain.send(system.as(guardian).freezeBatch(accounts, CASE));
        const end = (await chain.timeOf(receipt)) + THREE_DAYS;
        expect(chain.eventsOf(receipt, system.token).map(({ name, args }) => [name, args.toArray()])).to.deep.equal([
          ["Frozen", [alice.address, CASE, guardian.address, end]],
          ["PassedOver", [bob.address, CASE, guardian.address, until]],
        ]);
        await chain.send(system.as(compliance).ratify(bob.address, CASE));
        await chain.expectEvents(system.as(compliance).ratifyBatch(accounts, CASE), [
          [system.token, "FreezeRatified", [alice, CASE, compliance]],
          [system.token, "PassedOver", [bob, CASE, compliance, FOR_GOOD]],
        ]);
        await chain.send(system.as(compliance).unfreeze(bob.address, CASE));
        await chain.expectEvents(system.as(compliance).unfreezeBatch(accounts, CASE), [
          [system.token, "Unfrozen", [alice, CASE, compliance]],
          [system.token, "PassedOver", [bob, CASE, compliance, 0n]],
        ]);
      });

      it("does all or nothing", async () => {
        const until = (await freeze(bob)) + THREE_DAYS;
        const reversed = [bob.address, alice.address];
        await chain.expectRevert(system.as(compliance).ratifyBatch(reversed, CASE), "AccountNotFrozen", [alice]);
        const withToken = [alice.address, system.address];
        await chain.expectRevert(system.as(guardian).freezeBatch(withToken, CASE), "InvalidAccount", [system.token]);
        expect(await state(alice)).to.deep.equal([false, 0n]);
        expect(await state(bob)).to.deep.equal([true, until]);
      });
    });

    it("every act names its case", async () => {
      await freeze(bob);
      const [one, none] = [[alice.address], ZeroHash];
      await chain.expectRevert(system.as(guardian).freeze(alice.address, none), "CaseIdMissing");
      await chain.expectRevert(system.as(guardian).freezeBatch(one, none), "CaseIdMissing");
      await chain.expectRevert(system.as(compliance).ratify(bob.address, none), "CaseIdMissing");
      await chain.expectRevert(system.as(compliance).ratifyBatch([bob.address], none), "CaseIdMissing");
      await chain.expectRevert(system.as(compliance).unfreeze(bob.address, none), "CaseIdMissing");
      await chain.expectRevert(system.as(compliance).unfreezeBatch([bob.address], none), "CaseIdMissing");
    });

    if (chain.supports.sameBlock) {
      it("wins or loses against the owner's transfer in the same block by order alone", async () => {
        const transfer = (): { to: string; data: string } => ({
          to: system.address,
          data: system.token.interface.encodeFunctionData("transfer", [bob.address, coins(4)]),
        });
        const freezing = (account: Account): { to: string; data: string } => ({
          to: system.address,
          data: system.token.interface.encodeFunctionData("freeze", [account.address, CASE]),
        });
        await system.issue(alice, coins(10));
        await system.issue(carol, coins(10));

        const first = await chain.mineTogether([
          [guardian, freezing(alice)],
          [alice, transfer()],
        ]);
        expect(first.map(({ status, blockNumber }) => [status, blockNumber])).to.deep.equal([
          [1, first[0]?.blockNumber],
          [0, first[0]?.blockNumber],
        ]);
        const second = await chain.mineTogether([
          [carol, transfer()],
          [guardian, freezing(carol)],
        ]);
        expect(second.map(({ status, blockNumber }) => [status, blockNumber])).to.deep.equal([
          [1, second[0]?.blockNumber],
          [1, second[0]?.blockNumber],
        ]);
        expect(await system.token.balanceOf(alice.address)).to.equal(coins(10));
        expect(await system.token.balanceOf(carol.address)).to.equal(coins(6));
        expect(await system.token.balanceOf(bob.address)).to.equal(coins(4));
        expect((await state(carol))[0]).to.equal(true);
      });
    }
  });
}
