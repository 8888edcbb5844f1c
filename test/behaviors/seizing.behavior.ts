import { expect } from "chai";
import { type ContractTransactionResponse, ZeroAddress, ZeroHash, id } from "ethers";
import { castActors } from "../support/actors.ts";
import type { Account, TestChain } from "../support/chain.ts";
import { ALL_SCOPES, HOUR, SCOPES, type System, coins, standardSystem } from "../support/system.ts";

const FOR_GOOD = (1n << 40n) - 1n;
const CASE = id("case 2027/2");
const ACT = id("act 2027/2-1");
const ACTS = ["one", "two", "three"].map(id);

/** Seizing and wiping: only from frozen accounts, in the books and in the events. */
export function behavesLikeASeizingIssuer(chain: TestChain): void {
  describe("Seizing", () => {
    const { alice, bob, carol, dave, compliance, pauser } = castActors(chain);
    let system: System;

    const arranged = async (on: TestChain): Promise<System> => {
      const made = await standardSystem(on);
      for (const account of [alice, bob, carol]) await made.issue(account, coins(100));
      await made.freezeForGood(alice);
      await made.freezeForGood(bob);
      return made;
    };
    const balances = async (...accounts: Account[]): Promise<bigint[]> =>
      await Promise.all(accounts.map(async ({ address }) => await system.token.balanceOf(address)));

    beforeEach(async () => {
      system = await chain.fixture(arranged);
    });

    describe("seize", () => {
      it("moves a frozen account's tokens and keeps it frozen (incident 19: clawback reverted on a frozen account)", async () => {
        await chain.expectEvents(system.as(compliance).seize(alice.address, dave.address, coins(60), CASE, ACT), [
          [system.token, "Transfer", [alice, dave, coins(60)]],
          [system.token, "Seized", [alice, dave, coins(60), CASE, ACT]],
        ]);
        expect(await balances(alice, dave)).to.deep.equal([coins(40), coins(60)]);
        expect(await system.token.totalSupply()).to.equal(coins(300));
        expect(await system.token.frozenUntil(alice.address)).to.equal(FOR_GOOD);
        expect(await system.token.isFrozen(dave.address)).to.equal(false);
      });

      it("takes the last unit and keeps the freeze word (incident 20: the freeze must survive writing the balance)", async () => {
        await chain.send(system.as(compliance).seize(alice.address, dave.address, coins(100), CASE, ACT));
        expect(await balances(alice, dave)).to.deep.equal([0n, coins(100)]);
        expect(await system.token.frozenUntil(alice.address)).to.equal(FOR_GOOD);
      });

      it("works under a guardian's freeze that is still running", async () => {
        await system.freeze(carol);
        const until = await system.token.frozenUntil(carol.address);
        await chain.send(system.as(compliance).seize(carol.address, dave.address, coins(100), CASE, ACT));
        expect(await system.token.frozenUntil(carol.address)).to.equal(until);
      });

      it("is refused from an account that is not frozen, or no longer", async () => {
        await chain.expectRevert(
          system.as(compliance).seize(carol.address, dave.address, coins(1), CASE, ACT),
          "AccountNotFrozen",
          [carol],
        );
        await system.freeze(carol);
        await chain.timeTravel(72n * HOUR);
        await chain.expectRevert(
          system.as(compliance).seize(carol.address, dave.address, coins(1), CASE, ACT),
          "AccountNotFrozen",
          [carol],
        );
      });

      it("is refused to a frozen account, itself included (incident 27: a forced transfer to oneself lifted a freeze)", async () => {
        for (const receiver of [bob, alice]) {
          await chain.expectRevert(
            system.as(compliance).seize(alice.address, receiver.address, coins(1), CASE, ACT),
            "AccountFrozen",
            [receiver, FOR_GOOD],
          );
        }
        expect(await system.token.frozenUntil(alice.address)).to.equal(FOR_GOOD);
      });

      it("is refused to the zero address and to the token", async () => {
        for (const receiver of [ZeroAddress, system.address]) {
          await chain.expectRevert(
            system.as(compliance).seize(alice.address, receiver, coins(1), CASE, ACT),
            "ERC20InvalidReceiver",
            [receiver],
          );
        }
      });

      it("is refused above the balance", async () => {
        await chain.expectRevert(
          system.as(compliance).seize(alice.address, dave.address, coins(100) + 1n, CASE, ACT),
          "ERC20InsufficientBalance",
          [alice, coins(100), coins(100) + 1n],
        );
      });
    });

    describe("wipe", () => {
      it("destroys a frozen account's tokens, with Transfer to zero (incident 21: a wipe without a Transfer event)", async () => {
        await chain.expectEvents(system.as(compliance).wipe(alice.address, coins(60), CASE, ACT), [
          [system.token, "Transfer", [alice, ZeroAddress, coins(60)]],
          [system.token, "Wiped", [alice, coins(60), CASE, ACT]],
        ]);
        expect(await balances(alice)).to.deep.equal([coins(40)]);
        expect(await system.token.totalSupply()).to.equal(coins(240));
        expect(await system.token.frozenUntil(alice.address)).to.equal(FOR_GOOD);
      });

      it("is refused from an account that is not frozen", async () => {
        await chain.expectRevert(system.as(compliance).wipe(carol.address, coins(1), CASE, ACT), "AccountNotFrozen", [
          carol,
        ]);
      });

      it("is refused above the balance", async () => {
        await chain.expectRevert(
          system.as(compliance).wipe(alice.address, coins(101), CASE, ACT),
          "ERC20InsufficientBalance",
          [alice, coins(100), coins(101)],
        );
      });
    });

    describe("in batches", () => {
      it("seizes each amount with its own events", async () => {
        await chain.expectEvents(
          system
            .as(compliance)
            .seizeBatch(
              [alice.address, bob.address, alice.address],
              dave.address,
              [coins(1), coins(2), coins(3)],
              CASE,
              ACTS,
            ),
          [
            [system.token, "Transfer", [alice, dave, coins(1)]],
            [system.token, "Seized", [alice, dave, coins(1), CASE, ACTS[0]]],
            [system.token, "Transfer", [bob, dave, coins(2)]],
            [system.token, "Seized", [bob, dave, coins(2), CASE, ACTS[1]]],
            [system.token, "Transfer", [alice, dave, coins(3)]],
            [system.token, "Seized", [alice, dave, coins(3), CASE, ACTS[2]]],
          ],
        );
        expect(await balances(alice, bob, dave)).to.deep.equal([coins(96), coins(98), coins(6)]);
      });

      it("wipes each amount with its own events", async () => {
        await chain.expectEvents(
          system.as(compliance).wipeBatch([alice.address, bob.address], [coins(1), coins(2)], CASE, ACTS.slice(0, 2)),
          [
            [system.token, "Transfer", [alice, ZeroAddress, coins(1)]],
            [system.token, "Wiped", [alice, coins(1), CASE, ACTS[0]]],
            [system.token, "Transfer", [bob, ZeroAddress, coins(2)]],
            [system.token, "Wiped", [bob, coins(2), CASE, ACTS[1]]],
          ],
        );
        expect(await system.token.totalSupply()).to.equal(coins(297));
      });

      it("does all or nothing", async () => {
        const accounts = [alice.address, carol.address];
        const amounts = [coins(1), coins(1)];
        await chain.expectRevert(
          system.as(compliance).seizeBatch(accounts, dave.address, amounts, CASE, ACTS.slice(0, 2)),
          "AccountNotFrozen",
          [carol],
        );
        await chain.expectRevert(
          system.as(compliance).wipeBatch(accounts, amounts, CASE, ACTS.slice(0, 2)),
          "AccountNotFrozen",
          [carol],
        );
        expect(await balances(alice, carol, dave)).to.deep.equal([coins(100), coins(100), 0n]);
      });

      it("refuses lists of different length", async () => {
        const accounts = [alice.address, bob.address];
        await chain.expectRevert(
          system.as(compliance).seizeBatch(accounts, dave.address, [1n], CASE, ACTS.slice(0, 2)),
          "LengthMismatch",
          [2n, 1n],
        );
        await chain.expectRevert(system.as(compliance).wipeBatch([], [1n], CASE, []), "LengthMismatch", [0n, 1n]);
        await chain.expectRevert(
          system.as(compliance).seizeBatch(accounts, dave.address, [1n, 1n], CASE, ACTS),
          "LengthMismatch",
          [2n, 3n],
        );
        await chain.expectRevert(system.as(compliance).wipeBatch(accounts, [1n, 1n], CASE, [ACT]), "LengthMismatch", [
          2n,
          1n,
        ]);
      });
    });

    it("takes once under a reference, singly, in batches and across both", async () => {
      const officer = system.as(compliance);
      const [first, second] = ACTS as [string, string];
      await chain.send(officer.seize(alice.address, dave.address, coins(1), CASE, first));
      expect(await system.token.isActUsed(first)).to.equal(true);
      expect(await system.token.isActUsed(second)).to.equal(false);
      const used = async (again: Promise<ContractTransactionResponse>): Promise<void> => {
        await chain.expectRevert(again, "ReferenceUsed", [first]);
      };
      await used(officer.seize(alice.address, dave.address, coins(1), CASE, first));
      await used(officer.wipe(bob.address, 1n, id("another case"), first));
      const [two, ones] = [
        [bob.address, alice.address],
        [1n, 1n],
      ];
      await used(officer.seizeBatch(two, dave.address, ones, CASE, [second, first]));
      await used(officer.wipeBatch(two, ones, CASE, [second, first]));
      expect(await system.token.isActUsed(second)).to.equal(false);
      expect(await balances(alice, bob, dave)).to.deep.equal([coins(99), coins(100), coins(1)]);
    });

    it("asks for a reference and for an amount, which zero is not", async () => {
      const officer = system.as(compliance);
      const one = [alice.address];
      await chain.expectRevert(officer.seize(alice.address, dave.address, 1n, CASE, ZeroHash), "ReferenceMissing");
      await chain.expectRevert(officer.seizeBatch(one, dave.address, [1n], CASE, [ZeroHash]), "ReferenceMissing");
      await chain.expectRevert(officer.wipe(alice.address, 1n, CASE, ZeroHash), "ReferenceMissing");
      await chain.expectRevert(officer.wipeBatch(one, [1n], CASE, [ZeroHash]), "ReferenceMissing");
      await chain.expectRevert(officer.seize(alice.address, dave.address, 0n, CASE, ACT), "ZeroAmount");
      await chain.expectRevert(officer.seizeBatch(one, dave.address, [0n], CASE, [ACT]), "ZeroAmount");
      await chain.expectRevert(officer.wipe(alice.address, 0n, CASE, ACT), "ZeroAmount");
      await chain.expectRevert(officer.wipeBatch(one, [0n], CASE, [ACT]), "ZeroAmount");
      expect(await balances(alice)).to.deep.equal([coins(100)]);
    });

    it("stops while seizures are paused", async () => {
      await chain.send(system.as(pauser).pause(SCOPES.seize));
      const officer = system.as(compliance);
      const [one, stopped] = [[alice.address], [SCOPES.seize]];
      await chain.expectRevert(officer.seize(alice.address, dave.address, 1n, CASE, ACT), "EnforcedPause", stopped);
      await chain.expectRevert(officer.seizeBatch(one, dave.address, [1n], CASE, [ACT]), "EnforcedPause", stopped);
      await chain.expectRevert(officer.wipe(alice.address, 1n, CASE, ACT), "EnforcedPause", stopped);
      await chain.expectRevert(officer.wipeBatch(one, [1n], CASE, [ACT]), "EnforcedPause", stopped);
    });

    it("goes on while everything else is paused", async () => {
      await chain.send(system.as(pauser).pause(ALL_SCOPES & ~SCOPES.seize));
      await chain.send(system.as(compliance).seize(alice.address, dave.address, coins(1), CASE, ACT));
      await chain.send(system.as(compliance).wipe(alice.address, coins(1), CASE, id("another act")));
      expect(await balances(alice, dave)).to.deep.equal([coins(98), coins(1)]);
    });

    it("names its case", async () => {
      const one = [alice.address];
      const officer = system.as(compliance);
      await chain.expectRevert(officer.seize(alice.address, dave.address, 1n, ZeroHash, ACT), "CaseIdMissing");
      await chain.expectRevert(officer.seizeBatch(one, dave.address, [1n], ZeroHash, [ACT]), "CaseIdMissing");
      await chain.expectRevert(officer.wipe(alice.address, 1n, ZeroHash, ACT), "CaseIdMissing");
      await chain.expectRevert(officer.wipeBatch(one, [1n], ZeroHash, [ACT]), "CaseIdMissing");
    });
  });
}
