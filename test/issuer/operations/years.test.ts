import { readdirSync } from "node:fs";
import { expect } from "chai";
import { Progress } from "../../../issuer/journal/progress.ts";
import { openMintSite } from "../../../tools/bench/growth/mint-site.ts";
import { putBefore } from "../../../tools/bench/growth/synthetic-journal.ts";
import { COIN, PEOPLE, onBothChains } from "./support.ts";

const [aida] = PEOPLE;

onBothChains("A journal of years", (bench) => {
  const deposit = (reference: string): Record<string, string> => ({ to: aida, amount: "1", reference });

  it("knows the references of a year that is sealed, in every spelling", async () => {
    const years = ["2025-05-05T00:00:00Z", "2026-05-05T00:00:00Z", "2027-05-05T00:00:00Z"];
    const storeOf = (year: string): object => ({ store: bench().store("mint", { clock: () => new Date(year) }) });
    const [first = "", second = "", third = ""] = years;
    await bench().run("mint", deposit("Advice 1"), storeOf(first));
    await bench().run("mint", deposit("Advice 2"), storeOf(second));
    const again = await bench().run("mint", deposit("Advice 1"), storeOf(third));
    expect(again.sent).to.equal(0);
    expect(again.notes[0]).to.contain('deposit "Advice 1": is done already, transaction 0x');
    const folder = bench().store("mint").folder ?? "";
    expect(readdirSync(folder).filter((name) => /\.\d{4}\.jsonl$/.test(name))).to.deep.equal([
      ...["kgst-mint.journal.2025.jsonl", "kgst-mint.journal.2026.jsonl"],
    ]);
    for (const reference of ["ADVICE 1", "advice 2"]) {
      await bench().refused("REFERENCE_ALIKE", "mint", deposit(reference), storeOf(third));
    }
    expect((await bench().run("mint", deposit("Advice 3"), storeOf(third))).sent).to.equal(1);
    expect(await bench().token.totalSupply()).to.equal(3n * COIN);
  });

  it("is left as it is by a dry run, which holds no lock", async () => {
    const clock = (): Date => new Date("2025-05-05T00:00:00Z");
    await bench().run("mint", deposit("Advice 1"), { store: bench().store("mint", { clock }) });
    await bench().run("mint", deposit("Advice 2"), { dryRun: true });
    expect(readdirSync(bench().store("mint").folder ?? "")).to.deep.equal(["kgst-mint.journal.jsonl"]);
  });
});

describe("A file of deposits", function () {
  this.timeout(300_000);
  const ROWS = 96;

  for (const network of ["localhost", "tronEmbedded"] as const) {
    it(`asks a node of ${network} at most eight times for each row, and once for a hundred in batches`, async () => {
      const site = await openMintSite(network);
      try {
        const asked = async (rows: number, batch: number): Promise<number> => {
          const before = site.requests();
          expect((await site.mint(rows, batch)).state).to.equal("finished");
          return (site.requests() - before) / rows;
        };
        expect(await asked(ROWS, 1)).to.be.at.most(8);
        expect(await asked(100, 100)).to.be.at.most(1);
      } finally {
        await site.close();
      }
    });
  }

  it("takes each record of the journal in once, however many rows it has", async () => {
    const site = await openMintSite("localhost");
    const add = Object.getOwnPropertyDescriptor(Progress.prototype, "add")?.value as (entry: unknown) => void;
    let taken = 0;
    try {
      await site.mint(1, 1);
      const own = 4;
      const entries = 400;
      putBefore(site.journal, { entries, minter: site.coin.desired.roles.MINTER[0] ?? "" });
      Progress.prototype.add = function (this: Progress, entry) {
        taken += 1;
        add.call(this, entry);
      };
      const { sent } = await site.mint(ROWS, 1);
      expect([sent, taken]).to.deep.equal([ROWS, entries + own + 4 * ROWS]);
    } finally {
      Progress.prototype.add = add;
      await site.close();
    }
  });
});
