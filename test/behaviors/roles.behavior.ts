import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { IStablecoin__factory } from "../../typechain-types/index.js";
import { ACTORS, castActors } from "../support/actors.ts";
import { type Call, type Power, attempt, perform, prepareCalls, roleOf } from "../support/calls.ts";
import type { TestChain } from "../support/chain.ts";
import { COIN, DAY, ROLES, SCOPES, type System, standardSystem } from "../support/system.ts";

/** Functions that hang on no role; each has a test of its own. */
const WITHOUT_ROLE = [
  "initialize((address,uint48,(bytes32,address)[],address,uint256),uint8)",
  "acceptDefaultAdminTransfer()",
  "renounceRole(bytes32,address)",
];

/** One role for each power, none implies another, and the admin's office can neither be lost nor taken at once. */
export function behavesLikeAGovernedToken(chain: TestChain): void {
  describe("Roles", () => {
    describe("functions", () => guards(chain));
    describe("members", () => members(chain));
    describe("default admin", () => defaultAdmin(chain));
  });
}

function guards(chain: TestChain): void {
  const actors = castActors(chain);
  let system: System;
  let calls: Call[];

  const prepared = async (on: TestChain): Promise<{ system: System; calls: Call[] }> => {
    const made = await standardSystem(on);
    return { system: made, calls: await prepareCalls(made) };
  };

  beforeEach(async () => {
    ({ system, calls } = await chain.fixture(prepared));
  });

  it("are all known: every state-changing function of the union ABI is tried below", () => {
    const found: string[] = [];
    IStablecoin__factory.createInterface().forEachFunction((fragment) => {
      if (!fragment.constant) found.push(fragment.format("sighash"));
    });
    expect([...calls.map(({ signature }) => signature), ...WITHOUT_ROLE]).to.have.members(found);
  });

  it("work for the role's holder", async () => {
    for (const call of calls) await attempt(system, call);
  });

  for (const name of ACTORS) {
    it(`of other roles are closed to ${name}: a role implies no other`, async () => {
      const caller = actors[name];
      let refused = 0;
      for (const call of calls) {
        if (call.power === undefined || [call.power, call.alternative].includes(name as Power)) continue;
        await chain.expectRevert(attempt(system, call, caller), "AccessControlUnauthorizedAccount", [
          caller,
          roleOf(call.power),
        ]);
        refused += 1;
      }
      expect(refused).to.be.greaterThan(15);
    });
  }

  it("work for the council where they only take a role away, whichever it is but the default admin's", async () => {
    const { council, admin } = actors;
    const open = calls.filter(({ alternative }) => alternative !== undefined);
    expect(open.map(({ signature, alternative }) => [signature, alternative])).to.deep.equal([
      ["revokeRole(bytes32,address)", "council"],
    ]);
    for (const call of open) await attempt(system, call, council);
    await chain.expectRevert(
      system.as(council).revokeRole(ZeroHash, admin.address),
      "AccessControlEnforcedDefaultAdminRules",
    );
    for (const [name, role] of Object.entries(ROLES)) {
      // its own is the last
      const holder = actors[name as Power];
      await chain.expectEvents(system.as(council).revokeRole(role, holder.address), [
        [system.token, "RoleRevoked", [role, holder, council]],
      ]);
    }
    for (const call of open) {
      await chain.expectRevert(attempt(system, call, council), "AccessControlUnauthorizedAccount", [council, ZeroHash]);
    }
  });

  it("are closed again once the role is taken away", async () => {
    for (const [name, role] of Object.entries(ROLES)) {
      const holder = actors[name as Power];
      await chain.expectEvents(system.as(actors.admin).revokeRole(role, holder.address), [
        [system.token, "RoleRevoked", [role, holder, actors.admin]],
      ]);
      for (const call of calls.filter(({ power }) => power === name)) {
        await chain.expectRevert(attempt(system, call), "AccessControlUnauthorizedAccount", [holder, role]);
      }
    }
  });

  it("are closed once the holder gives the role up, which nobody can do for another", async () => {
    const { minter, admin } = actors;
    await chain.expectRevert(
      system.as(admin).renounceRole(ROLES.minter, minter.address),
      "AccessControlBadConfirmation",
    );
    await chain.expectEvents(system.as(minter).renounceRole(ROLES.minter, minter.address), [
      [system.token, "RoleRevoked", [ROLES.minter, minter, minter]],
    ]);
    const mint = calls.find(({ power }) => power === "minter") as Call;
    await chain.expectRevert(perform(system, mint), "AccessControlUnauthorizedAccount", [minter, ROLES.minter]);
  });

  it("freezing and seizing take two roles: neither guardian nor compliance alone can take tokens", async () => {
    const { guardian, compliance, alice, bob } = actors;
    const [caseId, actRef] = [system.reference(), system.reference()];
    await chain.expectRevert(
      system.as(compliance).seize(alice.address, bob.address, 1n, caseId, actRef),
      "AccountNotFrozen",
      [alice],
    );
    await chain.expectRevert(system.as(compliance).freeze(alice.address, caseId), "AccessControlUnauthorizedAccount", [
      compliance,
      ROLES.guardian,
    ]);
    await chain.send(system.as(guardian).freeze(alice.address, caseId));
    await chain.expectRevert(
      system.as(guardian).seize(alice.address, guardian.address, 1n, caseId, actRef),
      "AccessControlUnauthorizedAccount",
      [guardian, ROLES.compliance],
    );
  });

  it("whoever stops cannot restart, and whoever restarts cannot stop", async () => {
    const { pauser, unpauser } = actors;
    await chain.expectRevert(system.as(pauser).unpause(SCOPES.mint), "AccessControlUnauthorizedAccount", [
      pauser,
      ROLES.unpauser,
    ]);
    await chain.expectRevert(system.as(unpauser).pause(SCOPES.mint), "AccessControlUnauthorizedAccount", [
      unpauser,
      ROLES.pauser,
    ]);
  });
}

function members(chain: TestChain): void {
  const actors = castActors(chain);
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
  });

  it("are who they should be, each role one, and can be listed", async () => {
    for (const [name, role] of Object.entries(ROLES)) {
      expect(await system.token.getRoleMembers(role)).to.deep.equal([actors[name as Power].address]);
      expect(await system.token.getRoleMemberCount(role)).to.equal(1n);
      expect(await system.token.getRoleMember(role, 0)).to.equal(actors[name as Power].address);
      expect(await system.token.getRoleAdmin(role)).to.equal(ZeroHash);
    }
    expect(await system.token.getRoleMembers(ZeroHash)).to.deep.equal([actors.admin.address]);
  });

  it("never include the deployer, on the token and on the attestations", async () => {
    for (const role of [ZeroHash, ...Object.values(ROLES)]) {
      expect(await system.token.hasRole(role, actors.deployer.address)).to.equal(false);
      expect(await system.attestations.hasRole(role, actors.deployer.address)).to.equal(false);
    }
    expect(await system.attestations.getRoleMembers(ZeroHash)).to.deep.equal([actors.admin.address]);
    expect(await system.attestations.getRoleMembers(ROLES.guardian)).to.deep.equal([actors.guardian.address]);
  });

  it("have the ids their names say", async () => {
    const { token } = system;
    expect([
      await token.MINTER_ROLE(),
      await token.LIMITER_ROLE(),
      await token.BURNER_ROLE(),
      await token.PAUSER_ROLE(),
      await token.UNPAUSER_ROLE(),
      await token.GUARDIAN_ROLE(),
      await token.COMPLIANCE_ROLE(),
      await token.RESCUER_ROLE(),
      await token.BRIDGE_ROLE(),
      await token.UPGRADER_ROLE(),
      await token.COUNCIL_ROLE(),
    ]).to.deep.equal(Object.values(ROLES));
    expect(await token.DEFAULT_ADMIN_ROLE()).to.equal(ZeroHash);
  });
}

function defaultAdmin(chain: TestChain): void {
  const { admin, alice, bob, stranger } = castActors(chain);
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
  });

  it("is told under every name that standards have for it", async () => {
    for (const told of [await system.token.defaultAdmin(), await system.token.owner(), await system.token.getOwner()]) {
      expect(told).to.equal(admin.address);
    }
    expect(await system.token.defaultAdminDelay()).to.equal(COIN.adminDelay);
  });

  it("hands over in two steps with a delay (incident 34: ownership sent to a wrong address in one step)", async () => {
    const begun = await chain.send(system.as(admin).beginDefaultAdminTransfer(alice.address));
    const schedule = (await chain.timeOf(begun)) + COIN.adminDelay;
    expect(chain.eventsOf(begun, system.token).map(({ name, args }) => [name, args.toArray()])).to.deep.equal([
      ["DefaultAdminTransferScheduled", [alice.address, schedule]],
    ]);
    expect(await system.token.pendingDefaultAdmin()).to.deep.equal([alice.address, schedule]);
    await chain.expectRevert(system.as(alice).acceptDefaultAdminTransfer(), "AccessControlEnforcedDefaultAdminDelay", [
      schedule,
    ]);
    await chain.timeTravel(COIN.adminDelay + 1n);
    await chain.expectRevert(system.as(bob).acceptDefaultAdminTransfer(), "AccessControlInvalidDefaultAdmin", [bob]);
    expect(await system.token.defaultAdmin()).to.equal(admin.address);

    await chain.expectEvents(system.as(alice).acceptDefaultAdminTransfer(), [
      [system.token, "RoleRevoked", [ZeroHash, admin, alice]],
      [system.token, "RoleGranted", [ZeroHash, alice, alice]],
    ]);
    expect(await system.token.defaultAdmin()).to.equal(alice.address);
    await chain.expectRevert(
      system.as(admin).grantRole(ROLES.minter, admin.address),
      "AccessControlUnauthorizedAccount",
      [admin, ZeroHash],
    );
    await chain.send(system.as(alice).grantRole(ROLES.minter, bob.address));
  });

  it("can call a hand-over back", async () => {
    await chain.send(system.as(admin).beginDefaultAdminTransfer(alice.address));
    await chain.expectEvents(system.as(admin).cancelDefaultAdminTransfer(), [
      [system.token, "DefaultAdminTransferCanceled", []],
    ]);
    await chain.timeTravel(COIN.adminDelay + 1n);
    await chain.expectRevert(system.as(alice).acceptDefaultAdminTransfer(), "AccessControlInvalidDefaultAdmin", [
      alice,
    ]);
  });

  it("cannot be lost: not handed to nobody, not given up, not revoked, not granted", async () => {
    const { token, attestations } = system;
    for (const contract of [token, attestations]) {
      const asAdmin = contract.connect(admin) as typeof token;
      await chain.expectRevert(asAdmin.beginDefaultAdminTransfer(ZeroAddress), "AccessControlInvalidDefaultAdmin", [
        ZeroAddress,
      ]);
      await chain.expectRevert(
        asAdmin.renounceRole(ZeroHash, admin.address),
        "AccessControlEnforcedDefaultAdminDelay",
        [0n],
      );
      await chain.expectRevert(asAdmin.revokeRole(ZeroHash, admin.address), "AccessControlEnforcedDefaultAdminRules");
      await chain.expectRevert(asAdmin.grantRole(ZeroHash, alice.address), "AccessControlEnforcedDefaultAdminRules");
    }
  });

  it("cannot be given up during a hand-over either", async () => {
    const begun = await chain.send(system.as(admin).beginDefaultAdminTransfer(alice.address));
    const schedule = (await chain.timeOf(begun)) + COIN.adminDelay;
    await chain.timeTravel(COIN.adminDelay + 1n);
    await chain.expectRevert(
      system.as(admin).renounceRole(ZeroHash, admin.address),
      "AccessControlEnforcedDefaultAdminDelay",
      [schedule],
    );
  });

  it("cannot shorten the delay faster than the delay itself", async () => {
    const changed = await chain.send(system.as(admin).changeDefaultAdminDelay(DAY));
    const schedule = (await chain.timeOf(changed)) + COIN.adminDelay - DAY;
    expect(await system.token.pendingDefaultAdminDelay()).to.deep.equal([DAY, schedule]);
    expect(await system.token.defaultAdminDelay()).to.equal(COIN.adminDelay);
    await chain.expectEvents(system.as(admin).rollbackDefaultAdminDelay(), [
      [system.token, "DefaultAdminDelayChangeCanceled", []],
    ]);
    await chain.send(system.as(admin).changeDefaultAdminDelay(DAY));
    await chain.timeTravel(COIN.adminDelay);
    expect(await system.token.defaultAdminDelay()).to.equal(DAY);
  });

  it("of the attestations governs them alone", async () => {
    const { attestations, attestors } = system;
    const addresses = attestors.map(({ address }) => address);
    for (const caller of [stranger, system.actors.guardian, system.actors.compliance]) {
      const mine = attestations.connect(caller);
      const unauthorized = [caller, ZeroHash];
      await chain.expectRevert(
        mine.setAttestors(addresses, 4n, true),
        "AccessControlUnauthorizedAccount",
        unauthorized,
      );
      await chain.expectRevert(mine.resolveHalt(9n), "AccessControlUnauthorizedAccount", unauthorized);
      await chain.expectRevert(
        mine.grantRole(ROLES.guardian, caller.address),
        "AccessControlUnauthorizedAccount",
        unauthorized,
      );
    }
    for (const caller of [stranger, admin, system.actors.compliance]) {
      await chain.expectRevert(attestations.connect(caller).closeWindow(1n), "AccessControlUnauthorizedAccount", [
        caller,
        ROLES.guardian,
      ]);
    }
  });
}
