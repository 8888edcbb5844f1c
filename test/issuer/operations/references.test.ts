import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { id } from "ethers";
import hre from "hardhat";
import { deployCoin } from "../../../scripts/deploy-coin.ts";
import { openCoin } from "../../../issuer/coin/open.ts";
import { developmentWallets, walletKeys } from "../../../issuer/signing/keys.ts";
import { memoryStore } from "../../../issuer/journal/store.ts";
import { type Elsewhere, journalsElsewhere } from "../../../issuer/subjects/elsewhere.ts";
import { operationStore } from "../../../issuer/subjects/operation-history.ts";
import { AlikeError } from "../../../issuer/subjects/likeness.ts";
import type { Given } from "../../../issuer/operations/operation.ts";
import { operationNamed } from "../../../issuer/operations/operations.ts";
import { showPlan } from "../../../issuer/operations/show-operation.ts";
import { printable } from "../../../issuer/output/say.ts";
import { operate } from "../../../issuer/operations/run.ts";
import { encode } from "../text/encode.ts";
import { COIN, PEOPLE, onBothChains } from "./support.ts";
import { emptyFolder } from "../../support/folders.ts";
import { Killed } from "../../support/killed.ts";

const [aida, bakyt] = PEOPLE;
const HEADER = "account,amount,reference";

onBothChains("References of mint and burn", (bench) => {
  const deposit = (reference: string, changes: Given = {}): Given => ({
    to: aida,
    amount: "10",
    reference,
    ...changes,
  });
  const supply = (): Promise<bigint> => bench().token.totalSupply();

  it("are one deposit in every spelling that people see as the same", async () => {
    await bench().run("mint", deposit("Платёж\u00a017"));
    for (const other of ["Платёж 17", "Плате\u0308ж 17", "  Платёж \u2003 17\t", "Плате\u0308ж\u202f17"]) {
      const { sent, notes } = await bench().run("mint", deposit(other));
      expect([sent, notes.length], other).to.deep.equal([0, 1]);
      const csv = bench().file("deposits.csv", HEADER, `${aida},10,"${other}"`);
      expect((await bench().run("mint", { csv })).sent, other).to.equal(0);
    }
    expect(await supply()).to.equal(10n * COIN);
    expect(await bench().token.isDepositUsed(id("Платёж 17"))).to.equal(true);
    const twice = bench().file("twice.csv", HEADER, `${aida},1,Платёж 18`, `${aida},1,Плате\u0308ж  18`);
    expect(await bench().refused("CSV_INVALID", "mint", { csv: twice })).to.contain(
      "row 3: is the same as row 2: reference Платёж 18.",
    );
  });

  it("are refused where something cannot be seen, or nothing tells them apart", async () => {
    const message = await bench().refused("REFERENCE_INVALID", "mint", deposit("Cred\u200bit 17"));
    expect(message).to.equal('--reference: "Cred\\u200bit 17" has U+200B ZERO WIDTH SPACE at character 5.');
    for (const reference of ["NOTPROVIDED", "-", "n/a", "без назначения", "\ufeffCredit 17", "???? 17"]) {
      await bench().refused("REFERENCE_INVALID", "mint", deposit(reference));
      await bench().refused("REFERENCE_INVALID", "burn", { amount: "1", reference });
      await bench().refused("REFERENCE_INVALID", "freeze", { account: aida, case: reference });
      await bench().refused("REFERENCE_INVALID", "seize", {
        ...{ account: aida, amount: "all", to: bakyt, case: reference, reference: "act 1" },
      });
    }
  });

  it("in a file cannot rewrite the rows of a plan: they are refused, or stay in their row", async () => {
    const cases: readonly [string, string][] = [
      ["a\u001b[1A\u001b[2K", '"a\\u001b[1A\\u001b[2K" has U+001B'],
      ["a\u202eb", '"a\\u202eb" has U+202E'],
      ["a\nb", '"a\\u000ab" has U+000A'],
      ["a\u009b2Kb", '"a\\u009b2Kb" has U+009B'],
    ];
    for (const [reference, why] of cases) {
      const csv = bench().file("hostile.csv", HEADER, `${bakyt},9000,"${reference}"`);
      expect(await bench().refused("CSV_INVALID", "mint", { csv })).to.contain(`row 2, column reference: ${why}`);
    }
    const lines = `Advice 17 │${" ".repeat(300)}│ ${aida} │ mint 10.00 KGST to ${aida} │${" ".repeat(300)}x`;
    const csv = bench().file("lines.csv", HEADER, `${bakyt},9000,"${lines}"`);
    const { overview } = await bench().run("mint", { csv }, { dryRun: true });
    expect(overview.transactions).to.have.length(1);
    const rows = showPlan(overview, bench().coin.desired).map(printable);
    const [row = "", ...others] = rows.filter((line) => line.includes("mint 9,000.00 KGST to"));
    expect(others).to.deep.equal([]);
    expect(row.startsWith(`│ ${bench().text(bench().holder("MINTER"))} │ mint 9,000.00 KGST to`)).to.equal(true);
    expect(rows.filter((line) => /^│ (0x|T)/.test(line))).to.deep.equal([row]);
    expect(rows.filter((line) => line.includes("\n"))).to.deep.equal([]);
  });

  it("that were minted in another form before are known from the chain", async () => {
    const nfd = "Плате\u0308ж 17";
    const minter = bench().holder("MINTER");
    await bench().send(minter, (token) => token.mint(aida, 10n * COIN, id(nfd)));
    await bench().send(minter, (token) => token.mint(aida, 10n * COIN, id("Credit  18")));
    for (const given of [nfd, "Платёж 17", "Credit  18"]) {
      const { sent, notes } = await bench().run("mint", deposit(given));
      expect([sent, notes.length], given).to.deep.equal([0, 1]);
    }
    await bench().refused("REFERENCE_USED", "mint", deposit("Платёж 17", { amount: "11" }));
    await bench().refused("REFERENCE_USED", "mint", deposit("Платёж 17", { to: bakyt }));
    expect(await supply()).to.equal(20n * COIN);
  });

  it("that an earlier version wrote down are known, and followed up under their own hash", async () => {
    const [plain, hash] = ["Credit\u200b  17", id("Credit\u200b  17")];
    const about = [
      { key: `mint:${hash}`, operation: "mint", reference: plain, hash, to: aida, amount: `${10n * COIN}` },
    ];
    const keys = bench().keysWithout("MINTER");
    bench()
      .store("mint")
      .openJournal()
      .append({
        ...{ type: "waiting", step: "mint", key: `mint:${hash}`, description: "mint 10 KGST", by: [], about, since: 1 },
      });
    const waiting = await bench().run("mint", deposit("Credit 17"), { keys });
    expect([waiting.state, waiting.bundles.length > 0]).to.deep.equal(["waiting", true]);
    await bench().signBundle(waiting.bundles[0]!, bench().holder("MINTER"));
    expect(await bench().token.isDepositUsed(hash)).to.equal(true);
    const last = await bench().run("mint", deposit("Credit 17"));
    expect([last.state, last.sent, await supply()]).to.deep.equal(["finished", 0, 10n * COIN]);
  });

  it("that look like a known one of the same receiver are asked about, whatever --yes says", async () => {
    const csv = bench().file("case.csv", HEADER, `${aida},1,Ref-A1`, `${aida},1,Ref-a1`, `${bakyt},1,REF-A1`);
    const message = await bench().refused("REFERENCE_ALIKE", "mint", { csv });
    expect(message).to.contain(
      `case.csv, row 3, column reference: "Ref-a1" differs only by case from "Ref-A1", of ${csv}, row 2, column reference.`,
    );
    await bench().run("mint", deposit("Оплата 17"));
    const other = await bench()
      .run("mint", deposit("ОПЛАТА 17"))
      .catch((error: unknown) => error);
    expect(other).to.be.instanceOf(AlikeError);
    expect((other as AlikeError).references).to.deep.equal(["ОПЛАТА 17"]);
    expect((other as AlikeError).remedy).to.contain('--distinct "ОПЛАТА 17"');
    await bench().refused("REFERENCE_ALIKE", "mint", deposit("Oплата 17")); // with a Latin O
    await bench().refused("REFERENCE_ALIKE", "mint", deposit("ОПЛАТА 17", { distinct: "ОПЛАТА 18" }));
    await bench().run("mint", deposit("ОПЛАТА 17", { to: bakyt }));
    expect((await bench().run("mint", deposit("ОПЛАТА 17 ", { to: bakyt }))).sent).to.equal(0);
  });

  it("that another network knows are asked about, whoever the receiver was there", async () => {
    const root = emptyFolder();
    const { coin } = bench().coin.desired;
    const abroad = operationStore("abroad", coin, "mint", { root });
    await bench().run("mint", deposit("Credit 40", { to: bakyt }), { store: abroad });
    await bench().reset();
    const look = journalsElsewhere(["abroad", "nowhere"], coin, "mint", root);
    const elsewhere = (): Promise<Elsewhere> => Promise.resolve(look());
    for (const reference of ["Credit 40", "credit 40", "Сredit 40"]) {
      const message = await bench().refused("REFERENCE_ALIKE", "mint", deposit(reference), { elsewhere });
      expect(message).to.contain(`--reference: "${reference}" was given on abroad before: mint 10.00 KGST to `);
    }
    await bench().run("mint", deposit("Credit 41"), { elsewhere });
    await bench().run("mint", deposit("Credit 40", { distinct: "Credit 40" }), { elsewhere });
    expect(await supply()).to.equal(20n * COIN);
  });

  it("that look alike and are said to be distinct are each done once", async () => {
    const csv = bench().file("case.csv", HEADER, `${aida},1,Ref-A1`, `${aida},1,Ref-a1`, `${aida},1,REF-a1`);
    await bench().refused("REFERENCE_ALIKE", "mint", { csv, distinct: "Ref-a1" });
    const store = bench().store("mint", {
      onRecord: (phase, { type }) => {
        if (phase === "after" && type === "intent") throw new Killed();
      },
    });
    const given = { csv, distinct: "Ref-a1; REF-a1" };
    await bench()
      .run("mint", given, { store })
      .catch((error: unknown) => expect(error).to.be.instanceOf(Killed));
    expect((await bench().run("mint", given)).state).to.equal("finished");
    expect((await bench().run("mint", { csv })).sent).to.equal(0); // nothing is left to be asked about
    expect(await supply()).to.equal(3n * COIN);
  });

  it("of files in windows-1251 are two deposits, each minted once", async () => {
    const texts = { "mint-1.csv": "Оплата 17", "mint-2.csv": "Взносы 17" };
    for (const [name, reference] of Object.entries(texts)) {
      const csv = bench().file(name);
      writeFileSync(csv, encode(`${HEADER}\r\n${aida},10,${reference}\r\n`, "windows-1251"));
      expect(await bench().refused("CSV_INVALID", "mint", { csv })).to.contain("looks like windows-1251");
      expect((await bench().run("mint", { csv, encoding: "windows-1251" })).sent).to.equal(1);
      expect((await bench().run("mint", { csv, encoding: "cp1251" })).sent).to.equal(0);
    }
    expect(await supply()).to.equal(20n * COIN);
    const used = await Promise.all(["Оплата 17", "Взносы 17"].map((text) => bench().token.isDepositUsed(id(text))));
    expect(used).to.deep.equal([true, true]);
  });

  it("come from a file or from options, never from both", async () => {
    const csv = bench().file("deposits.csv", HEADER, `${aida},1,a 1`);
    const both = await bench().refused("ARGUMENT_INVALID", "mint", { csv, to: aida, reference: "a 2" });
    expect(both).to.equal("--csv stands instead of --to and --reference: give one or the other.");
    await bench().refused("ARGUMENT_INVALID", "burn", { csv, amount: "1" });
    await bench().refused("ARGUMENT_INVALID", "freeze", { csv, account: aida, case: "1" });
    await bench().refused("ARGUMENT_INVALID", "seize", { csv, amount: "all", to: aida, case: "1" });
    await bench().refused("ARGUMENT_INVALID", "mint", deposit("a 1", { encoding: "koi8-r" }));
    await bench().refused("ARGUMENT_INVALID", "mint", { csv, encoding: "ebcdic" });
  });

  it("of payouts are one in every spelling, too", async () => {
    const burner = bench().holder("BURNER");
    await bench().issue(burner, 10n * COIN);
    await bench().run("burn", { amount: "1", reference: "Заказ\u00a031" });
    expect((await bench().run("burn", { amount: "1", reference: " Заказ 31" })).sent).to.equal(0);
    await bench().refused("REFERENCE_ALIKE", "burn", { amount: "1", reference: "ЗАКАЗ 31" });
    await bench().run("burn", { amount: "1", reference: "ЗАКАЗ 31", distinct: "ЗАКАЗ 31" });
    await bench().send(burner, (token) => token.burn(COIN, id("Йод 7".normalize("NFD"))));
    expect((await bench().run("burn", { amount: "1", reference: "Йод 7" })).sent).to.equal(0);
    expect(await supply()).to.equal(7n * COIN);
  });

  it("of acts are one in every spelling, and asked about if they look alike", async () => {
    const guardian = bench().holder("GUARDIAN");
    await bench().issue(aida, 30n * COIN);
    await bench().send(guardian, (token) => token.freeze(aida, id("case")));
    const seize = (given: string, more: Given = {}): Given => {
      return { account: aida, amount: "10", to: bakyt, case: "2027/1", reference: given, ...more };
    };
    // As an earlier version wrote it down: under the hash of the text as it was typed.
    const [typed, hash] = ["Дело\u00a0 й".normalize("NFD"), id("Дело\u00a0 й".normalize("NFD"))];
    const key = `seize:${hash}`;
    const about = [
      { key, operation: "seize", reference: typed, hash, account: aida, to: bakyt, amount: `${10n * COIN}` },
    ];
    const waiting = { type: "waiting", step: "seize", key, description: "seize 10 KGST", by: [], about } as const;
    const since = await bench().coin.chain.finalBlock();
    bench()
      .store("seize")
      .openJournal()
      .append({ ...waiting, since });
    const compliance = bench().holder("COMPLIANCE");
    await bench().send(compliance, (token) => token.seize(aida, bakyt, 10n * COIN, id("2027/1"), hash));
    const known = await bench().run("seize", seize("Дело й"));
    expect([known.state, known.sent]).to.deep.equal(["finished", 0]);

    await bench().run("seize", seize("Case-1"));
    expect((await bench().run("seize", seize(" Case-1"))).sent).to.equal(0);
    await bench().refused("REFERENCE_ALIKE", "seize", seize("CASE-1"));
    await bench().refused("REFERENCE_ALIKE", "seize", seize("Дело Й"));
    await bench().run("seize", seize("CASE-1", { distinct: "CASE-1" }));
    expect(await bench().token.balanceOf(bakyt)).to.equal(30n * COIN);
  });

  it("without a number are pointed out when they are done already", async () => {
    await bench().run("mint", deposit("Rent"));
    const { notes } = await bench().run("mint", deposit("Rent"));
    expect(notes[0]).to.match(/"Rent" has no number: if this is another payment, give it an id of its own/);
  });

  it("that somebody else uses after they were planned end in REFERENCE_USED", async () => {
    const { coin } = bench();
    const race = async (reference: string, amount: bigint, again: boolean): Promise<unknown> => {
      let left = again ? 2 : 1; // it is simulated for the plan, and once more before it is signed
      const simulate: typeof coin.chain.simulate = async (request) => {
        if (--left === 0) {
          await bench().send(bench().holder("MINTER"), (token) => token.mint(aida, amount, id(reference)));
        }
        return coin.chain.simulate(request);
      };
      const chain = new Proxy(coin.chain, {
        get: (target, name) => {
          if (name === "simulate") return simulate;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === "function" ? (value.bind(target) as unknown) : value;
        },
      });
      return bench()
        .run("mint", deposit(reference), { coin: { ...coin, chain } })
        .catch((thrown: unknown) => thrown);
    };
    for (const [index, amount] of [10n, 10n, 11n, 11n].entries()) {
      const reference = `race ${index}`;
      const error = await race(reference, amount * COIN, index % 2 === 1);
      expect(error, reference).to.have.property("code", "REFERENCE_USED");
      expect((error as Error).message).to.match(/is minted already|used for something else|used on this chain before/);
    }
    expect(await supply()).to.equal(42n * COIN);
  });
});

describe("A coin whose first report is still to come", function () {
  this.timeout(60_000);

  it("says so at the first mint", async () => {
    const connection = await hre.network.create("default");
    try {
      const [store, keys] = [memoryStore(), walletKeys(developmentWallets())];
      await deployCoin({ connection, artifacts: hre.artifacts, store, keys });
      const coin = await openCoin(hre, { connection, store, keys });
      const error: unknown = await operate({
        ...{ coin, operation: operationNamed("mint"), store: memoryStore(), confirm: () => Promise.resolve() },
        given: { to: aida, amount: "1", reference: "first 1" },
      }).catch((thrown: unknown) => thrown);
      expect(error).to.have.property("code", "WINDOW_CLOSED");
      expect((error as Error).message).to.equal(
        "No reserve report was accepted on default yet, so nothing can be issued here. " +
          "The attestors sign one first: npx hardhat attest build.",
      );
    } finally {
      await connection.close();
    }
  });
});
