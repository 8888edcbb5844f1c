import { expect } from "chai";
import { id } from "ethers";
import { COIN, PEOPLE, onBothChains } from "./support.ts";
import { Killed } from "../../support/killed.ts";

const [aida, bakyt, shop] = PEOPLE;
const caseId = "Financial Police 2027/42";
const HOUR = 3_600;
const FOR_GOOD = 2n ** 40n - 1n;

onBothChains("freeze, ratify, unfreeze", (bench) => {
  const accounts = (...list: string[]): string => bench().file("accounts.csv", "account", ...list);

  it("freezes for 72 hours, ratifies for good and lifts, each by its own role", async () => {
    const { token } = bench();
    const frozen = await bench().run("freeze", { account: aida, case: caseId });
    expect(frozen.overview.transactions[0]?.sender).to.equal(bench().holder("GUARDIAN"));
    const block = await bench().coin.chain.provider.getBlock(frozen.settled[0]?.block ?? 0);
    expect(await token.frozenUntil(aida)).to.equal(BigInt(block!.timestamp + 72 * HOUR));
    const ratified = await bench().run("ratify", { account: aida, case: caseId });
    expect(ratified.overview.transactions[0]?.sender).to.equal(bench().holder("COMPLIANCE"));
    expect(await token.frozenUntil(aida)).to.equal(FOR_GOOD);
    await bench().run("unfreeze", { account: aida, case: caseId });
    expect(await token.frozenUntil(aida)).to.equal(0n);
    const [entry] = bench().ledger("freeze");
    expect(entry?.subject).to.deep.equal({
      ...{ key: `freeze:${id(caseId)}:${aida}`, operation: "freeze", reference: caseId, hash: id(caseId) },
      account: aida,
    });
  });

  it("sends nothing for what is as wanted, and says so", async () => {
    const first = await bench().run("unfreeze", { account: aida, case: caseId });
    expect([first.state, first.sent, first.notes]).to.deep.equal([
      "finished",
      0,
      [`Nothing to do: ${bench().text(aida)} is not frozen.`],
    ]);
    await bench().run("freeze", { account: aida, case: caseId });
    const second = await bench().run("freeze", { account: aida, case: "another case" });
    expect([second.state, second.sent]).to.deep.equal(["finished", 0]);
    expect(second.notes[0]).to.match(/is frozen until 2027-03-04 06:\d\d:\d\d UTC\.$/);
  });

  it("refuses to ratify what is not frozen, and to freeze again what lapsed", async () => {
    const never = await bench().refused("NOT_FROZEN", "ratify", { account: aida, case: caseId });
    expect(never).to.contain("is not frozen; a guardian freezes first");
    await bench().run("freeze", { account: aida, case: caseId });
    await bench().travel(72 * HOUR + 1);
    const lapsed = await bench().refused("FREEZE_LAPSED", "freeze", { account: aida, case: caseId });
    expect(lapsed).to.match(/has a freeze that lapsed at 2027-03-04 06:\d\d:\d\d UTC; compliance can ratify it/);
    await bench().run("unfreeze", { account: aida, case: caseId });
    const barred = await bench().refused("GUARDIAN_BARRED", "freeze", { account: aida, case: caseId });
    expect(barred).to.match(/which can freeze it again from 2027-03-07 06:\d\d:\d\d UTC; another guardian can now/);
    await bench().travel(72 * HOUR);
    expect((await bench().run("freeze", { account: aida, case: caseId })).sent).to.equal(1);
  });

  it("ratifies what has lapsed, in one transaction", async () => {
    await bench().run("freeze", { account: aida, case: caseId });
    await bench().travel(72 * HOUR + 1);
    expect((await bench().run("ratify", { account: aida, case: caseId })).sent).to.equal(1);
    expect(await bench().token.frozenUntil(aida)).to.equal(FOR_GOOD);
  });

  it("refuses more accounts than the guardian's limit has left, and says when there will be enough", async () => {
    await bench().run("limits", { guardian: bench().holder("GUARDIAN"), capacity: "2", window: "1d" });
    const more = await bench().refused("LIMIT_EXCEEDED", "freeze", { csv: accounts(...PEOPLE), case: caseId });
    expect(more).to.equal(
      `${bench().text(bench().holder("GUARDIAN"))} may freeze 2 accounts now, not 3 accounts. ` +
        "The limit is 2 accounts per 1d, so this can never pass at once.",
    );
    expect((await bench().run("freeze", { csv: accounts(aida, bakyt), case: caseId })).sent).to.equal(1);
    const none = await bench().refused("LIMIT_EXCEEDED", "freeze", { account: shop, case: caseId });
    expect(none).to.match(
      /may freeze 0 accounts now, not 1 account\. The limit is 2 accounts per 1d; there is enough in/,
    );
  });

  it("freezes the accounts of a file in batches, and finds those that were frozen before", async () => {
    await bench().run("freeze", { account: bakyt, case: caseId });
    const others = [11, 12, 13, 14].map((byte) => `0x${byte.toString(16).padStart(2, "0").repeat(20)}`);
    const csv = accounts(aida, bench().text(bakyt), shop, ...others);
    const outcome = await bench().run("freeze", { csv, case: caseId, batch: "4" });
    expect([outcome.state, outcome.sent, outcome.notes.length]).to.deep.equal(["finished", 2, 1]);
    expect(outcome.settled.map(({ description }) => description)).to.deep.equal([
      `freeze 3 accounts, case "${caseId}"`,
      `freeze 3 accounts, case "${caseId}"`,
    ]);
    for (const account of [...PEOPLE, ...others]) expect(await bench().token.isFrozen(account)).to.equal(true);
    expect(
      bench()
        .ledger("freeze")
        .map(({ state }) => state),
    ).to.deep.equal(Array(7).fill("done"));
    const ratified = await bench().run("ratify", { csv, case: caseId });
    expect(ratified.sent).to.equal(1);
    expect((await bench().run("unfreeze", { csv, case: caseId, batch: "3" })).sent).to.equal(3);
    for (const account of PEOPLE) expect(await bench().token.frozenUntil(account)).to.equal(0n);
  });

  it("freezes each account of a file once, killed after every record", async () => {
    const csv = accounts(...PEOPLE);
    const job = { csv, case: caseId, batch: "2" };
    for (let records = 1; records <= 8; records++) {
      const store = bench().store("freeze", {
        onRecord: (phase) => {
          if (phase === "after") throw new Killed();
        },
      });
      const stopped: unknown = await bench()
        .run("freeze", job, { store })
        .catch((error: unknown) => error);
      expect(stopped).to.be.instanceOf(Killed);
      expect(bench().records("freeze")).to.have.length(records);
    }
    const last = await bench().run("freeze", job, { confirm: () => expect.fail("must not ask") });
    expect([last.state, last.sent]).to.deep.equal(["finished", 0]);
    const { token } = bench();
    const events = await token.queryFilter(token.filters.Frozen(undefined, id(caseId)), 0, "latest");
    expect(events.map(({ args }) => args.account)).to.deep.equal(PEOPLE);
    expect(
      bench()
        .ledger("freeze")
        .map(({ state }) => state),
    ).to.deep.equal(["done", "done", "done"]);
  });

  it("refuses a file with an account twice, or with none", async () => {
    const twice = await bench().refused("CSV_INVALID", "freeze", { csv: accounts(aida, aida), case: caseId });
    expect(twice).to.contain(`row 3: is the same as row 2: ${aida}.`);
    const wrong = await bench().refused("CSV_INVALID", "freeze", { csv: accounts(aida, "nobody"), case: caseId });
    expect(wrong).to.contain('row 3, column account: "nobody" is not an address');
    await bench().refused("ARGUMENT_INVALID", "freeze", { csv: accounts(aida), case: caseId, batch: "0" });
    await bench().refused("ARGUMENT_INVALID", "freeze", { account: aida });
    await bench().refused("ACCOUNT_INVALID", "freeze", { account: bench().coin.addresses.token, case: caseId });
  });

  it("asks the guardian elsewhere, and notices that it has acted", async () => {
    const keys = bench().keysWithout("GUARDIAN");
    const csv = accounts(...PEOPLE);
    const { state, bundles } = await bench().run("freeze", { csv, case: caseId }, { keys });
    expect(state).to.equal("waiting");
    await bench().signBundle(bundles[0]!, bench().holder("GUARDIAN"));
    const last = await bench().run("freeze", { csv, case: caseId }, { keys });
    expect([last.state, last.sent]).to.deep.equal(["finished", 0]);
    expect(
      bench()
        .ledger("freeze")
        .map(({ state: now }) => now),
    ).to.deep.equal(Array(3).fill("observed"));
  });
});

onBothChains("seize, wipe", (bench) => {
  const job = (changes = {}): Record<string, string> => ({
    ...{ account: aida, amount: "250.50", case: caseId, reference: "2027/42 act 1" },
    ...changes,
  });
  const prepare = async (...people: string[]): Promise<void> => {
    for (const account of people) {
      await bench().issue(account, 1_000n * COIN);
      await bench().send(bench().holder("GUARDIAN"), (token) => token.freeze(account, id("x")));
    }
  };

  it("moves tokens of a frozen account once for a reference", async () => {
    await prepare(aida);
    const first = await bench().run("seize", job({ to: shop }));
    expect(first.sent).to.equal(1);
    const balances = async (): Promise<bigint[]> => Promise.all(PEOPLE.map((one) => bench().token.balanceOf(one)));
    expect(await balances()).to.deep.equal([749_500_000n, 0n, 250_500_000n]);
    const again = await bench().run("seize", job({ to: shop }));
    expect([again.state, again.sent]).to.deep.equal(["finished", 0]);
    expect(again.notes[0]).to.contain(first.settled[0]?.transaction);
    expect((await bench().run("seize", job({ to: shop, reference: "2027/42 act 2" }))).sent).to.equal(1);
    expect((await bench().run("seize", job({ to: shop, amount: "all", reference: "2027/42 act 3" }))).sent).to.equal(1);
    expect((await bench().run("seize", job({ to: shop, amount: "all", reference: "2027/42 act 3" }))).sent).to.equal(0);
    expect(await balances()).to.deep.equal([0n, 0n, 1_000n * COIN]);
    await bench().refused("REFERENCE_USED", "seize", job({ to: shop, amount: "1" }));
    await bench().refused("REFERENCE_USED", "wipe", job({ amount: "1", reference: "2027/42 act 2" }));
  });

  it("passes rows that the chain shows as done, whoever did them and in whatever groups", async () => {
    await prepare(aida, bakyt);
    const officer = bench().holder("COMPLIANCE");
    const [one, two] = ["act 17", "act 18"].map((text) => id(text)) as [string, string];
    await bench().send(officer, (token) => token.seize(aida, shop, 5n * COIN, id(caseId), one));
    const csv = bench().file("t.csv", "account,amount,reference", `${aida},5,act 17`, `${bakyt},6,act 18`);
    const done = await bench().run("seize", { csv, case: caseId, to: shop });
    expect([done.state, done.sent]).to.deep.equal(["finished", 1]);
    expect(done.notes[0]).to.contain('Act "act 17" is done already: 5.00 KGST seized from');
    expect(await bench().token.isActUsed(two)).to.equal(true);
    expect(await bench().token.balanceOf(shop)).to.equal(11n * COIN);
    await bench().send(officer, (token) => token.wipe(aida, 1n * COIN, id(caseId), id("act 19")));
    const other = bench().file("o.csv", "account,amount,reference", `${aida},1,act 19`);
    const message = await bench().refused("REFERENCE_USED", "seize", { csv: other, case: caseId, to: shop });
    expect(message).to.contain('Act "act 19" was used for something else: 1.00 KGST of');
  });

  it("stops while seizures are paused", async () => {
    await prepare(aida);
    await bench().run("pause", { scopes: "seize" });
    const stopped = await bench().refused("SCOPE_PAUSED", "seize", job({ to: shop }));
    expect(stopped).to.contain('"seize" is paused');
    await bench().refused("SCOPE_PAUSED", "wipe", job());
  });

  it("burns tokens of a frozen account", async () => {
    await prepare(aida);
    await bench().run("wipe", job());
    expect([await bench().token.balanceOf(aida), await bench().token.totalSupply()]).to.deep.equal([
      749_500_000n,
      749_500_000n,
    ]);
  });

  it("refuses what is not frozen, what is not there, and receivers that cannot have it", async () => {
    await bench().issue(aida, 100n * COIN);
    for (const act of ["seize", "wipe"] as const) {
      const message = await bench().refused("NOT_FROZEN", act, job({ to: shop }));
      expect(message).to.contain(`${bench().text(aida)} is not frozen; a guardian freezes first`);
    }
    await prepare(bakyt);
    const more = await bench().refused("AMOUNT_EXCEEDED", "wipe", job({ account: bakyt, amount: "1000.01" }));
    expect(more).to.equal(`${bench().text(bakyt)} has 1,000.00 KGST, not 1,000.01 KGST.`);
    await bench().refused("ACCOUNT_FROZEN", "seize", job({ account: bakyt, to: bakyt }));
    await bench().refused("ACCOUNT_INVALID", "seize", job({ account: bakyt, to: bench().coin.addresses.token }));
  });

  it("takes from the accounts of a file, once each, killed after every record", async () => {
    await prepare(...PEOPLE);
    const treasury = bench().holder("BURNER");
    const csv = bench().file("t.csv", "account,amount,reference", `${aida},1.5,a1`, `${bakyt},all,a2`, `${shop},20,a3`);
    const given = { csv, case: caseId, to: treasury, batch: "2" };
    for (let records = 1; records <= 8; records++) {
      const store = bench().store("seize", {
        onRecord: (phase) => {
          if (phase === "after") throw new Killed();
        },
      });
      const stopped: unknown = await bench()
        .run("seize", given, { store })
        .catch((error: unknown) => error);
      expect(stopped, `${records}`).to.be.instanceOf(Killed);
    }
    expect((await bench().run("seize", given)).sent).to.equal(0);
    expect(await bench().token.balanceOf(treasury)).to.equal(1_021_500_000n);
    expect(await bench().token.balanceOf(bakyt)).to.equal(0n);
  });

  it("recognises by its event what somebody else was asked to sign", async () => {
    await prepare(aida);
    const keys = bench().keysWithout("COMPLIANCE");
    const { state, bundles } = await bench().run("seize", job({ to: shop }), { keys });
    expect(state).to.equal("waiting");
    expect((await bench().run("seize", job({ to: shop }), { keys })).state).to.equal("waiting");
    await bench().signBundle(bundles[0]!, bench().holder("COMPLIANCE"));
    const last = await bench().run("seize", job({ to: shop }), { keys });
    expect([last.state, last.sent]).to.deep.equal(["finished", 0]);
    expect(last.notes[0]).to.contain("is done already: 250.50 KGST seized from");
    expect(await bench().token.balanceOf(shop)).to.equal(250_500_000n);
  });
});
