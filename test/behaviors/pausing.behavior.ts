import { expect } from "chai";
import { type ParamType, id } from "ethers";
import { castActors } from "../support/actors.ts";
import type { TestChain } from "../support/chain.ts";
import { type Call, attempt, perform, prepareCalls, prepareHolderCalls } from "../support/calls.ts";
import { PLANES, type Plane } from "../support/planes.ts";
import { readers } from "../support/state.ts";
import { ALL_SCOPES as ALL, SCOPES, type System, coins, standardSystem } from "../support/system.ts";

/** Each scope stops exactly its functions, and reads never stop. */
export function behavesLikeAPausableToken(chain: TestChain): void {
  describe("Pausing", () => {
    describe("switches", () => switching(chain));
    for (const plane of PLANES) {
      describe(`scopes, ${plane.name}`, () => scopes(chain, plane));
      describe(`reads, ${plane.name}`, () => reads(chain, plane));
    }
  });
}

function switching(chain: TestChain): void {
  const { pauser, unpauser } = castActors(chain);
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
  });

  it("starts with everything on", async () => {
    expect(await system.token.pausedScopes()).to.equal(0n);
  });

  it("adds and removes scopes one by one", async () => {
    await chain.expectEvents(system.as(pauser).pause(SCOPES.mint | SCOPES.crosschain), [
      [system.token, "Paused", [pauser, 10n]],
    ]);
    await chain.expectEvents(system.as(pauser).pause(SCOPES.transfer), [[system.token, "Paused", [pauser, 1n]]]);
    expect(await system.token.pausedScopes()).to.equal(11n);
    await chain.expectEvents(system.as(unpauser).unpause(SCOPES.mint), [[system.token, "Unpaused", [unpauser, 2n]]]);
    expect(await system.token.pausedScopes()).to.equal(9n);
    await chain.send(system.as(unpauser).unpause(ALL));
    expect(await system.token.pausedScopes()).to.equal(0n);
  });

  it("may be asked for what is so already", async () => {
    await chain.send(system.as(pauser).pause(SCOPES.transfer));
    await chain.send(system.as(pauser).pause(SCOPES.transfer));
    expect(await system.token.pausedScopes()).to.equal(1n);
    await chain.send(system.as(unpauser).unpause(SCOPES.signature));
    expect(await system.token.pausedScopes()).to.equal(1n);
  });

  it("refuses no scope and unknown scopes, the repair path's bit among them", async () => {
    for (const scopes of [0n, 64n, 65n, 1n << 254n, 1n << 255n, (1n << 256n) - 1n]) {
      await chain.expectRevert(system.as(pauser).pause(scopes), "InvalidScopes", [scopes]);
      await chain.expectRevert(system.as(unpauser).unpause(scopes), "InvalidScopes", [scopes]);
    }
  });

  it("shows no headroom while minting is paused", async () => {
    expect(await system.token.headroom()).to.equal(coins(100_000_000));
    await chain.send(system.as(pauser).pause(SCOPES.mint));
    expect(await system.token.headroom()).to.equal(0n);
  });
}

function scopes(chain: TestChain, plane: Plane): void {
  const prepare = plane.repaired ? prepareHolderCalls : prepareCalls;
  const { pauser, unpauser } = castActors(chain);
  const prepared = async (on: TestChain): Promise<{ system: System; calls: Call[] }> => {
    const system = await plane.deploy(on);
    return { system, calls: await prepare(system) };
  };
  let system: System;
  let calls: Call[];

  beforeEach(async () => {
    ({ system, calls } = await chain.fixture(prepared));
  });

  it("every prepared call works while everything is on", async () => {
    for (const call of calls) await attempt(system, call);
  });

  for (const [name, scope] of Object.entries(SCOPES)) {
    it(`${name} stops exactly its functions`, async () => {
      await chain.send(system.as(pauser).pause(scope));
      for (const call of calls) {
        if ((call.scopes & scope) === 0n) await attempt(system, call);
        else await chain.expectRevert(attempt(system, call), "EnforcedPause", [scope]);
      }
    });

    it(`everything but ${name} stops the others`, async () => {
      await chain.send(system.as(pauser).pause(ALL & ~scope));
      for (const call of calls) {
        const stopping = call.scopes & ALL & ~scope;
        if (stopping === 0n) await attempt(system, call);
        else await chain.expectRevert(attempt(system, call), "EnforcedPause", [stopping]);
      }
    });
  }

  it("a stopped call leaves nothing behind and works after the pause", async () => {
    await chain.send(system.as(pauser).pause(ALL));
    const stopped = calls.filter(({ scopes }) => scopes !== 0n);
    for (const call of stopped) await chain.expectRevert(perform(system, call), "EnforcedPause", [call.scopes]);
    await chain.send(system.as(unpauser).unpause(ALL));
    for (const call of stopped) await attempt(system, call);
  });

  it("a pause asks before the freeze, the balance and the signature", async () => {
    const { dave, alice } = system.actors;
    await chain.send(system.as(pauser).pause(SCOPES.transfer));
    await chain.expectRevert(system.as(dave).transfer(alice.address, coins(1_000)), "EnforcedPause", [1n]);
    await chain.expectRevert(system.as(alice).transfer(alice.address, 0n), "EnforcedPause", [1n]);
  });
}

function reads(chain: TestChain, plane: Plane): void {
  const { pauser, alice } = castActors(chain);
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(plane.deploy);
  });

  it("reads never stop", async () => {
    await chain.send(system.as(pauser).pause(ALL));
    let answered = 0;
    for (const fragment of readers()) {
      if (fragment.name === "proxiableUUID") continue; // answers only at the implementation's own address (ERC-1822)
      await system
        .as(alice)
        .getFunction(fragment.format("sighash"))
        .staticCall(...fragment.inputs.map(sample));
      answered += 1;
    }
    expect(answered)
      .to.equal(readers().length - 1)
      .and.to.be.greaterThan(45);
  });

  function sample(input: ParamType): unknown {
    if (input.type === "address") return alice.address;
    if (input.type === "bytes32") return input.name === "role" ? id("PAUSER_ROLE") : id("sample");
    if (input.type === "bytes4") return "0x01ffc9a7";
    return 0n;
  }
}
