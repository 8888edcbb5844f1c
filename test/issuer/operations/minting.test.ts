import { expect } from "chai";
import { ZeroAddress, id } from "ethers";
import type { OperatorError } from "../../../issuer/errors.ts";
import { COIN, PEOPLE, onBothChains } from "./support.ts";
import { Killed } from "../../support/killed.ts";

const [aida, bakyt, shop] = PEOPLE;
const reference = "Example Bank, credit advice 2027-03-01/17";

onBothChains("mint", (bench) => {
  const deposit = (changes = {}): Record<string, string> => ({ to: aida, amount: "1000.50", reference, ...changes });

  it("issues once against a deposit, and keeps the bank's id on this machine", async () => {
    const { token } = bench();
    const outcome = await bench().run("mint", deposit());
    expect([outcome.state, outcome.sent]).to.deep.equal(["finished", 1]);
    expect(await token.balanceOf(aida)).to.equal(1_000_500_000n);
    expect(await token.isDepositUsed(id(reference))).to.equal(true);
    const [entry] = bench().ledger("mint");
    expect([entry?.state, entry?.transaction]).to.deep.equal(["done", outcome.settled[0]?.transaction]);
    expect(entry?.subject).to.deep.equal({
      ...{ key: `mint:${id(reference)}`, operation: "mint", reference, hash: id(reference) },
      ...{ to: aida, amount: "1000500000" },
    });
    expect(outcome.overview.transactions[0]?.action.description).to.equal(
      `mint 1,000.50 KGST to ${aida}, deposit "${reference}"`,
    );
    const types = bench()
      .records("mint")
      .map(({ type }) => type);
    expect(types).to.deep.equal(["intent", "sent", "mined", "verified"]);
    const { data } = bench().coin.chain.decode(bench().records("mint")[0] as never);
    expect(Buffer.from(data.slice(2), "hex").includes("Example Bank")).to.equal(false);
  });

  it("takes the chain's own spelling of an address", async () => {
    await bench().run("mint", deposit({ to: bench().text(aida) }));
    expect(await bench().token.balanceOf(aida)).to.equal(1_000_500_000n);
  });

  it("sends nothing in a dry run, and shows what it would cost", async () => {
    const before = await bench().transactions();
    const { state, overview } = await bench().run("mint", deposit(), { dryRun: true });
    const [planned] = overview.transactions;
    expect([state, planned?.sender]).to.deep.equal(["planned", bench().holder("MINTER")]);
    expect((planned?.gas ?? 0n) > 30_000n && (planned?.fee ?? 0n) > 0n).to.equal(true);
    expect([await bench().transactions(), bench().records("mint").length]).to.deep.equal([before, 0]);
  });

  it("knows a deposit that was minted here, and says what became of it", async () => {
    const first = await bench().run("mint", deposit());
    const again = await bench().run("mint", deposit(), { confirm: () => expect.fail("must not ask") });
    expect([again.state, again.sent]).to.deep.equal(["finished", 0]);
    expect(again.notes).to.have.length(1);
    expect(again.notes[0]).to.contain("is done already").and.contain(first.settled[0]?.transaction);
    const other = await bench().refused("REFERENCE_USED", "mint", deposit({ amount: "2000" }));
    expect(other).to.contain("was used for something else: mint 1,000.50 KGST");
    expect(await bench().token.totalSupply()).to.equal(1_000_500_000n);
  });

  it("knows a deposit that was minted from another machine, from the chain", async () => {
    await bench().send(bench().holder("MINTER"), (token) => token.mint(aida, 1_000_500_000n, id(reference)));
    const again = await bench().run("mint", deposit(), { confirm: () => expect.fail("must not ask") });
    expect([again.state, again.sent]).to.deep.equal(["finished", 0]);
    expect(again.notes[0]).to.contain(`is minted already: 1,000.50 KGST to ${bench().text(aida)}`);
    const message = await bench().refused("REFERENCE_USED", "mint", deposit({ to: bakyt }));
    expect(message).to.contain(`1,000.50 KGST to ${bench().text(aida)}`);
  });

  it("refuses what is not an amount of the coin", async () => {
    expect(await bench().refused("AMOUNT_INVALID", "mint", deposit({ amount: "0" }))).to.equal(
      "--amount: the amount is zero.",
    );
    expect(await bench().refused("AMOUNT_INVALID", "mint", deposit({ amount: "1.0000001" }))).to.contain(
      `more than the coin's 6 decimals`,
    );
    for (const amount of ["1,000", "-1", "1e6", "unlimited", "ten"]) {
      await bench().refused("AMOUNT_INVALID", "mint", deposit({ amount }));
    }
  });

  it("refuses receivers that cannot have it", async () => {
    const foreign =
      bench().title === "TRON" ? "TLEaY8XoqpBmndLsjcfThgdKLN1ssNuUcx" : "TLEaY8XoqpBmndLsjcfThgdKLN1ssNuUcF";
    for (const to of ["", "0x1234", foreign, `${aida.slice(0, -1)}0`.replace("0x", "0X")]) {
      await bench().refused("ARGUMENT_INVALID", "mint", deposit({ to }));
    }
    for (const to of [ZeroAddress, bench().coin.addresses.token]) {
      await bench().refused("ACCOUNT_INVALID", "mint", deposit({ to }));
    }
    await bench().run("freeze", { account: aida, case: "2027/1" });
    const frozen = await bench().refused("ACCOUNT_FROZEN", "mint", deposit());
    expect(frozen).to.match(new RegExp(`${bench().text(aida)} is frozen until 2027-03-04 06:\\d\\d:\\d\\d UTC\\.$`));
  });

  it("refuses more than the minter's limit, and says when there will be enough", async () => {
    const never = await bench().refused("LIMIT_EXCEEDED", "mint", deposit({ amount: "1000000.01" }));
    expect(never).to.contain("may move 1,000,000.00 KGST now, not 1,000,000.01 KGST").and.contain("never pass at once");
    await bench().run("mint", deposit({ amount: "900000" }));
    const wait = await bench().refused("LIMIT_EXCEEDED", "mint", deposit({ amount: "500000", reference: "other" }));
    expect(wait).to.match(/may move 100,0\d\d\.\d+ KGST now, not 500,000\.00 KGST/);
    expect(wait).to.match(/The limit is 1,000,000\.00 KGST per 1d; there is enough in \d+[sm]\.$/);
  });

  it("refuses more than the issuance window leaves, and anything without one", async () => {
    await bench().run("limits", { minter: bench().holder("MINTER"), capacity: "unlimited", window: "1d" });
    await bench().run("mint", deposit({ amount: "1000000" }));
    const more = await bench().refused("HEADROOM_EXCEEDED", "mint", deposit({ amount: "600000.01", reference: "b" }));
    expect(more).to.contain("Report 1 leaves 600,000.00 KGST on this chain until 2027-03-03");
    await bench().run("close-window", {});
    const closed = await bench().refused("WINDOW_CLOSED", "mint", deposit({ reference: "c" }));
    expect(closed).to.contain("No issuance window is open. The window of report 1 was closed before its end");
  });

  it("refuses while mints are paused, and says who may restart them", async () => {
    await bench().run("pause", { scopes: "mint" });
    const message = await bench().refused("SCOPE_PAUSED", "mint", deposit());
    expect(message).to.equal(`"mint" is paused; UNPAUSER ${bench().text(bench().holder("UNPAUSER"))} may restart it.`);
  });

  it("refuses an account that does not hold the role, and says who does", async () => {
    const message = await bench().refused("ROLE_MISSING", "mint", deposit(), { from: shop });
    const [who, holder] = [bench().text(shop), bench().text(bench().holder("MINTER"))];
    expect(message).to.equal(`${who} does not hold MINTER. It is held by ${holder}.`);
  });

  it("writes a bundle where the key is elsewhere, and goes on once the chain shows the effect", async () => {
    const keys = bench().keysWithout("MINTER");
    const first = await bench().run("mint", deposit(), { keys });
    expect([first.state, first.sent, first.bundles.length > 0]).to.deep.equal(["waiting", 0, true]);
    expect(
      bench()
        .ledger("mint")
        .map(({ state }) => state),
    ).to.deep.equal(["waiting"]);
    const still = await bench().run("mint", deposit(), { keys });
    expect([still.state, bench().records("mint").length]).to.deep.equal(["waiting", 1]);

    await bench().signBundle(first.bundles[0]!, bench().holder("MINTER"));
    const last = await bench().run("mint", deposit(), { keys, confirm: () => expect.fail("must not ask") });
    expect([last.state, last.sent]).to.deep.equal(["finished", 0]);
    expect(
      bench()
        .ledger("mint")
        .map(({ state }) => state),
    ).to.deep.equal(["observed"]);
    expect(await bench().token.balanceOf(aida)).to.equal(1_000_500_000n);
  });

  it("mints once, killed before and after every record of its journal", async () => {
    for (const phase of ["before", "after"] as const) {
      for (const [index, type] of ["intent", "sent", "mined", "verified"].entries()) {
        const job = deposit({ reference: `${phase} ${type}`, amount: "7" });
        const supply = await bench().token.totalSupply();
        const begin = bench().records("mint").length;
        const store = bench().store("mint", {
          onRecord: (now, record) => {
            if (now === phase && record.n === begin + index + 1) throw new Killed(type);
          },
        });
        const stopped: unknown = await bench()
          .run("mint", job, { store })
          .catch((error: unknown) => error);
        expect(stopped, `${phase} ${type}`).to.be.instanceOf(Killed);
        const { state } = await bench().run("mint", job);
        expect(state).to.equal("finished");
        expect(await bench().token.totalSupply(), `${phase} ${type}`).to.equal(supply + 7n * COIN);
      }
    }
    expect(
      bench()
        .ledger("mint")
        .map(({ state }) => state),
    ).to.deep.equal(Array(8).fill("done"));
  });

  it("follows an interrupted mint up before the next one begins", async () => {
    const store = bench().store("mint", {
      onRecord: (phase, { type }) => {
        if (phase === "after" && type === "intent") throw new Killed();
      },
    });
    await bench()
      .run("mint", deposit(), { store })
      .catch(() => undefined);
    const { overview, settled } = await bench().run("mint", deposit({ reference: "next", to: bakyt, amount: "5" }));
    expect(overview.resuming).to.deep.equal([`mint 1,000.50 KGST to ${aida}, deposit "${reference}"`]);
    expect(settled).to.have.length(2);
    const balances = [await bench().token.balanceOf(aida), await bench().token.balanceOf(bakyt)];
    expect(balances).to.deep.equal([1_000_500_000n, 5n * COIN]);
  });

  for (const [batch, sent] of [
    ["", 1],
    ["1", 2],
  ] as const) {
    const how = batch === "" ? "in one transaction" : "one by one where that is asked for";
    it(`mints each deposit of a file ${how}, skipping those that were minted before`, async () => {
      await bench().run("mint", deposit({ reference: "b", to: bakyt, amount: "2.5" }));
      const rows = [`${aida},1,a`, `${bench().text(bakyt)},2.5,b`, `"${shop}",3.000001,"c, with a comma"`];
      const csv = bench().file("deposits.csv", "account,amount,reference", ...rows);
      const outcome = await bench().run("mint", { csv, batch });
      expect([outcome.state, outcome.sent, outcome.notes.length]).to.deep.equal(["finished", sent, 1]);
      const balances = await Promise.all(PEOPLE.map((account) => bench().token.balanceOf(account)));
      expect(balances).to.deep.equal([COIN, 2_500_000n, 3_000_001n]);
      expect((await bench().run("mint", { csv })).sent).to.equal(0);
      // Each deposit is in the history by itself, however it was sent.
      for (const [reference, to, amount] of [
        ["a", aida, "1"],
        ["c, with a comma", shop, "3.000001"],
      ] as const) {
        expect((await bench().run("mint", deposit({ reference, to, amount }))).sent).to.equal(0);
        await bench().refused("REFERENCE_USED", "mint", deposit({ reference, to, amount: "7" }));
      }
    });
  }

  it("shows every deposit of a transaction before it is confirmed", async () => {
    const rows = [`${aida},1,a`, `${shop},3.000001,b`];
    const csv = bench().file("deposits.csv", "account,amount,reference", ...rows);
    const { overview } = await bench().run("mint", { csv }, { dryRun: true });
    expect(overview.transactions.map(({ action }) => action.description)).to.deep.equal([
      `mint 4.000001 KGST against 2 deposits: 1.00 KGST to ${aida}, deposit "a"; 3.000001 KGST to ${shop}, deposit "b"`,
    ]);
  });

  it("splits a file into transactions that fit", async () => {
    const count = bench().coin.desired.network.platform === "tron" ? 120 : 330;
    const rows = Array.from({ length: count }, (_, index) => `${aida},1,row ${index}`);
    const csv = bench().file("deposits.csv", "account,amount,reference", ...rows);
    const { state, sent } = await bench().run("mint", { csv, batch: "1000" });
    expect(state).to.equal("finished");
    expect(sent).to.be.greaterThan(1);
    expect(sent).to.be.lessThan(10);
    expect(await bench().token.balanceOf(aida)).to.equal(BigInt(count) * COIN);
  });

  it("refuses a malformed file by line and column, before anything is sent", async () => {
    const columns = "account,amount,reference";
    const cases: [string, string[]][] = [
      ["row 3, column amount: the amount is zero.", [columns, `${aida},1,a`, `${aida},0,b`]],
      ['row 2, column amount: "1.0000001" has more than the coin\'s 6 decimals.', [columns, `${aida},1.0000001,a`]],
      ["row 2, column account:", [columns, `0x12,1,a`]],
      ["row 2: there are 2 columns, not 3.", [columns, `${aida},1`]],
      ["row 2, column reference: there is nothing.", [columns, `${aida},1,`]],
      ["row 3: is the same as row 2: reference a.", [columns, `${aida},1,a`, `${bakyt},2,a`]],
      ['has a column "sum" in row 1 that is unknown', [`account,amount,reference,sum`, `${aida},1,a,9`]],
      [
        'has no column "reference" in row 1, which is 2 columns with commas between them',
        ["account,amount", `${aida},1`],
      ],
      ["there is no row after the header.", [columns]],
      ["row 2: a quotation mark is opened and never closed.", [columns, `"${aida},1,a`]],
    ];
    for (const [expected, lines] of cases) {
      const csv = bench().file("deposits.csv", ...lines);
      expect(await bench().refused("CSV_INVALID", "mint", { csv })).to.contain(expected);
    }
    const missing = await bench().refused("CSV_INVALID", "mint", { csv: "no-such-file.csv" });
    expect(missing).to.equal("no-such-file.csv cannot be read: there is no such file.");
  });

  it("refuses a file whose sum exceeds the limit, as a whole", async () => {
    const csv = bench().file("d.csv", "account,amount,reference", `${aida},600000,a`, `${aida},600000,b`);
    expect(await bench().refused("LIMIT_EXCEEDED", "mint", { csv })).to.contain("not 1,200,000.00 KGST");
  });

  it("sends nothing when it is declined", async () => {
    const declined = new Error("declined");
    const before = await bench().transactions();
    const thrown: unknown = await bench()
      .run("mint", deposit(), { confirm: () => Promise.reject(declined) })
      .catch((error: unknown) => error);
    expect([thrown, await bench().transactions()]).to.deep.equal([declined, before]);
  });

  it("refuses a second run while one is at work", async () => {
    const lock = bench().store("mint").lock();
    const error = (await bench()
      .run("mint", deposit())
      .catch((thrown: unknown) => thrown)) as OperatorError;
    expect(error.code).to.equal("CONCURRENT_RUN");
    expect((await bench().run("pause", { scopes: "all" })).state).to.equal("finished");
    lock.release();
  });
});
