import { expect } from "chai";
import { type Interface, ZeroAddress, ZeroHash, id, toBeHex } from "ethers";
import { castActors } from "../support/actors.ts";
import { type Account, type TestChain, addressOf } from "../support/chain.ts";
import { deployMock } from "../support/mocks.ts";
import { deployRepair } from "../support/planes.ts";
import { asStruct } from "../support/reports.ts";
import { COIN, DAY, ROLES, type System, coins, deploySystem } from "../support/system.ts";

/** TimelockController's states as bits of what was expected. */
const EXPECTED = { unset: toBeHex(1n << 0n, 32), pending: toBeHex(6n, 32), ready: toBeHex(1n << 2n, 32) };

/** One delayed call. */
interface Operation {
  readonly target: string;
  readonly data: string;
  readonly salt: string;
}

/** The real timelock as default admin and upgrader: nothing about the coin changes without notice. */
export function behavesLikeATimelockedCoin(chain: TestChain): void {
  describe("Timelock", () => {
    const { proposer, deployer, admin, upgrader, stranger, alice, guardian, minter } = castActors(chain);
    const { upgrade, roles, attestors } = COIN.delays;
    let system: System;

    const timelocked = async (on: TestChain): Promise<System> => await deploySystem(on, { governance: "timelock" });

    const operation = (contract: "token" | "attestations", name: string, args: readonly unknown[]): Operation => ({
      target: addressOf(system[contract]),
      data: (system[contract].interface as Interface).encodeFunctionData(name, args),
      salt: id(`${name} ${String(args)}`),
    });
    const idOf = async ({ target, data, salt }: Operation): Promise<string> =>
      await system.timelock.hashOperation(target, 0n, data, ZeroHash, salt);
    const delayOf = async ({ target, data }: Operation): Promise<bigint> => await system.timelock.delayOf(target, data);
    const schedule = async (change: Operation, by: Account = proposer, delay?: bigint) =>
      await system.timelock
        .connect(by)
        .schedule(change.target, 0n, change.data, ZeroHash, change.salt, delay ?? (await delayOf(change)));
    const execute = async ({ target, data, salt }: Operation, by: Account = proposer) =>
      await system.timelock.connect(by).execute(target, 0n, data, ZeroHash, salt);

    /** Schedules with the delay of its kind and no less, shows that it cannot be hurried, waits and executes. */
    const passes = async (change: Operation, delay: bigint): Promise<void> => {
      await chain.expectRevert(schedule(change, proposer, delay - 1n), "TimelockInsufficientDelay", [
        delay - 1n,
        delay,
      ]);
      await chain.send(schedule(change, proposer, delay));
      await chain.expectRevert(execute(change), "TimelockUnexpectedOperationState", [
        await idOf(change),
        EXPECTED.ready,
      ]);
      await chain.timeTravel(delay - 100n);
      await chain.expectRevert(execute(change), "TimelockUnexpectedOperationState", [
        await idOf(change),
        EXPECTED.ready,
      ]);
      await chain.timeTravel(100n);
      await chain.send(execute(change));
    };

    beforeEach(async () => {
      system = await chain.fixture(timelocked);
    });

    it("holds both offices, and nobody holds one over it", async () => {
      const timelock = addressOf(system.timelock);
      expect(await system.token.defaultAdmin()).to.equal(timelock);
      expect(await system.attestations.defaultAdmin()).to.equal(timelock);
      expect(await system.token.getRoleMembers(ROLES.upgrader)).to.deep.equal([timelock]);
      const [office, proposing] = [ZeroHash, await system.timelock.PROPOSER_ROLE()];
      expect(await system.timelock.hasRole(office, timelock)).to.equal(true);
      for (const { address } of [deployer, proposer, admin, upgrader]) {
        expect(await system.timelock.hasRole(office, address)).to.equal(false);
      }
      expect(await system.timelock.hasRole(proposing, proposer.address)).to.equal(true);
      expect(await system.timelock.hasRole(proposing, deployer.address)).to.equal(false);
      expect(await system.timelock.getMinDelay()).to.equal(attestors);
      expect(await system.timelock.delays()).to.deep.equal([upgrade, roles, attestors]);
    });

    it("grants a role after its delay, not before, and once", async () => {
      const change = operation("token", "grantRole", [ROLES.minter, alice.address]);
      await passes(change, roles);
      expect(await system.token.hasRole(ROLES.minter, alice.address)).to.equal(true);
      await chain.expectRevert(execute(change), "TimelockUnexpectedOperationState", [
        await idOf(change),
        EXPECTED.ready,
      ]);
      await chain.expectRevert(schedule(change), "TimelockUnexpectedOperationState", [
        await idOf(change),
        EXPECTED.unset,
      ]);
    });

    it("upgrades the controls after its delay", async () => {
      const later = await deployMock(chain, deployer, "LaterControls", 2n);
      await passes(operation("token", "upgradeToAndCall", [addressOf(later), "0x"]), upgrade);
      expect(await system.token.controlsVersion()).to.equal(2n);
    });

    it("opens the repair path after its delay", async () => {
      const repaired = await deployRepair(system);
      await passes(operation("token", "upgradeToAndCall", [addressOf(repaired), "0x"]), upgrade);
      await passes(operation("token", "setDelegated", [true]), upgrade);
      expect(await system.token.delegated()).to.equal(true);
    });

    it("takes the gate away only with notice, and without a gate nothing is minted (incident 28: the gate was one call away)", async () => {
      for (const caller of [admin, proposer, minter, stranger]) {
        await chain.expectRevert(system.as(caller).setReserveGate(ZeroAddress), "AccessControlUnauthorizedAccount", [
          caller,
          ZeroHash,
        ]);
      }
      await passes(operation("token", "setReserveGate", [ZeroAddress]), roles);
      await chain.expectRevert(
        system.as(minter).mint(alice.address, coins(1), system.reference()),
        "ReserveGateMissing",
      );
    });

    it("replaces attestors and lifts a halt after its delay", async () => {
      const rest = system.attestors.slice(1).map(({ address }) => address);
      const first = await system.nextReport();
      const second = { ...first, reserves: first.reserves + 1n };
      const [one, two] = [await system.signReport(first), await system.signReport(second)];
      await chain.send(system.attestations.proveEquivocation(asStruct(first), one, asStruct(second), two));
      await chain.expectRevert(
        system.attestations.connect(guardian).resolveHalt(2n),
        "AccessControlUnauthorizedAccount",
        [guardian, ZeroHash],
      );
      await passes(operation("attestations", "resolveHalt", [2n]), attestors);
      expect(await system.attestations.halted()).to.equal(false);
      await passes(operation("attestations", "setAttestors", [rest, 3n, true]), attestors);
      expect(await system.attestations.attestors()).to.have.members(rest);
    });

    it("hands its office over in two steps, each with notice", async () => {
      await passes(operation("token", "beginDefaultAdminTransfer", [alice.address]), upgrade);
      await chain.timeTravel(COIN.adminDelay + 1n);
      await chain.send(system.as(alice).acceptDefaultAdminTransfer());
      expect(await system.token.defaultAdmin()).to.equal(alice.address);
    });

    it("takes orders from its proposer alone", async () => {
      const change = operation("token", "grantRole", [ROLES.minter, stranger.address]);
      const [proposing, executing] = [await system.timelock.PROPOSER_ROLE(), await system.timelock.EXECUTOR_ROLE()];
      for (const caller of [stranger, deployer, admin]) {
        await chain.expectRevert(schedule(change, caller), "AccessControlUnauthorizedAccount", [caller, proposing]);
      }
      await chain.send(schedule(change));
      await chain.timeTravel(upgrade);
      await chain.expectRevert(execute(change, stranger), "AccessControlUnauthorizedAccount", [stranger, executing]);
    });

    it("takes no shorter delay, and executes nothing that was not scheduled", async () => {
      const change = operation("token", "grantRole", [ROLES.minter, alice.address]);
      await chain.expectRevert(schedule(change, proposer, DAY), "TimelockInsufficientDelay", [DAY, roles]);
      await chain.expectRevert(execute(change), "TimelockUnexpectedOperationState", [
        await idOf(change),
        EXPECTED.ready,
      ]);
    });

    it("drops what is called back in time", async () => {
      const change = operation("token", "grantRole", [ROLES.minter, alice.address]);
      await chain.send(schedule(change));
      await chain.send(system.timelock.connect(proposer).cancel(await idOf(change)));
      await chain.timeTravel(upgrade);
      await chain.expectRevert(execute(change), "TimelockUnexpectedOperationState", [
        await idOf(change),
        EXPECTED.ready,
      ]);
      await chain.expectRevert(
        system.timelock.connect(proposer).cancel(await idOf(change)),
        "TimelockUnexpectedOperationState",
        [await idOf(change), EXPECTED.pending],
      );
    });

    it("cannot do what the coin refuses", async () => {
      const change = operation("token", "upgradeToAndCall", [addressOf(system.controls), "0x"]);
      await chain.send(schedule(change));
      await chain.timeTravel(upgrade);
      await chain.expectRevert(execute(change), "ImplementationDowngrade", [1n, 1n]);
      const minting = operation("token", "mint", [alice.address, coins(1), id("deposit")]);
      await chain.send(schedule(minting));
      await chain.timeTravel(upgrade);
      await chain.expectRevert(execute(minting), "AccessControlUnauthorizedAccount", [system.timelock, ROLES.minter]);
    });

    it("changes its own delay only through itself", async () => {
      await chain.expectRevert(system.timelock.connect(proposer).updateDelay(0n), "TimelockUnauthorizedCaller", [
        proposer,
      ]);
      await passes(
        {
          target: addressOf(system.timelock),
          data: system.timelock.interface.encodeFunctionData("updateDelay", [5n * DAY]),
          salt: id("delay"),
        },
        upgrade,
      );
      expect(await system.timelock.getMinDelay()).to.equal(5n * DAY);
      expect(await delayOf(operation("attestations", "resolveHalt", [1n]))).to.equal(5n * DAY);
    });
  });
}
