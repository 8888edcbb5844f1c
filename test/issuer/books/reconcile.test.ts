import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { id } from "ethers";
import { reportDomain, signReport } from "../../../issuer/reports/reserve-report.ts";
import { type BankLine, bridgeIn, bridgeOut, burn, mint, playDay, report, statementOf, toCsv } from "./day.ts";
import { type Asked, type Town, openTown, reconcileSites, send, takenBack, told } from "./support.ts";
import { emptyFolder } from "../../support/folders.ts";

const NOON = "2027-01-04";

describe("The books of a coin on two chains", function () {
  this.timeout(120_000);

  let town: Town;
  let lines: BankLine[];
  let undo: (() => Promise<void>)[];
  before(async () => {
    town = await openTown();
    undo = [await town.bnb.snapshot(), await town.tron.snapshot()];
    lines = await playDay(town.bnb, town.tron);
  });
  after(async () => {
    for (const back of undo) await back();
  });

  const file = (): string => join(emptyFolder(), "books.sqlite");
  const run = (asked: Asked = {}, books = file()): ReturnType<typeof reconcileSites> =>
    reconcileSites(books, [town.bnb, town.tron], asked);
  const bankFile = (rows: readonly BankLine[]): string => {
    const bank = join(emptyFolder(), "bank.csv");
    writeFileSync(bank, toCsv(rows));
    return bank;
  };

  it("have no difference after a day of everything, and none when nothing is new", async () => {
    const books = file();
    const first = await run({ bank: bankFile(lines) }, books);
    expect(told(first)).to.deep.equal([]);
    expect(first.findings.differences).to.equal(0);
    expect(first.flows).to.deep.equal({ matched: 2, inFlight: 0n, inFlightCount: 0, held: 0n, heldCount: 0 });
    expect(first.bank).to.deep.equal({ lines: 6, matched: 6 });
    expect(
      first.chains.map(({ network, events, entered, accounts }) => [network, events, entered, accounts]),
    ).to.deep.equal([
      ["localhost", 32, 32, 10],
      ["tronEmbedded", 32, 32, 10],
    ]);
    expect(first.chains.map(({ supply }) => supply)).to.deep.equal([1_418_250_001n, 1_278_249_999n]);
    const again = await run({}, books);
    expect(told(again)).to.deep.equal([]);
    expect(again.chains.map(({ events, entered }) => [events, entered])).to.deep.equal([
      [32, 0],
      [32, 0],
    ]);
  });

  describe("next to the bank's file", () => {
    const compare = async (rows: readonly BankLine[], period?: Asked["period"]): Promise<string[]> =>
      told(await run({ bank: bankFile(rows), ...(period === undefined ? {} : { period }) }));
    const changed = (index: number, change: Partial<BankLine>): BankLine[] =>
      lines.map((line, number) => (number === index ? { ...line, ...change } : line));

    it("show a mint whose deposit is missing, and a burn whose payout is, on the chain where they are", async () => {
      const found = await compare(lines.filter((_, index) => index !== 1 && index !== 5));
      expect(found.map((line) => line.replace(/0x[0-9a-f]{64}/g, "H"))).to.deep.equal([
        "mint-without-deposit localhost deposit H in H: a line of the bank -> 500.00",
        "burn-without-payout tronEmbedded payout H in H: a line of the bank -> 40.50",
      ]);
      expect(found[0]).to.contain(id("Bank localhost/b"));
      expect(found[1]).to.contain(id("Payout tronEmbedded/c"));
    });

    it("name references by what the journals of this machine know", async () => {
      const hash = id("Bank localhost/b");
      const references = new Map([[hash, "Bank localhost/b"]]);
      const [found] = told(await run({ bank: bankFile(lines.filter((_, index) => index !== 1)), references }));
      expect(found).to.match(
        /^mint-without-deposit localhost deposit "Bank localhost\/b" \(0x[0-9a-f]{64}\) in 0x[0-9a-f]{64}: /,
      );
      expect(found).to.contain(hash);
    });

    it("match hashes of other spellings from before, and show placeholders and repeated lines", () =>
      takenBack(town, async () => {
        const { bnb } = town;
        const token = bnb.contracts.token.connect(await bnb.staff("MINTER"));
        const composed = "Платёж 17";
        const former = [composed.normalize("NFD"), "Credit\u00a0 18", "Credit\u200b 19"];
        for (const text of [...former, "NOTPROVIDED"]) await send(token.mint(bnb.person(0), 5n, id(text)));
        const given = [composed, "Credit\u00a0 18", "Credit 19", "NOTPROVIDED", "NOTPROVIDED"];
        const extra = given.map((reference): BankLine => {
          return { reference, kind: "deposit", amount: "0.000005", date: NOON, network: "localhost" };
        });
        const references = new Map([[id("Credit\u200b 19"), "Credit 19"]]);
        const found = told(await run({ bank: bankFile([...lines, ...extra]), references }));
        const why = "banks and people write it where there is no reference";
        expect(found).to.deep.equal([
          `bank-reference-missing all deposit NOTPROVIDED (line 11): an id of its own -> ${why}`,
          `bank-reference-missing all deposit NOTPROVIDED (line 12): an id of its own -> ${why}`,
          "bank-duplicate all deposit NOTPROVIDED: one line -> lines 11, 12",
        ]);
      }));

    it("show a deposit that nobody minted and a payout that nobody burned", async () => {
      const extra: BankLine[] = [
        { reference: "Nobody saw", kind: "deposit", amount: "7", date: NOON, network: "" },
        { reference: "Nobody paid", kind: "payout", amount: "8.5", date: NOON, network: "tronEmbedded" },
      ];
      expect(await compare([...lines, ...extra])).to.deep.equal([
        `deposit-unminted all deposit Nobody saw of ${NOON} (line 8): 7.00 minted -> nothing on any chain`,
        `payout-unburned all payout Nobody paid of ${NOON} (line 9): 8.50 burned -> nothing on any chain`,
      ]);
    });

    it("show a wrong amount, a wrong network and a line that is there twice", async () => {
      expect(await compare(changed(0, { amount: "1000.24" }))).to.deep.equal([
        "bank-amount-differs localhost deposit Bank localhost/a (line 2): 1,000.24 -> 1,000.25",
      ]);
      expect(await compare(changed(3, { network: "localhost" }))).to.deep.equal([
        "bank-network-differs tronEmbedded deposit Bank tronEmbedded/a (line 5): localhost -> tronEmbedded",
      ]);
      expect(await compare([...lines, lines[2]!])).to.deep.equal([
        "bank-duplicate all payout Payout localhost/c: one line -> lines 4, 8",
      ]);
    });

    it("take a reference that is a hash already, and leave out what is before the file begins", async () => {
      const hashed = lines.map((line) => ({ ...line, reference: id(line.reference), network: "" }));
      expect(await compare(hashed)).to.deep.equal([]);
      const since = Date.parse("2027-01-05") / 1_000;
      expect(await compare([], { since, until: Number.MAX_SAFE_INTEGER })).to.deep.equal([]);
      expect(await compare([], { since: 0, until: since })).to.have.length(6);
    });

    it("never keep the bank's own references", async () => {
      const books = file();
      await run({ bank: bankFile(lines) }, books);
      const db = new DatabaseSync(books);
      const tables = db.prepare("SELECT name FROM sqlite_schema WHERE name LIKE '%bank%'").all();
      db.close();
      expect(tables).to.deep.equal([]);
    });
  });

  describe("between the chains", () => {
    it("list a burn whose message is in flight, which is a difference once it is overdue", () =>
      takenBack(town, async () => {
        const burned = await bridgeOut(town.bnb, "12.5");
        const young = await run();
        expect(told(young)).to.have.length(1);
        expect(told(young)[0]).to.match(
          new RegExp(
            `^bridge-in-flight localhost ${burned}: 12.50 minted on another chain -> nothing \\S+ after the burn$`,
          ),
        );
        expect(young.findings.differences).to.equal(0);
        expect(young.flows).to.deep.equal({
          ...{ matched: 2, inFlight: 12_500_000n, inFlightCount: 1 },
          ...{ held: 0n, heldCount: 0 },
        });

        await town.tron.travel(7_300);
        const old = await run();
        expect(told(old)[0]).to.match(new RegExp(`^bridge-overdue localhost ${burned}: `));
        expect(old.findings.differences).to.equal(1);

        await bridgeIn(town.tron, "12.5");
        expect(told(await run())).to.deep.equal([]);
      }));

    it("show a bridge that mints what nobody burned, on either chain", () =>
      takenBack(town, async () => {
        const minted = [await bridgeIn(town.bnb, "3"), await bridgeIn(town.tron, "4")];
        await Promise.all([town.bnb.travel(3_600), town.tron.travel(3_600)]);
        const found = await run();
        expect(told(found)).to.deep.equal([
          `bridge-unmatched localhost ${minted[0]}: 3.00 burned on another chain -> no burn of this amount that is left`,
          `bridge-unmatched tronEmbedded ${minted[1]}: 4.00 burned on another chain -> no burn of this amount that is left`,
        ]);
        expect(found.findings.differences).to.equal(2);
      }));

    it("wait for the other chain's final blocks before they call a mint unmatched", () =>
      takenBack(town, async () => {
        await town.tron.travel(3_600);
        const minted = await bridgeIn(town.tron, "4");
        const found = await run();
        expect(told(found)[0]).to.match(new RegExp(`^bridge-ahead tronEmbedded ${minted}: `));
        expect(found.findings.differences).to.equal(0);
      }));

    it("show a deposit that was minted on both chains, and a payout burned on both", () =>
      takenBack(town, async () => {
        const [deposit, payout] = [id("Bank tronEmbedded/a"), id("Payout localhost/c")];
        const minter = town.bnb.contracts.token.connect(await town.bnb.staff("MINTER"));
        await send(minter.mint(town.bnb.person(0), 5n, deposit));
        const burner = await town.tron.staff("BURNER");
        const token = town.tron.contracts.token.connect(town.tron.person(0));
        await send(token.transfer(burner, 5n));
        await send(token.connect(burner).burn(5n, payout));
        const found = told(await run());
        expect(found.sort()).to.deep.equal([
          `reference-twice all deposit ${deposit}: one chain -> localhost, tronEmbedded`,
          `reference-twice all payout ${payout}: one chain -> localhost, tronEmbedded`,
        ]);
      }));

    it("show that the chains have accepted different reports under one number", () =>
      takenBack(town, async () => {
        const { bnb, tron } = town;
        const first = await statementOf([bnb, tron], 2n, 100);
        const second = { ...first, evidence: id("another statement") };
        for (const [site, statement] of [
          [bnb, first],
          [tron, second],
        ] as const) {
          const attestors = await Promise.all([0, 1, 2].map((index) => site.staff("ATTESTOR", index)));
          const domain = await reportDomain(site.contracts.attestations);
          const signatures = await signReport(domain, statement, attestors);
          await site.travel(86_400);
          await send(site.contracts.attestations.connect(site.person(4)).submit(statement, signatures));
        }
        const digests = await Promise.all([
          bnb.contracts.attestations.reportDigest(first),
          tron.contracts.attestations.reportDigest(second),
        ]);
        expect(told(await run())).to.deep.equal([
          `reports-contradict all report 2: one digest -> localhost ${digests[0]}, tronEmbedded ${digests[1]}`,
        ]);
      }));

    it("are over several windows, and ask for every chain of theirs", () =>
      takenBack(town, async () => {
        const { bnb, tron } = town;
        const books = file();
        await run({}, books);
        await report([bnb, tron], 2n, 50); // ahead: the first window goes on
        await mint(bnb, "sooner", "60");
        await Promise.all([bnb.travel(86_400), tron.travel(86_400)]);
        await mint(bnb, "later", "50");
        await burn(tron, "later", "1");
        expect(told(await run({}, books))).to.deep.equal([]);
        const db = new DatabaseSync(books);
        const minted = db
          .prepare("SELECT sequence, ltrim(minted, '0') AS minted FROM windows ORDER BY chain, sequence")
          .all();
        db.close();
        expect(
          minted.map(({ sequence, minted: amount }) => `${sequence as number}: ${amount as string}`),
        ).to.deep.equal(["1: 1560250000", "2: 50000000", "1: 1300250000", "2: "]);
        const alone = await reconcileSites(books, [bnb]).catch((error: unknown) => error);
        expect(alone).to.have.property("code", "NETWORKS_INCOMPLETE");
      }));
  });
});
