import { expect } from "chai";
import { ZeroAddress, ZeroHash, id } from "ethers";
import { castActors } from "../support/actors.ts";
import { type TestChain, addressOf } from "../support/chain.ts";
import { DAY, LIMITS, ROLES, SCOPES, type System, UNLIMITED, coins, standardSystem } from "../support/system.ts";

const DEPOSIT = id("deposit 4711");

/** Issuance: what a mint does, in which order it is refused, and what each minter may. */
export function behavesLikeAMintableToken(chain: TestChain): void {
  describe("Minting", () => {
    describe("mint", () => mints(chain));
    describe("mintBatch", () => batches(chain));
    describe("refusals", () => refusals(chain));
    describe("minter limits", () => limits(chain));
  });
}

function mints(chain: TestChain): void {
  const { alice, minter } = castActors(chain);
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
  });

  it("brings tokens into being, with Transfer from zero (incident 21: a mint without a Transfer event)", async () => {
    await chain.expectEvents(system.as(minter).mint(alice.address, coins(5), DEPOSIT), [
      [system.token, "Transfer", [ZeroAddress, alice, coins(5)]],
      [system.token, "Minted", [minter, alice, coins(5), DEPOSIT]],
    ]);
    expect(await system.token.balanceOf(alice.address)).to.equal(coins(5));
    expect(await system.token.totalSupply()).to.equal(coins(5));
    expect(await system.token.isDepositUsed(DEPOSIT)).to.equal(true);
  });

  it("is done once for each deposit, however often the job runs (incident 4: an erroneous second issue)", async () => {
    await chain.send(system.as(minter).mint(alice.address, coins(5), DEPOSIT));
    for (const amount of [coins(5), coins(6), 1n]) {
      await chain.expectRevert(system.as(minter).mint(alice.address, amount, DEPOSIT), "ReferenceUsed", [DEPOSIT]);
    }
    await chain.expectRevert(system.as(minter).mint(minter.address, coins(5), DEPOSIT), "ReferenceUsed", [DEPOSIT]);
    expect(await system.token.totalSupply()).to.equal(coins(5));
  });

  it("that failed leaves the deposit, the limit and the window as they were", async () => {
    const before = await system.token.minterLimit(minter.address);
    await chain.expectRevert(system.as(minter).mint(ZeroAddress, coins(5), DEPOSIT), "ERC20InvalidReceiver", [
      ZeroAddress,
    ]);
    expect(await system.token.isDepositUsed(DEPOSIT)).to.equal(false);
    expect(await system.token.minterLimit(minter.address)).to.deep.equal(before);
    expect(await system.token.mintedInWindow()).to.deep.equal([0n, 0n]);
    await chain.send(system.as(minter).mint(alice.address, coins(5), DEPOSIT));
  });

  it("takes a hash for a reference, no text (incident 29: account numbers in plain text on chain)", () => {
    const { inputs } = system.token.interface.getFunction("mint");
    expect(inputs.map(({ type }) => type)).to.deep.equal(["address", "uint256", "bytes32"]);
    expect(system.token.interface.getFunction("burn").inputs.map(({ type }) => type)).to.deep.equal([
      "uint256",
      "bytes32",
    ]);
  });
}

function batches(chain: TestChain): void {
  const { alice, bob, carol, minter } = castActors(chain);
  const refs = ["deposit 1", "deposit 2", "deposit 3"].map((text) => id(text));
  const receivers = [alice.address, bob.address, alice.address];
  const amounts = [coins(1), coins(2), coins(3)];
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
  });

  it("issues each row as a mint does, and spends limit and window once, of the sum", async () => {
    await chain.expectEvents(
      system.as(minter).mintBatch(receivers, amounts, refs),
      receivers.flatMap((to, index) => [
        [system.token, "Transfer", [ZeroAddress, to, amounts[index]]] as const,
        [system.token, "Minted", [minter, to, amounts[index], refs[index]]] as const,
      ]),
    );
    expect(await system.token.balanceOf(alice.address)).to.equal(coins(4));
    expect(await system.token.totalSupply()).to.equal(coins(6));
    expect(await system.token.mintedInWindow()).to.deep.equal([1n, coins(6)]);
    const { capacity, available } = await system.token.minterLimit(minter.address);
    expect(capacity - available <= coins(6)).to.equal(true);
  });

  it("issues nothing where a row was issued before, whichever it is", async () => {
    for (const ref of refs) {
      const fresh = refs.map((each) => (each === ref ? ref : id(`${each} again`)));
      if (!(await system.token.isDepositUsed(ref)))
        await chain.send(system.as(minter).mint(carol.address, coins(1), ref));
      await chain.expectRevert(system.as(minter).mintBatch(receivers, amounts, fresh), "ReferenceUsed", [ref]);
    }
    expect(await system.token.totalSupply()).to.equal(coins(3));
    expect(await system.token.balanceOf(alice.address)).to.equal(0n);
  });

  it("costs less than its rows one by one", async () => {
    const rows = 10;
    const to = Array.from({ length: rows }, () => alice.address);
    const ones = Array.from({ length: rows }, () => 1n);
    await system.issue(alice, coins(1));
    const single = await chain.send(system.as(minter).mint(alice.address, 1n, id("single")));
    const batch = await chain.send(
      system.as(minter).mintBatch(
        to,
        ones,
        ones.map((_, index) => id(`batched ${index}`)),
      ),
    );
    expect(batch.gasUsed < (single.gasUsed * BigInt(rows) * 3n) / 4n).to.equal(true);
  });
}

function refusals(chain: TestChain): void {
  const { admin, alice, bob, bridge, guardian, minter, limiter, pauser, unpauser, stranger, compliance } =
    castActors(chain);
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
  });

  it("come in a fixed order: each shows once those before it are gone", async () => {
    const amount = coins(1_000);
    const { token } = system;
    const attempt = (by = minter, of = amount, ref = DEPOSIT, to = bob.address) => token.connect(by).mint(to, of, ref);

    // Everything is wrong at once.
    await chain.send(system.as(pauser).pause(SCOPES.mint));
    await chain.send(system.as(limiter).setMinterLimit(minter.address, 0n, 0n));
    await chain.send(system.as(minter).renounceRole(ROLES.minter, minter.address));
    await chain.send(system.as(admin).setReserveGate(ZeroAddress));
    await chain.send(system.attestations.connect(guardian).closeWindow(1));
    await system.freezeForGood(bob); // longer than all the windows below

    await chain.expectRevert(attempt(minter, 0n, ZeroHash), "AccessControlUnauthorizedAccount", [minter, ROLES.minter]);
    await chain.send(system.as(admin).grantRole(ROLES.minter, minter.address));
    await chain.expectRevert(attempt(minter, 0n, ZeroHash), "EnforcedPause", [SCOPES.mint]);
    await chain.send(system.as(unpauser).unpause(SCOPES.mint));
    await chain.expectRevert(attempt(minter, 0n, ZeroHash), "ZeroAmount");
    await chain.expectRevert(attempt(minter, amount, ZeroHash), "ReferenceMissing");
    await chain.expectRevert(attempt(), "MintLimitExceeded", [minter, amount, 0n]);
    await chain.send(system.as(limiter).setMinterLimit(minter.address, UNLIMITED, DAY));
    await chain.expectRevert(attempt(), "ReserveGateMissing");
    await chain.send(system.as(admin).setReserveGate(addressOf(system.attestations)));
    await chain.expectRevert(attempt(), "WindowClosedEarly", [1n]);
    // A report that counted nothing outstanding, while a bridge has brought some in.
    await chain.send(system.as(bridge).crosschainMint(alice.address, 1n));
    await system.openWindow({ mintable: amount - 1n, reserves: amount - 1n, supply: 0n });
    await chain.expectRevert(attempt(), "SupplyUnderstated", [2n, 0n, 1n]);
    await system.openWindow({ mintable: amount - 1n });
    await chain.expectRevert(attempt(), "IssuanceWindowExceeded", [3n, amount, amount - 1n]);
    // A bridge brings some in once the report's count was found to be true.
    await system.openWindow({ mintable: amount + 1n });
    await chain.send(attempt(minter, 1n, id("within the count"), alice.address));
    await chain.send(system.as(bridge).crosschainMint(alice.address, 1n));
    await chain.expectRevert(attempt(), "ReservesExceeded", [amount + 3n, amount + 2n]);
    await system.openWindow({ mintable: amount });
    await chain.expectRevert(attempt(minter, amount, DEPOSIT, ZeroAddress), "ERC20InvalidReceiver", [ZeroAddress]);
    await chain.expectRevert(attempt(minter, amount, DEPOSIT, system.address), "ERC20InvalidReceiver", [
      system.address,
    ]);
    await chain.expectRevert(attempt(), "AccountFrozen", [bob, await token.frozenUntil(bob.address)]);
    await chain.send(system.as(compliance).unfreeze(bob.address, system.reference()));
    await chain.send(attempt());
    await chain.expectRevert(attempt(), "ReferenceUsed", [DEPOSIT]);
  });

  it("reach every role: no office can mint, the default admin neither (incident 1: 300 trillion minted in one call)", async () => {
    const reference = system.reference();
    for (const actor of Object.values(system.actors)) {
      if (actor === minter) continue;
      await chain.expectRevert(
        system.as(actor).mint(actor.address, 1n, reference),
        "AccessControlUnauthorizedAccount",
        [actor, ROLES.minter],
      );
    }
    const absurd = 300_000_000_000_000n * coins(1);
    await chain.send(system.as(limiter).setMinterLimit(minter.address, UNLIMITED, DAY));
    await chain.expectRevert(system.as(minter).mint(minter.address, absurd, reference), "IssuanceWindowExceeded", [
      1n,
      absurd,
      coins(100_000_000),
    ]);
  });

  it("reach an admin who makes himself minter without limit (incident 28: the owner unset the feed and minted)", async () => {
    await chain.send(system.as(admin).grantRole(ROLES.minter, admin.address));
    await chain.send(system.as(admin).grantRole(ROLES.limiter, admin.address));
    await chain.send(system.as(admin).setMinterLimit(admin.address, UNLIMITED, DAY));
    await chain.send(system.as(admin).setReserveGate(ZeroAddress));
    await chain.expectRevert(system.as(admin).mint(admin.address, 1n, DEPOSIT), "ReserveGateMissing");
    await chain.send(system.as(admin).setReserveGate(addressOf(system.attestations)));
    await chain.timeTravel(2n * DAY);
    const { validUntil } = await system.attestations.report(1);
    await chain.expectRevert(system.as(admin).mint(admin.address, 1n, DEPOSIT), "WindowExpired", [1n, validUntil]);
  });

  it("end a thief's work at the minter's limit (incident 3: one stolen service key minted 80 million)", async () => {
    const { capacity } = LIMITS.minter;
    await chain.send(system.as(minter).mint(minter.address, capacity, system.reference()));
    const { available } = await system.token.minterLimit(minter.address);
    expect(available).to.be.lessThan(coins(10_000));
    await chain.expectRevert(
      system.as(minter).mint.staticCall(minter.address, coins(10_000), system.reference()),
      "MintLimitExceeded",
      [minter, coins(10_000), available],
    );
    await chain.send(system.attestations.connect(guardian).closeWindow(1));
    await chain.expectRevert(system.as(minter).mint(minter.address, 1n, DEPOSIT), "WindowClosedEarly", [1n]);
    expect(await system.token.totalSupply()).to.equal(capacity);
  });

  it("end issuance for good once the coin is retired; everything else goes on", async () => {
    const { burner } = system.actors;
    await system.issue(alice, coins(10));
    await system.issue(burner, coins(10));
    await chain.expectEvents(system.as(admin).retire(stranger.address), [[system.token, "Retired", [stranger]]]);
    expect(await system.token.retired()).to.equal(true);
    expect(await system.token.successor()).to.equal(stranger.address);
    expect(await system.token.headroom()).to.equal(0n);
    await chain.expectRevert(system.as(minter).mint(alice.address, 1n, DEPOSIT), "IssuanceRetired");
    await chain.expectRevert(system.as(admin).retire(alice.address), "IssuanceRetired");
    await chain.send(system.as(alice).transfer(bob.address, coins(10)));
    await chain.send(system.as(burner).burn(coins(10), DEPOSIT));
    await system.openWindow({ mintable: coins(1) });
    await chain.expectRevert(system.as(minter).mint(alice.address, 1n, DEPOSIT), "IssuanceRetired");
  });
}

function limits(chain: TestChain): void {
  const { alice, minter, limiter, admin, bob } = castActors(chain);
  let system: System;

  /** Small enough for the refill of some seconds to round to nothing. */
  const TIGHT = 100n;

  const mint = (amount: bigint, by = minter) => system.as(by).mint(alice.address, amount, system.reference());

  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
  });

  it("are told with what is left", async () => {
    await chain.expectEvents(system.as(limiter).setMinterLimit(minter.address, TIGHT, DAY), [
      [system.token, "MinterLimitSet", [minter, TIGHT, DAY]],
    ]);
    await chain.send(mint(30n));
    expect(await system.token.minterLimit(minter.address)).to.deep.equal([TIGHT, DAY, 70n]);
    await chain.expectRevert(mint(71n), "MintLimitExceeded", [minter, 71n, 70n]);
    await chain.send(mint(70n));
    await chain.expectRevert(mint(1n), "MintLimitExceeded", [minter, 1n, 0n]);
  });

  it("let nothing through where none was set (incident 23: limit zero meant unlimited)", async () => {
    await chain.send(system.as(admin).grantRole(ROLES.minter, bob.address));
    expect(await system.token.minterLimit(bob.address)).to.deep.equal([0n, 0n, 0n]);
    await chain.expectRevert(mint(1n, bob), "MintLimitExceeded", [bob, 1n, 0n]);
  });

  it("let nothing through where zero was set, with or without a window", async () => {
    for (const window of [0n, DAY]) {
      await chain.send(system.as(limiter).setMinterLimit(minter.address, 0n, window));
      await chain.timeTravel(DAY / 4n);
      await chain.expectRevert(mint(1n), "MintLimitExceeded", [minter, 1n, 0n]);
    }
  });

  it("refill with time, in proportion, and never above the capacity", async () => {
    const { capacity, window } = LIMITS.minter;
    const at = await chain.timeOf(await chain.send(mint(capacity)));
    expect((await system.token.minterLimit(minter.address)).available).to.equal(
      (((await chain.now()) - at) * capacity) / window,
    );
    await chain.timeTravel(DAY / 8n);
    const elapsed = (await chain.now()) - at;
    const refilled = (elapsed * capacity) / window;
    expect((await system.token.minterLimit(minter.address)).available).to.equal(refilled);

    await chain.send(mint(refilled));
    await chain.timeTravel(10n * window);
    expect((await system.token.minterLimit(minter.address)).available).to.equal(capacity);
  });

  it("keep what was used when they change", async () => {
    await chain.send(system.as(limiter).setMinterLimit(minter.address, TIGHT, DAY));
    await chain.send(mint(80n));
    await chain.send(system.as(limiter).setMinterLimit(minter.address, 200n, DAY));
    expect(await system.token.minterLimit(minter.address)).to.deep.equal([200n, DAY, 120n]);
    await chain.send(system.as(limiter).setMinterLimit(minter.address, 50n, DAY));
    expect(await system.token.minterLimit(minter.address)).to.deep.equal([50n, DAY, 0n]);
    await chain.expectRevert(mint(1n), "MintLimitExceeded", [minter, 1n, 0n]);
  });

  it("settle the refill so far at the old rate", async () => {
    await chain.send(system.as(limiter).setMinterLimit(minter.address, 86_400n, DAY));
    const at = await chain.timeOf(await chain.send(mint(86_400n)));
    await chain.timeTravel(DAY / 2n);
    const changed = await chain.timeOf(
      await chain.send(system.as(limiter).setMinterLimit(minter.address, 86_400n, 1_000_000n * DAY)),
    );
    // One unit a second until the change, afterwards next to nothing.
    expect((await system.token.minterLimit(minter.address)).available).to.equal(changed - at);
  });

  it("of one minter are not another's", async () => {
    await chain.send(system.as(admin).grantRole(ROLES.minter, bob.address));
    await chain.send(system.as(limiter).setMinterLimit(minter.address, TIGHT, DAY));
    await chain.send(system.as(limiter).setMinterLimit(bob.address, TIGHT, DAY));
    await chain.send(mint(TIGHT, bob));
    expect((await system.token.minterLimit(minter.address)).available).to.equal(TIGHT);
    await chain.send(mint(TIGHT));
    await chain.expectRevert(mint(1n, bob), "MintLimitExceeded", [bob, 1n, 0n]);
  });

  it("can be spelt unlimited; the window still bounds the mint", async () => {
    await chain.send(system.as(limiter).setMinterLimit(minter.address, UNLIMITED, DAY));
    expect((await system.token.minterLimit(minter.address)).capacity).to.equal(UNLIMITED);
    await chain.send(mint(coins(60_000_000)));
    await chain.expectRevert(mint(coins(40_000_001)), "IssuanceWindowExceeded", [
      1n,
      coins(40_000_001),
      coins(40_000_000),
    ]);
    await chain.send(mint(coins(40_000_000)));
  });

  it("cannot be nonsense: a capacity without a window, or one that only almost means unlimited", async () => {
    for (const [capacity, window] of [
      [1n, 0n],
      [UNLIMITED, 0n],
      [(1n << 208n) - 1n, DAY],
      [UNLIMITED - 1n, DAY],
    ] as const) {
      await chain.expectRevert(system.as(limiter).setMinterLimit(minter.address, capacity, window), "InvalidLimit", [
        capacity,
        window,
      ]);
    }
    await chain.send(system.as(limiter).setMinterLimit(minter.address, (1n << 208n) - 2n, 1n));
  });
}
