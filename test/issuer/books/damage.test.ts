import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import type { FindingCode } from "../../../issuer/books/findings.ts";
import { FRAGMENTS, type Kind } from "../../../issuer/books/kinds.ts";
import type { ReconciledChain } from "../../../issuer/books/reconcile.ts";
import type { RawLog } from "../../../issuer/books/source.ts";
import { bridgeOut, mint, playDay } from "./day.ts";
import { dumpBooks } from "./dump.ts";
import { type Asked, type Town, openTown, reconcileSites, takenBack, told } from "./support.ts";
import { emptyFolder } from "../../support/folders.ts";

describe("Books that are not what the chain says", function () {
  this.timeout(120_000);

  let town: Town;
  let undo: (() => Promise<void>)[];
  let sound: string;
  before(async () => {
    town = await openTown();
    undo = [await town.bnb.snapshot(), await town.tron.snapshot()];
    await playDay(town.bnb, town.tron);
    sound = join(emptyFolder(), "books.sqlite");
    expect(told(await run(sound))).to.deep.equal([]);
  });
  after(async () => {
    for (const back of undo) await back();
  });

  const run = (books: string, asked: Asked = {}): ReturnType<typeof reconcileSites> =>
    reconcileSites(books, [town.bnb, town.tron], asked);
  const copy = (): string => {
    const books = join(emptyFolder(), "books.sqlite");
    copyFileSync(sound, books);
    return books;
  };
  const tampered = async (...statements: string[]): Promise<string[]> => {
    const books = copy();
    const db = new DatabaseSync(books);
    for (const statement of statements) db.exec(statement);
    db.close();
    return told(await run(books));
  };

  describe("because the file was changed", () => {
    it("a balance, against its transfers and against the chain", async () => {
      for (const [chain, network] of [
        [1, "localhost"],
        [2, "tronEmbedded"],
      ] as const) {
        const found = await tampered(
          `UPDATE accounts SET balance = 7000000 WHERE chain = ${chain} AND balance = 40000001`,
        );
        expect(found.map((line) => line.replace(/0x[0-9a-f]{40}/g, "A"))).to.deep.equal([
          `books-damaged ${network} balance of A: 40.000001 -> 7.00`,
          `balance-differs ${network} balance of A: 7.00 -> 40.000001`,
        ]);
      }
    });

    it("an event, even where the balances were made to fit", async () => {
      const found = await tampered("UPDATE events SET tx = zeroblob(32) WHERE chain = 2 AND kind = 'Burned'");
      expect(found).to.have.length(1);
      expect(found[0]).to.match(/^books-damaged tronEmbedded events: 32 events, 0x[0-9a-f]{64} -> 32 events, 0x/);
    });

    it("an event that was taken out", async () => {
      const found = await tampered("DELETE FROM events WHERE chain = 1 AND kind = 'Wiped'");
      expect(found.map((line) => line.replace(/0x[0-9a-f]{64}/g, "H"))).to.deep.equal([
        "books-damaged localhost events: 32 events, H -> 31 events, H",
        "books-damaged localhost wiped: 0 -> 11500000",
      ]);
    });

    it("a total, a freeze, a minter, a bridge, a window", async () => {
      const cases: [string, string, FindingCode[]][] = [
        [`UPDATE chains SET supply = 1 WHERE chain = 1`, "supply", ["books-damaged", "supply-differs"]],
        ["UPDATE accounts SET frozen_until = 0 WHERE chain = 2", "freeze of 0x", ["books-damaged"]],
        ["UPDATE minters SET mints = 9 WHERE chain = 1", "minters", ["books-damaged"]],
        ["UPDATE minters SET window = 9 WHERE chain = 1", "minters", ["books-damaged", "limit-differs"]],
        [`UPDATE bridges SET burned = 1`, "bridges", ["books-damaged", "bridge-books-differ"]],
        [`UPDATE windows SET minted = 1`, "windows", ["books-damaged", "window-differs"]],
      ];
      for (const [statement, subject, codes] of cases) {
        const found = await tampered(statement);
        expect(found[0], statement).to.contain(subject);
        expect([...new Set(found.map((line) => line.split(" ")[0]))], statement).to.deep.equal(codes);
      }
    });

    it("is refused if it is not books, or those of another coin", async () => {
      const books = copy();
      const db = new DatabaseSync(books);
      db.exec("UPDATE meta SET value = '18' WHERE key = 'decimals'");
      db.close();
      const refused = await run(books).catch((error: unknown) => error);
      expect(refused).to.have.property("code", "BOOKS_OF_ANOTHER_COIN");
      expect(refused).to.have.property("message", `${books} has decimals "18", not "6".`);
    });
  });

  describe("because a block that was final is gone", () => {
    for (const which of ["bnb", "tron"] as const) {
      it(`on ${which === "bnb" ? "BNB Chain" : "TRON"}: named, taken back, replayed`, () =>
        takenBack(town, async () => {
          const site = town[which];
          const books = copy();
          const back = await site.snapshot();
          const lost = await mint(site, "lost", "77");
          await bridgeOut(site, "5");
          const before = await run(books);
          expect(before.findings.counts).to.deep.equal({ "bridge-in-flight": 1 });
          await back();
          await site.travel(60);
          await mint(site, "kept", "11");
          await mint(site, lost.reference, "12");
          await site.travel(60);

          const found = await run(books);
          expect(told(found)).to.have.length(1);
          expect(told(found)[0]).to.match(
            new RegExp(`^chain-reorganised ${site.network} block \\d+, 5 events taken back to block \\d+: 0x`),
          );
          expect(found.findings.differences).to.equal(1);
          expect(told(await run(books))).to.deep.equal([]);

          const anew = join(emptyFolder(), "books.sqlite");
          expect(told(await run(anew))).to.deep.equal([]);
          expect(dumpBooks(books)).to.deep.equal(dumpBooks(anew));
        }));
    }

    it("from the beginning, if no checkpoint is left", () =>
      takenBack(town, async () => {
        const books = copy();
        const db = new DatabaseSync(books);
        db.exec(
          "UPDATE checkpoints SET hash = '0x00' WHERE chain = 1; UPDATE chains SET block_hash = '0x00' WHERE chain = 1",
        );
        db.close();
        const found = await run(books);
        expect(told(found)).to.have.length(1);
        expect(told(found)[0]).to.contain("chain-reorganised localhost block ");
        expect(told(found)[0]).to.contain(", 32 events taken back to block ");
        expect(told(await run(books))).to.deep.equal([]);
      }));
  });

  describe("because the node does not tell the truth", () => {
    const doctored = (network: string, change: (logs: readonly RawLog[]) => readonly RawLog[]) => ({
      see: (chain: ReconciledChain): ReconciledChain => {
        if (chain.identity.network !== network) return chain;
        const { logs } = chain;
        const told = async (from: number, to: number) => change(await logs.logs(from, to));
        return {
          ...chain,
          logs: { finalBlock: () => logs.finalBlock(), block: (number) => logs.block(number), logs: told },
        };
      },
    });
    const fresh = (): string => join(emptyFolder(), "books.sqlite");
    const topic = (kind: Kind): string => FRAGMENTS.get(kind)?.topicHash ?? "";
    const codes = async (asked: Asked): Promise<FindingCode[]> =>
      Object.keys((await run(fresh(), asked)).findings.counts) as FindingCode[];

    it("and leaves out a transfer that others were paid from", async () => {
      const refused = await run(
        fresh(),
        doctored("tronEmbedded", (logs) =>
          logs.filter(({ topics }, index) => topics[0] !== topic("Transfer") || index > 20),
        ),
      ).catch((error: unknown) => error);
      expect(refused).to.have.property("code", "LOGS_INCOMPLETE");
    });

    it("and leaves out mints and their transfers", async () => {
      const found = await codes(
        doctored("localhost", (logs) => logs.filter(({ topics }) => topics[0] !== topic("Minted"))),
      );
      expect(found).to.deep.equal(["window-differs", "event-unpaired"]);
    });

    it("and says that more was minted than the report allows", async () => {
      const data = `0x${20_000_000_000n.toString(16).padStart(64, "0")}`;
      const found = await codes(
        doctored("tronEmbedded", (logs) =>
          logs.map((log) => (log.topics[0] === topic("Minted") ? { ...log, data } : log)),
        ),
      );
      expect(found).to.deep.equal(["window-differs", "event-unpaired", "window-exceeded"]);
    });

    it("and says nothing of the report", async () => {
      const { attestations } = town.bnb.booked.addresses;
      const found = await codes(
        doctored("localhost", (logs) =>
          logs.filter(({ address }) => address.toLowerCase() !== attestations.toLowerCase()),
        ),
      );
      expect(found).to.deep.equal(["window-differs", "report-differs", "mint-without-report"]);
    });
  });
});
