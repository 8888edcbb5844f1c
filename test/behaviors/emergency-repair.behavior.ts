import { expect } from "chai";
import { type Interface, type TransactionRequest, ZeroAddress, ZeroHash, id, toBeHex, zeroPadValue } from "ethers";
import { castActors, spareAccount } from "../support/actors.ts";
import { type Account, type TestChain, addressOf } from "../support/chain.ts";
import { faultyStablecoin } from "../support/faulty-token.ts";
import { deployRepair } from "../support/planes.ts";
import { Dice } from "../support/random.ts";
import { entry, namespaceSlot } from "../support/slots.ts";
import { COIN, type System, coins, deploySystem } from "../support/system.ts";

const HOLDERS = 8;
const FOR_GOOD = (1n << 40n) - 1n;
const LEDGER = namespaceSlot("stablecoin.storage.Ledger");
const IMPLEMENTATION = BigInt(id("eip1967.proxy.implementation")) - 1n;

/**
 * The rehearsal of the worst day: a token is live whose `transfer` has a fault, holders go on paying each other all the
 * time, and the issuer repairs it through the timelock, at the same address, without a pause.
 */
export function behavesLikeARepairableToken(chain: TestChain): void {
  describe("Emergency repair of a fault in `transfer`, under load", () => {
    const { proposer, carol, dave } = castActors(chain);
    const holders = Array.from({ length: HOLDERS }, (_, index) => spareAccount(chain, index));
    let system: System;
    let balances: Map<string, bigint>;
    let dice: Dice;

    const faulty = async (on: TestChain): Promise<System> => {
      const made = await deploySystem(on, { governance: "timelock", token: faultyStablecoin() });
      for (const account of [...holders, carol]) await made.issue(account, coins(1_000));
      for (const account of holders) await on.send(made.as(account).approve(dave.address, coins(500)));
      await made.freezeForGood(carol);
      return made;
    };

    beforeEach(async () => {
      system = await chain.fixture(faulty);
      balances = new Map([...holders, carol].map(({ address }) => [address, coins(1_000)]));
      dice = new Dice(20_261_122);
    });

    const encode = (name: string, args: readonly unknown[]): string =>
      (system.token.interface as Interface).encodeFunctionData(name, args);

    /** A payment between two holders, by the owner or by its spender; the model follows. */
    const payment = (): readonly [Account, TransactionRequest] => {
      const [from, to, value] = [dice.pick(holders), dice.pick(holders), BigInt(dice.roll(1_000_000))];
      balances.set(from.address, (balances.get(from.address) ?? 0n) - value);
      balances.set(to.address, (balances.get(to.address) ?? 0n) + value);
      const [by, data] =
        dice.roll(3) > 0
          ? [from, encode("transfer", [to.address, value])]
          : [dave, encode("transferFrom", [from.address, to.address, value])];
      return [by, { to: system.address, data }];
    };

    const load = async (payments: number): Promise<void> => {
      for (let count = 0; count < payments; count += 1) {
        const [by, request] = payment();
        await chain.send(by.sendTransaction(request));
      }
    };

    const expectBooks = async (): Promise<void> => {
      for (const [account, balance] of balances) expect(await system.token.balanceOf(account)).to.equal(balance);
      const sum = [...balances.values()].reduce((total, balance) => total + balance, 0n);
      expect(await system.token.totalSupply()).to.equal(sum);
    };

    /** Every balance as an indexer has it: from the events alone. */
    const replayed = async (): Promise<Map<string, bigint>> => {
      const books = new Map<string, bigint>();
      for (const { args } of await system.token.queryFilter(system.token.filters.Transfer())) {
        const { from, to, value } = args;
        if (from !== ZeroAddress) books.set(from, (books.get(from) ?? 0n) - value);
        if (to !== ZeroAddress) books.set(to, (books.get(to) ?? 0n) + value);
      }
      return new Map([...balances.keys()].map((account) => [account, books.get(account) ?? 0n]));
    };

    /** The raw words of the ledger: supply, every account, every allowance. */
    const words = async (): Promise<string[]> => {
      const slots = [
        LEDGER + 2n,
        ...[...holders, carol].map(({ address }) => entry(LEDGER, "address", address)),
        ...holders.map(({ address }) => entry(entry(LEDGER + 1n, "address", address), "address", dave.address)),
      ];
      return await Promise.all(slots.map((slot) => chain.provider.getStorage(system.address, toBeHex(slot, 32))));
    };

    /** Both acts in one operation of the timelock: never the one without the other. */
    const repair = async () => {
      const repaired = addressOf(await deployRepair(system));
      const calls = [encode("upgradeToAndCall", [repaired, "0x"]), encode("setDelegated", [true])];
      const both = [system.address, system.address];
      const batch: [string[], bigint[], string[], string, string] = [both, [0n, 0n], calls, ZeroHash, id("repair")];
      const timelock = system.timelock.connect(proposer);
      return {
        repaired,
        schedule: () => timelock.scheduleBatch(...batch, COIN.delays.upgrade),
        execution: timelock.interface.encodeFunctionData("executeBatch", batch),
      };
    };

    it("stops the fault in the very block that executes it, and loses no payment", async () => {
      await load(12);
      // The fault: tokens of a frozen account move.
      const [thief] = holders as [Account];
      await chain.send(system.as(carol).transfer(thief.address, coins(10)));
      balances.set(carol.address, coins(990));
      balances.set(thief.address, (balances.get(thief.address) ?? 0n) + coins(10));

      const { repaired, schedule, execution } = await repair();
      await chain.send(schedule());
      await load(12);
      await chain.timeTravel(COIN.delays.upgrade);
      await load(4);
      await expectBooks();

      // One block: payments, the theft, the repair, the theft again, payments.
      const theft: TransactionRequest = { to: system.address, data: encode("transfer", [thief.address, 1n]) };
      const [early, late] = [Array.from({ length: 4 }, payment), Array.from({ length: 4 }, payment)];
      const receipts = await chain.mineTogether([
        ...early,
        [carol, theft],
        [proposer, { to: addressOf(system.timelock), data: execution }],
        [carol, theft],
        ...late,
      ]);
      balances.set(carol.address, coins(990) - 1n);
      balances.set(thief.address, (balances.get(thief.address) ?? 0n) + 1n);
      expect(new Set(receipts.map(({ blockNumber }) => blockNumber)).size).to.equal(1);
      expect(receipts.map(({ status }) => status)).to.deep.equal([1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1]);
      await expectBooks();

      // The fault is gone for good, the token is the same, and holders notice nothing.
      await chain.expectRevert(system.as(carol).transfer(thief.address, 1n), "AccountFrozen", [carol, FOR_GOOD]);
      expect(await system.token.delegated()).to.equal(true);
      const implementation = await chain.provider.getStorage(system.address, toBeHex(IMPLEMENTATION, 32));
      expect(implementation).to.equal(zeroPadValue(repaired.toLowerCase(), 32));
      await load(12);
      await expectBooks();
      expect(await replayed()).to.deep.equal(balances);
    });

    it("touches no word of the ledger", async () => {
      await load(12);
      const { schedule, execution } = await repair();
      await chain.send(schedule());
      await chain.timeTravel(COIN.delays.upgrade);
      const before = await words();
      await chain.send(proposer.sendTransaction({ to: addressOf(system.timelock), data: execution }));
      expect(await words()).to.deep.equal(before);
      expect(new Set(before).size).to.be.greaterThan(HOLDERS);
    });

    it("cannot be hurried, half done, or undone by an older implementation", async () => {
      const { schedule, execution } = await repair();
      const execute = () => proposer.sendTransaction({ to: addressOf(system.timelock), data: execution });
      await chain.send(schedule());
      expect(await chain.revertName(execute())).to.equal("TimelockUnexpectedOperationState");
      await chain.timeTravel(COIN.delays.upgrade);
      await chain.send(execute());

      const { controls, timelock } = system;
      const back = [system.address, 0n, encode("upgradeToAndCall", [addressOf(controls), "0x"]), ZeroHash, id("back")];
      const [target, value, data, predecessor, salt] = back as [string, bigint, string, string, string];
      const governed = timelock.connect(proposer);
      await chain.send(governed.schedule(target, value, data, predecessor, salt, COIN.delays.upgrade));
      await chain.timeTravel(COIN.delays.upgrade);
      const refused = governed.execute(target, value, data, predecessor, salt);
      await chain.expectRevert(refused, "ImplementationDowngrade", [2n, 1n]);
      await chain.expectRevert(system.as(carol).transfer(dave.address, 1n), "AccountFrozen", [carol, FOR_GOOD]);
    });
  });
}
