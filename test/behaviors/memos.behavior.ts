import { expect } from "chai";
import { Interface, ZeroAddress, ZeroHash, encodeBytes32String, id } from "ethers";
import { castActors } from "../support/actors.ts";
import type { TestChain } from "../support/chain.ts";
import { PLANES, type Plane } from "../support/planes.ts";
import { SCOPES, type System, coins } from "../support/system.ts";

const INVOICE = encodeBytes32String("INV-2026-000017");

/** What BEP-702 and TIP-20 fix: code that matches deposits of CAS20 tokens matches this coin's. */
const STANDARD = new Interface([
  "function transferWithMemo(address to, uint256 value, bytes32 memo) returns (bool)",
  "function transferFromWithMemo(address from, address to, uint256 value, bytes32 memo) returns (bool)",
  "event Memo(address indexed caller, bytes32 indexed memo)",
]);

/** A payment that says what it is for. */
export function behavesLikeATokenWithMemos(chain: TestChain): void {
  for (const plane of PLANES) describe(`Memos, ${plane.name}`, () => memos(chain, plane));
}

function memos(chain: TestChain, plane: Plane): void {
  const { alice, bob, carol } = castActors(chain);
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(plane.deploy);
    await system.issue(alice, coins(100));
    await chain.send(system.as(alice).approve(carol.address, coins(50)));
  });

  it("have the selectors and the event of the standards", () => {
    const { interface: own } = system.token;
    for (const name of ["transferWithMemo", "transferFromWithMemo"] as const) {
      expect(own.getFunction(name).selector).to.equal(STANDARD.getFunction(name)?.selector);
    }
    expect(own.getEvent("Memo").topicHash).to.equal(STANDARD.getEvent("Memo")?.topicHash);
  });

  it("stand directly after the Transfer they are about, whoever sends", async () => {
    await chain.expectEvents(system.as(alice).transferWithMemo(bob.address, coins(1), INVOICE), [
      [system.token, "Transfer", [alice, bob, coins(1)]],
      [system.token, "Memo", [alice, INVOICE]],
    ]);
    await chain.expectEvents(system.as(carol).transferFromWithMemo(alice.address, bob.address, coins(2), INVOICE), [
      [system.token, "Transfer", [alice, bob, coins(2)]],
      [system.token, "Memo", [carol, INVOICE]],
    ]);
    expect(await system.token.balanceOf(bob.address)).to.equal(coins(3));
    expect(await system.token.allowance(alice.address, carol.address)).to.equal(coins(48));
  });

  it("may be zero, about nothing", async () => {
    await chain.expectEvents(system.as(bob).transferWithMemo(alice.address, 0n, ZeroHash), [
      [system.token, "Transfer", [bob, alice, 0n]],
      [system.token, "Memo", [bob, ZeroHash]],
    ]);
  });

  it("return true", async () => {
    expect(await system.as(alice).transferWithMemo.staticCall(bob.address, 1n, INVOICE)).to.equal(true);
    expect(await system.as(carol).transferFromWithMemo.staticCall(alice.address, bob.address, 1n, INVOICE)).to.equal(
      true,
    );
  });

  it("are refused as the plain transfers are", async () => {
    const mine = (to: string, value: bigint) => system.as(alice).transferWithMemo(to, value, INVOICE);
    const spent = (value: bigint) => system.as(carol).transferFromWithMemo(alice.address, bob.address, value, INVOICE);
    await chain.expectRevert(mine(ZeroAddress, 1n), "ERC20InvalidReceiver", [ZeroAddress]);
    await chain.expectRevert(mine(system.address, 1n), "ERC20InvalidReceiver", [system.address]);
    await chain.expectRevert(mine(bob.address, coins(101)), "ERC20InsufficientBalance", [
      alice,
      coins(100),
      coins(101),
    ]);
    await chain.expectRevert(spent(coins(51)), "ERC20InsufficientAllowance", [carol, coins(50), coins(51)]);
    await system.freeze(carol);
    await chain.expectRevert(spent(1n), "AccountFrozen", [carol, await system.token.frozenUntil(carol.address)]);
    await chain.send(system.as(system.actors.pauser).pause(SCOPES.transfer));
    await chain.expectRevert(mine(bob.address, 1n), "EnforcedPause", [SCOPES.transfer]);
    await chain.expectRevert(spent(1n), "EnforcedPause", [SCOPES.transfer]);
  });

  it("can be told from a Transfer without one", async () => {
    await chain.send(system.as(alice).transfer(bob.address, 1n));
    await chain.send(system.as(alice).transferWithMemo(bob.address, 1n, id("a text that is too long for 32 bytes")));
    expect(await system.token.queryFilter(system.token.filters.Memo())).to.have.length(1);
  });
}
