import { expect } from "chai";
import { type Contract, ZeroAddress, dataSlice, id, keccak256, toUtf8Bytes, zeroPadValue } from "ethers";
import { IssuerControls__factory } from "../../typechain-types/index.js";
import { castActors } from "../support/actors.ts";
import { type Account, type TestChain, addressOf } from "../support/chain.ts";
import { deployMock, encodeCall } from "../support/mocks.ts";
import { deployRepair } from "../support/planes.ts";
import { type Act, type Order, hand, post, signOrder, tokenDomain } from "../support/signing.ts";
import { readEverything } from "../support/state.ts";
import { HOUR, ROLES, SCOPES, type System, UNLIMITED, coins, standardSystem } from "../support/system.ts";

/** keccak256("eip1967.proxy.implementation") - 1 */
const IMPLEMENTATION_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

/** The issuer plane can be replaced and the holder plane repaired, under live state, and only properly. */
export function behavesLikeAnUpgradeableToken(chain: TestChain): void {
  describe("Upgrading", () => {
    describe("refusals", () => refusals(chain));
    describe("live", () => live(chain));
  });
}

function refusals(chain: TestChain): void {
  const { admin, alice, upgrader, deployer, stranger } = castActors(chain);
  let system: System;

  const upgrade = (to: string, by = upgrader, data = "0x") => system.as(by).upgradeToAndCall(to, data);
  const later = async (version: bigint): Promise<Contract> =>
    await deployMock(chain, deployer, "LaterControls", version);

  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
  });

  it("meet everybody but the upgrader, the default admin included", async () => {
    const target = addressOf(await later(2n));
    for (const caller of [admin, deployer, stranger]) {
      await chain.expectRevert(upgrade(target, caller), "AccessControlUnauthorizedAccount", [caller, ROLES.upgrader]);
      await chain.expectRevert(system.as(caller).setDelegated(true), "AccessControlUnauthorizedAccount", [
        caller,
        ROLES.upgrader,
      ]);
    }
  });

  it("meet what is no issuer controls", async () => {
    const foreign = addressOf(await deployMock(chain, deployer, "ForeignControls"));
    const contracts = [foreign, addressOf(system.timelock), addressOf(system.attestations)];
    for (const target of [...contracts, system.address, alice.address, ZeroAddress]) {
      // The token itself answers as controls would: its version is not newer.
      const expected =
        target === system.address ? ["ImplementationDowngrade", [1n, 1n]] : ["ForeignImplementation", [target]];
      await chain.expectRevert(upgrade(target), expected[0] as string, expected[1] as unknown[]);
    }
  });

  it("meet controls that belong behind another slot", async () => {
    const misplaced = addressOf(await deployMock(chain, deployer, "MisplacedControls"));
    await chain.expectRevert(upgrade(misplaced), "UUPSUnsupportedProxiableUUID", [id("another slot")]);
  });

  it("meet the same version and every older one (incident 32: a downgrade onto live storage)", async () => {
    const same = addressOf(await chain.deploy(IssuerControls__factory, deployer));
    await chain.expectRevert(upgrade(same), "ImplementationDowngrade", [1n, 1n]);
    await chain.send(upgrade(addressOf(await later(5n))));
    for (const version of [0n, 4n, 5n]) {
      await chain.expectRevert(upgrade(addressOf(await later(version))), "ImplementationDowngrade", [5n, version]);
    }
    await chain.send(upgrade(addressOf(await later(6n))));
    expect(await system.token.controlsVersion()).to.equal(6n);
  });

  it("meet the repair path while the implementation carries no holder plane", async () => {
    await chain.expectRevert(system.as(upgrader).setDelegated(true), "HolderPlaneMissing", [system.controls]);
    expect(await system.token.delegated()).to.equal(false);
    await chain.expectEvents(system.as(upgrader).setDelegated(false), [[system.token, "DelegationSet", [false]]]);
  });

  it("meet an implementation without holder plane while the repair path is on", async () => {
    const repaired = await deployRepair(system);
    await chain.send(upgrade(addressOf(repaired)));
    await chain.send(system.as(upgrader).setDelegated(true));
    const plain = await later(3n);
    await chain.expectRevert(upgrade(addressOf(plain)), "HolderPlaneMissing", [plain]);
    await chain.send(system.as(upgrader).setDelegated(false));
    await chain.send(upgrade(addressOf(plain)));
  });

  it("undo an upgrade whose first call fails", async () => {
    const target = await later(2n);
    await chain.expectRevert(upgrade(addressOf(target), upgrader, "0xdeadbeef"), "FailedCall");
    const initializing = encodeCall(target, "initialize", [ZeroAddress, 0n, [], ZeroAddress, 0n], 6n);
    await chain.expectRevert(upgrade(addressOf(target), upgrader, initializing), "InvalidInitialization");
    expect(await system.token.controlsVersion()).to.equal(1n);
  });

  it("keep native coin out", async () => {
    const target = addressOf(await later(2n));
    await chain.expectRevert(system.as(upgrader).upgradeToAndCall(target, "0x", { value: 1n }), "ERC1967NonPayable");
  });

  it("keep the implementation itself out of reach", async () => {
    const target = addressOf(await later(2n));
    const { controls } = system;
    await chain.expectRevert(controls.connect(upgrader).upgradeToAndCall(target, "0x"), "UUPSUnauthorizedCallContext");
    await chain.expectRevert(system.token.proxiableUUID(), "UUPSUnauthorizedCallContext");
    expect(await controls.proxiableUUID()).to.equal(IMPLEMENTATION_SLOT);
    expect(await system.token.UPGRADE_INTERFACE_VERSION()).to.equal("5.0.0");
  });
}

function live(chain: TestChain): void {
  const { admin, alice, bob, carol, dave, bridge, burner, compliance, deployer, minter, pauser, relayer, upgrader } =
    castActors(chain);
  const [deposit, payout, used, cancelled] = [id("deposit"), id("payout"), id("used"), id("cancelled")];
  const references = [deposit, payout, used, cancelled];
  let system: System;

  const sign = async (act: Act, from: Account, to: Account, nonce: string, deadline?: bigint) => {
    const now = await chain.now();
    const order: Order = {
      account: from.address,
      counterpart: to.address,
      value: coins(1),
      permitNonce: await system.token.nonces(from.address),
      deadline: deadline ?? now + 300n * HOUR,
      validAfter: 0n,
      validBefore: now + 300n * HOUR,
      nonce,
    };
    return { order, handed: hand(signOrder(from, act, order, await tokenDomain(system.token)), "vrs") };
  };
  const carry = async (by: Account, nonce: string) => {
    const { order, handed } = await sign("transfer", alice, bob, nonce);
    return post(system.as(by), "transfer", order, handed);
  };

  /** Something in every storage module. */
  const arranged = async (on: TestChain): Promise<System> => {
    system = await standardSystem(on);
    const token = system;
    for (const account of [alice, burner, bridge, dave]) await token.issue(account, coins(100));
    await on.send(token.as(minter).mint(carol.address, coins(3), deposit));
    await on.send(token.as(alice).approve(carol.address, UNLIMITED));
    await on.send(token.as(alice).approve(dave.address, coins(9)));
    await on.send(token.as(burner).burn(coins(2), payout));
    await on.send(token.as(bridge).crosschainMint(bob.address, coins(4)));
    await on.send(token.as(bridge).crosschainBurn(bridge.address, coins(1)));
    await on.send(carry(relayer, used));
    for (const [act, nonce] of [
      ["cancel", cancelled],
      ["permit", ""],
    ] as const) {
      const { order, handed } = await sign(act, alice, bob, nonce || used);
      await on.send(post(token.as(relayer), act, order, handed));
    }
    await token.freeze(carol);
    await on.timeTravel(72n * HOUR);
    await token.freezeForGood(dave);
    await token.freeze(relayer);
    await on.send(token.as(pauser).pause(SCOPES.crosschain));
    await on.send(token.as(admin).beginDefaultAdminTransfer(bob.address));
    await token.openWindow({ mintable: coins(50) });
    await on.send(token.as(minter).mint(alice.address, coins(7), token.reference()));
    return system;
  };

  beforeEach(async () => {
    system = await chain.fixture(arranged);
  });

  it("adds a module and keeps all state (incident 32: storage of an upgrade clashed with live state)", async () => {
    const before = await readEverything(system, references);
    const later = await deployMock(chain, deployer, "LaterControls", 2n);
    const first = id("first notice");
    await chain.expectEvents(
      system.as(upgrader).upgradeToAndCall(addressOf(later), encodeCall(later, "initializeNotice", first)),
      [
        [system.token, "Upgraded", [later]],
        [system.token, "Initialized", [2n]],
      ],
    );
    const after = await readEverything(system, references);
    expect([...withoutClock(after)]).to.deep.equal([...withoutClock(before)]);
    expect(before.size).to.be.greaterThan(250);

    const upgraded = later.attach(system.address) as Contract;
    expect(await upgraded.getFunction("notice")()).to.equal(first);
    await chain.expectRevert(upgraded.getFunction("initializeNotice")(first), "InvalidInitialization");
    expect(await system.token.controlsVersion()).to.equal(2n);
    await chain.send(system.as(minter).mint(alice.address, coins(1), system.reference()));
    await chain.expectRevert(system.as(minter).mint(alice.address, coins(1), deposit), "ReferenceUsed", [deposit]);
  });

  if (chain.supports.storage) {
    it("keeps the ERC-1967 slot clean: an address and nothing else", async () => {
      const slot = async (): Promise<string> => await chain.provider.getStorage(system.address, IMPLEMENTATION_SLOT);
      expect(await slot()).to.equal(zeroPadValue(addressOf(system.controls).toLowerCase(), 32));
      const later = await deployMock(chain, deployer, "LaterControls", 2n);
      await chain.send(system.as(upgrader).upgradeToAndCall(addressOf(later), "0x"));
      expect(dataSlice(await slot(), 12)).to.equal(addressOf(later).toLowerCase());
      expect(dataSlice(await slot(), 0, 12)).to.equal(`0x${"00".repeat(12)}`);
      expect(BigInt(IMPLEMENTATION_SLOT)).to.equal(BigInt(keccak256(toUtf8Bytes("eip1967.proxy.implementation"))) - 1n);
    });
  }

  it("keeps signatures valid: what was signed before an upgrade counts after it (incident 12: a stale domain after an upgrade)", async () => {
    const separator = await system.token.DOMAIN_SEPARATOR();
    const permit = await sign("permit", alice, carol, used);
    const later = await deployMock(chain, deployer, "LaterControls", 2n);
    await chain.send(system.as(upgrader).upgradeToAndCall(addressOf(later), "0x"));
    expect(await system.token.DOMAIN_SEPARATOR()).to.equal(separator);
    await chain.expectEvents(post(system.as(bob), "permit", permit.order, permit.handed), [
      [system.token, "Approval", [alice, carol, coins(1)]],
    ]);
  });

  it("repairs the holder plane in an emergency, and goes back", async () => {
    const before = await readEverything(system, references);
    const permit = await sign("permit", alice, carol, used);
    const until = await system.token.frozenUntil(relayer.address);
    await chain.send(carry(relayer, id("before")));

    const repaired = await deployRepair(system);
    await chain.send(system.as(upgrader).upgradeToAndCall(addressOf(repaired), "0x"));
    await chain.send(carry(relayer, id("upgraded"))); // an upgrade alone changes nothing for holders
    await chain.expectEvents(system.as(upgrader).setDelegated(true), [[system.token, "DelegationSet", [true]]]);
    expect(await system.token.delegated()).to.equal(true);
    expect(await system.token.pausedScopes()).to.equal(SCOPES.crosschain);

    // What was broken is repaired, everything else is as it was.
    await chain.expectRevert(carry(relayer, id("delegated")), "AccountFrozen", [relayer, until]);
    await chain.send(carry(bob, id("delegated")));
    await chain.expectRevert(carry(bob, used), "AuthorizationUsedOrCanceled", [alice, used]);
    await chain.expectRevert(carry(bob, cancelled), "AuthorizationUsedOrCanceled", [alice, cancelled]);
    await chain.expectEvents(post(system.as(bob), "permit", permit.order, permit.handed), [
      [system.token, "Approval", [alice, carol, coins(1)]],
    ]);
    await chain.expectRevert(system.as(dave).transfer(bob.address, 1n), "AccountFrozen", [dave, (1n << 40n) - 1n]);
    await chain.expectRevert(system.as(dave).transferFrom(alice.address, bob.address, 1n), "AccountFrozen", [
      dave,
      (1n << 40n) - 1n,
    ]);
    await chain.expectRevert(system.as(bridge).crosschainMint(bob.address, 1n), "EnforcedPause", [SCOPES.crosschain]);
    await chain.send(system.as(minter).mint(alice.address, coins(3), system.reference()));
    await chain.send(system.as(alice).approve(carol.address, UNLIMITED));
    await chain.send(system.as(bob).transfer(alice.address, coins(3)));

    await chain.expectEvents(system.as(upgrader).setDelegated(false), [[system.token, "DelegationSet", [false]]]);
    await chain.send(carry(relayer, id("native again")));
    await chain.send(system.as(bob).transfer(alice.address, coins(1)));
    const after = await readEverything(system, references);
    const changed = [...withoutClock(after)].filter(([call, answer]) => before.get(call) !== answer);
    expect(changed.map(([call]) => call)).to.have.members([
      "totalSupply()",
      `balanceOf(${alice.address})`,
      `nonces(${alice.address})`,
      "mintedInWindow()",
      "headroom()",
    ]);
    expect(await system.token.totalSupply()).to.equal(BigInt(before.get("totalSupply()") ?? 0) + coins(3));
  });

  it("pauses also what runs on the repair path", async () => {
    const repaired = await deployRepair(system);
    await chain.send(system.as(upgrader).upgradeToAndCall(addressOf(repaired), "0x"));
    await chain.send(system.as(upgrader).setDelegated(true));
    await chain.send(system.as(pauser).pause(SCOPES.transfer));
    await chain.expectRevert(system.as(alice).transfer(bob.address, 1n), "EnforcedPause", [SCOPES.transfer]);
    expect(await system.token.delegated()).to.equal(true);
    await chain.send(system.as(compliance).wipe(dave.address, coins(1), system.reference(), system.reference()));
  });
}

/** Answers that change with the clock alone are left out. */
function withoutClock(answers: Map<string, string>): Map<string, string> {
  return new Map([...answers].filter(([call]) => !/^(minterLimit|guardianLimit|bridgeLimits)\(/.test(call)));
}
