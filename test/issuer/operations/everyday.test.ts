import { expect } from "chai";
import { id } from "ethers";
import { COIN, PEOPLE, onBothChains } from "./support.ts";

const [aida] = PEOPLE;
const payout = "Example Bank, payment order 2027-03-01/31";

onBothChains("burn", (bench) => {
  const job = (changes = {}): Record<string, string> => ({ amount: "250", reference: payout, ...changes });

  it("redeems once against a payout", async () => {
    await bench().issue(bench().holder("BURNER"), 1_000n * COIN);
    const first = await bench().run("burn", job());
    expect([first.state, first.sent]).to.deep.equal(["finished", 1]);
    expect(await bench().token.totalSupply()).to.equal(750n * COIN);
    expect(await bench().token.isPayoutUsed(id(payout))).to.equal(true);
    const again = await bench().run("burn", job());
    expect([again.sent, again.notes.length]).to.deep.equal([0, 1]);
    await bench().refused("REFERENCE_USED", "burn", job({ amount: "251" }));
    await bench().send(bench().holder("BURNER"), (token) => token.burn(5n, id("elsewhere")));
    const elsewhere = await bench().run("burn", job({ amount: "0.000005", reference: "elsewhere" }));
    expect(elsewhere.notes[0]).to.contain('Payout "elsewhere" is burned already: 0.000005 KGST');
  });

  it("refuses what the burner does not have, and what is paused", async () => {
    const message = await bench().refused("AMOUNT_EXCEEDED", "burn", job());
    expect(message).to.equal(`${bench().text(bench().holder("BURNER"))} has 0.00 KGST, not 250.00 KGST.`);
    await bench().issue(bench().holder("BURNER"), 1_000n * COIN);
    await bench().run("pause", { scopes: "burn" });
    await bench().refused("SCOPE_PAUSED", "burn", job());
  });

  it("redeems each payout of a file", async () => {
    await bench().issue(bench().holder("BURNER"), 1_000n * COIN);
    const csv = bench().file("payouts.csv", "reference,amount", "a,1", "b,2.5");
    expect((await bench().run("burn", { csv })).sent).to.equal(2);
    expect(await bench().token.totalSupply()).to.equal(996_500_000n);
  });
});

onBothChains("pause, unpause", (bench) => {
  it("stops exactly the scopes named, and restarts them", async () => {
    const { token } = bench();
    await bench().run("pause", { scopes: "transfer,mint" });
    expect(await token.pausedScopes()).to.equal(3n);
    expect((await bench().run("pause", { scopes: "mint" })).notes).to.deep.equal(["Nothing to do: mint is paused."]);
    await bench().run("pause", { scopes: "all" });
    expect(await token.pausedScopes()).to.equal(63n);
    const { overview } = await bench().run("unpause", { scopes: "mint,burn" });
    expect(overview.transactions[0]?.sender).to.equal(bench().holder("UNPAUSER"));
    expect(await token.pausedScopes()).to.equal(57n);
    await bench().run("pause", { scopes: "mint" });
    expect(await token.pausedScopes()).to.equal(59n);
  });

  it("refuses scopes that do not exist", async () => {
    const message = await bench().refused("ARGUMENT_INVALID", "pause", { scopes: "mint,everything" });
    expect(message).to.contain('"everything" is none of transfer, mint, burn, crosschain, signature, seize, all.');
    await bench().refused("ARGUMENT_INVALID", "pause", {});
  });
});

onBothChains("limits, bridge", (bench) => {
  it("sets a minter's limit, shows it, and leaves it when it is as wanted", async () => {
    const minter = bench().holder("MINTER");
    const job = { minter, capacity: "500.25", window: "12h" };
    const { settled } = await bench().run("limits", job);
    expect(settled[0]?.description).to.equal(
      `let ${minter} mint 500.25 KGST per 12h (before: 1,000,000.00 KGST per 1d)`,
    );
    const [capacity, window] = await bench().token.minterLimit(minter);
    expect([capacity, window]).to.deep.equal([500_250_000n, 43_200n]);
    expect((await bench().run("limits", job)).sent).to.equal(0);
    await bench().run("limits", { minter, capacity: "0" });
    const { state, report } = await bench().run("limits", {});
    expect([state, report?.rows]).to.deep.equal([
      "answered",
      [
        [bench().text(minter), "mint", "nothing", "0.00 KGST", "never"],
        [bench().text(bench().holder("GUARDIAN")), "freeze", "500 accounts per 1d", "500 accounts", "now"],
      ],
    ]);
  });

  it("sets a guardian's limit in accounts", async () => {
    const guardian = bench().holder("GUARDIAN");
    const { settled } = await bench().run("limits", { guardian, capacity: "1", window: "1h" });
    expect(settled[0]?.description).to.equal(`let ${guardian} freeze 1 account per 1h (before: 500 accounts per 1d)`);
    const [capacity, window] = await bench().token.guardianLimit(guardian);
    expect([capacity, window]).to.deep.equal([1n, 3_600n]);
    await bench().refused("AMOUNT_INVALID", "limits", { guardian, capacity: "1.5", window: "1h" });
    const minter = bench().holder("MINTER");
    await bench().refused("ARGUMENT_INVALID", "limits", { guardian, minter, capacity: "1", window: "1h" });
  });

  it("is closed at once by the council, which can set nothing else", async () => {
    const council = bench().holder("COUNCIL");
    const keys = bench().keysWithout("LIMITER");
    const [minter, guardian, bridge] = ["MINTER", "GUARDIAN", "BRIDGE"].map((role) =>
      bench().holder(role as "MINTER"),
    ) as [string, string, string];
    for (const job of [{ minter }, { guardian }]) {
      const { overview, sent } = await bench().run("limits", { ...job, capacity: "0" }, { keys });
      expect([sent, overview.transactions[0]?.sender]).to.deep.equal([1, council]);
    }
    const shut = await bench().run("bridge", { bridge, inbound: "0", outbound: "0", net: "0" }, { keys });
    expect([shut.sent, shut.overview.transactions[0]?.sender]).to.deep.equal([1, council]);
    expect(await bench().token.minterLimit(minter)).to.deep.equal([0n, 0n, 0n]);
    expect(await bench().token.guardianLimit(guardian)).to.deep.equal([0n, 0n, 0n]);
    expect((await bench().token.bridgeLimits(bridge))[0]).to.deep.equal([0n, 0n, 0n, 0n, 0n]);
    const other = { minter, capacity: "1", window: "1d" };
    await bench().refused("ROLE_MISSING", "limits", other, { from: council });
  });

  it("tells for how long a limit is not full", async () => {
    await bench().run("mint", { to: aida, amount: "500000", reference: "half" });
    const { report } = await bench().run("limits", {});
    expect(report?.rows[0]?.[4]).to.match(/^2027-03-01 1[78]:\d\d:\d\d UTC$/);
  });

  it("sets one side of a bridge and keeps the other, and shows its books", async () => {
    const account = bench().holder("BRIDGE");
    await bench().run("bridge", { bridge: account, inbound: "10/1h" });
    const [limits] = await bench().token.bridgeLimits(account);
    expect(Array.from(limits)).to.deep.equal([10n * COIN, 3_600n, 250_000n * COIN, 86_400n, 2_000_000n * COIN]);
    await bench().send(account, (token) => token.crosschainMint(aida, 3n * COIN));
    const { report } = await bench().run("bridge", {});
    const [row] = report?.json as { minted: bigint; burned: bigint; inbound: { available: bigint } }[];
    expect([row?.minted, row?.burned]).to.deep.equal([3n * COIN, 0n]);
    expect(row?.inbound.available).to.be.within(7n * COIN, 8n * COIN);
    await bench().run("bridge", { bridge: account, net: "25" });
    const [capped, inbound] = await bench().token.bridgeLimits(account);
    expect([capped.netInflowCap, capped.inboundCapacity, inbound <= 10n * COIN]).to.deep.equal([
      25n * COIN,
      10n * COIN,
      true,
    ]);
    await bench().refused("ARGUMENT_INVALID", "bridge", { bridge: account });
    await bench().refused("ARGUMENT_INVALID", "bridge", { bridge: account, inbound: "10" });
  });

  it("refuses from an account that is not a LIMITER, and from one that cannot pay", async () => {
    const job = { minter: bench().holder("MINTER"), capacity: "1", window: "1d" };
    await bench().refused("ROLE_MISSING", "limits", job, { from: aida });
    await bench().setBalance(bench().holder("LIMITER"), 1n);
    const poor = await bench().refused("BALANCE_TOO_LOW", "limits", job);
    expect(poor).to.contain(`${bench().text(bench().holder("LIMITER"))} has 0.`);
  });
});

onBothChains("close-window", (bench) => {
  it("closes the latest window once, by the guardian of the attestations", async () => {
    const outcome = await bench().run("close-window", {});
    expect([outcome.state, outcome.sent]).to.deep.equal(["finished", 1]);
    expect(await bench().token.headroom()).to.equal(0n);
    const again = await bench().run("close-window", { sequence: "1" });
    expect(again.notes).to.deep.equal(["Nothing to do. The window of report 1 was closed before its end."]);
    const unknown = await bench().refused("WINDOW_CLOSED", "close-window", { sequence: "7" });
    expect(unknown).to.contain("It cannot be closed. No report 7 was accepted on this chain.");
  });
});
