import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { id } from "ethers";
import type { JournalRecord, StoredRecord } from "../../../issuer/journal/entries.ts";
import { Journal } from "../../../issuer/journal/journal.ts";
import { type SealingStep, sealYears } from "../../../issuer/journal/seal.ts";
import { emptyFolder } from "../../support/folders.ts";
import { expectRefusal } from "../../deploy/support.ts";
import { Killed } from "../../support/killed.ts";

const MINTER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const TO = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const NOW = new Date("2027-03-01T00:00:00Z");

const intent = (reference: string, nonce: number): JournalRecord => {
  const hash = id(reference);
  const about = [{ key: `mint:${hash}`, operation: "mint", reference, hash, to: TO, amount: "1" }];
  const signed = { hash: id(`sent ${reference}`), raw: "0x", from: MINTER, nonce };
  return { type: "intent", step: "mint", key: `mint:${hash}`, description: `mint ${reference}`, ...signed, about };
};
const end = (reference: string): JournalRecord[] => {
  const [key, hash] = [`mint:${id(reference)}`, id(`sent ${reference}`)];
  const mined = { succeeded: true, block: 7, gasUsed: "1", fee: "1", contractAddress: null };
  return [
    { type: "mined", key, hash, ...mined },
    { type: "verified", key, hash },
  ];
};

/** A journal with a deposit of each of these times; the last of 2026 is still on its way. */
function journalOf(file: string, begin: string, ...records: readonly JournalRecord[]): Journal {
  const journal = new Journal({ file, clock: () => new Date(begin) });
  for (const record of records) journal.append(record);
  return journal;
}

/** Two years that are over, one after the other, with what each leaves behind. */
function threeYears(): { readonly folder: string; readonly file: string } {
  const folder = emptyFolder();
  const file = join(folder, "kgst-mint.journal.jsonl");
  const waiting: JournalRecord = { type: "waiting", step: "mint", key: "mint:w", description: "mint w", by: [MINTER] };
  journalOf(file, "2025-06-01T00:00:00Z", intent("first", 0), ...end("first"), waiting);
  journalOf(file, "2026-06-01T00:00:00Z", intent("second", 1), ...end("second"), intent("on its way", 2));
  journalOf(file, "2027-01-01T00:00:00Z", ...end("on its way"), intent("third", 3));
  return { folder, file };
}

/** What a journal amounts to, whichever files it is in. */
function meaningOf(file: string): unknown {
  const journal = new Journal({ file });
  const { progress, history } = journal;
  return {
    records: journal.records,
    length: journal.length,
    open: progress.open.map(({ key }) => key),
    waiting: [...progress.waiting.keys()],
    nonce: progress.topNonce(MINTER),
    last: progress.settledOf(MINTER).last.map(({ intent: { hash } }) => hash),
    states: ["first", "second", "on its way", "third", "never"].map((name) => history.get(`mint:${id(name)}`)),
    alike: ["FIRST", "Second", "on its way", "nothing"].map((text) => history.alike(text)),
    found: journal.intentOf(id("sent first")).description,
  };
}

describe("The years of a journal", () => {
  it("get files of their own when they are over, and the journal means what it did", () => {
    const { folder, file } = threeYears();
    const before = meaningOf(file);
    expect(sealYears(file, NOW)).to.equal(true);
    expect(readdirSync(folder).sort()).to.deep.equal([
      ...["kgst-mint.journal.2025.index", "kgst-mint.journal.2025.jsonl", "kgst-mint.journal.2025.subjects"],
      ...["kgst-mint.journal.2026.index", "kgst-mint.journal.2026.jsonl", "kgst-mint.journal.2026.subjects"],
      "kgst-mint.journal.jsonl",
    ]);
    expect(meaningOf(file)).to.deep.equal(before);
    const own = readFileSync(file, "utf8").split("\n");
    expect(own.filter((line) => line !== "" && !line.startsWith('{"n":0,'))).to.have.length(3);
    const journal = new Journal({ file });
    journal.append({ type: "finished" });
    expect(new Journal({ file }).records.map(({ n }) => n)).to.deep.equal(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  it("are sealed once, and one after the other as they end", () => {
    const { file } = threeYears();
    expect(sealYears(file, new Date("2026-12-31T23:59:59Z"))).to.equal(true);
    const whole = readFileSync(file);
    expect(sealYears(file, new Date("2026-12-31T23:59:59Z"))).to.equal(false);
    expect(readFileSync(file).equals(whole)).to.equal(true);
    const before = meaningOf(file);
    expect(sealYears(file, NOW)).to.equal(true);
    expect(meaningOf(file)).to.deep.equal(before);
    expect(sealYears(file, new Date("2028-01-01T00:00:00Z"))).to.equal(true); // after which nothing was recorded yet
    expect(meaningOf(file)).to.deep.equal(before);
    expect(sealYears(file, new Date("2029-01-01T00:00:00Z"))).to.equal(false);
    new Journal({ file, clock: () => new Date("2028-01-02T00:00:00Z") }).append({ type: "finished" });
    expect(new Journal({ file }).length).to.equal(12);
  });

  it("are left as one file by a run that is killed at any step, and sealed by the next one", () => {
    const steps: SealingStep[] = ["year", "index", "year", "index", "journal"];
    for (const at of steps.keys()) {
      const { file } = threeYears();
      const before = meaningOf(file);
      let step = 0;
      const kill = (): void => {
        if (step++ === at) throw new Killed(`${steps[at]}`);
      };
      expect(() => sealYears(file, NOW, kill), `${at}`).to.throw(Killed);
      expect(meaningOf(file), `${at}`).to.deep.equal(before);
      expect(sealYears(file, NOW), `${at}`).to.equal(steps[at] !== "journal");
      expect(meaningOf(file), `${at}`).to.deep.equal(before);
    }
  });

  it("are left as one file by a run that dies in the middle of any of their files", () => {
    const { folder, file } = threeYears();
    const before = meaningOf(file);
    for (const name of ["2025.jsonl", "2025.index", "2025.subjects", "2026.jsonl", "jsonl"]) {
      writeFileSync(join(folder, `kgst-mint.journal.${name}.draft`), '{"n":1,"torn');
    }
    expect(meaningOf(file)).to.deep.equal(before);
    expect(sealYears(file, NOW)).to.equal(true);
    expect(readdirSync(folder).filter((name) => name.endsWith(".draft"))).to.deep.equal([]);
    expect(meaningOf(file)).to.deep.equal(before);
  });

  it("keep an index that is made again where it is damaged or gone", () => {
    for (const spoil of [
      (name: string) => {
        rmSync(name);
      },
      (name: string) => {
        writeFileSync(
          name,
          readFileSync(name).map((byte) => byte ^ 1),
        );
      },
      (name: string) => {
        writeFileSync(name, readFileSync(name).subarray(0, 5));
      },
    ]) {
      for (const part of ["index", "subjects"]) {
        const { folder, file } = threeYears();
        const before = meaningOf(file);
        sealYears(file, NOW);
        spoil(join(folder, `kgst-mint.journal.2025.${part}`));
        expect(meaningOf(file)).to.deep.equal(before);
      }
    }
  });

  it("are refused where a byte of them was changed, or one is missing", async () => {
    const { folder, file } = threeYears();
    sealYears(file, NOW);
    const year = join(folder, "kgst-mint.journal.2025.jsonl");
    const whole = readFileSync(year, "utf8");
    writeFileSync(year, whole.replace("mint first", "mint fifth"));
    const changed = await expectRefusal("JOURNAL_DAMAGED", () => new Journal({ file }).records);
    expect(changed.message).to.equal(`${year} is not as it was sealed: a part of it was changed.`);
    writeFileSync(year, whole.slice(0, -9));
    const cut = await expectRefusal("JOURNAL_DAMAGED", () => new Journal({ file }));
    expect(cut.message).to.match(/2025\.jsonl has \d+ bytes instead of \d+: .* goes on from it\.$/);
    rmSync(year);
    const gone = await expectRefusal("JOURNAL_DAMAGED", () => new Journal({ file }));
    expect(gone.message).to.equal(`${year} is missing: ${file} goes on from it.`);
    rmSync(file);
    const lone = await expectRefusal("JOURNAL_DAMAGED", () => new Journal({ file }));
    expect(lone.message).to.equal(`${file} is gone, while ${join(folder, "kgst-mint.journal.2026.jsonl")} is there.`);
  });

  it("open again what the chain has taken away long after", () => {
    const { file } = threeYears();
    sealYears(file, NOW);
    const journal = new Journal({ file });
    const hash = id("sent first");
    journal.append({ type: "reopened", key: `mint:${id("first")}`, hash });
    for (const read of [journal, new Journal({ file })]) {
      expect(read.history.get(`mint:${id("first")}`)?.state).to.equal("open");
      expect(read.progress.openOf(`mint:${id("first")}`).map((open) => open.hash)).to.deep.equal([hash]);
    }
  });

  it("of an earlier edition, in one file, open as they are", () => {
    const { folder, file } = threeYears();
    const copy = join(folder, "copy.journal.jsonl");
    cpSync(file, copy);
    expect(meaningOf(copy)).to.deep.equal(meaningOf(file));
    const records: readonly StoredRecord[] = new Journal({ file }).records;
    expect(records.map(({ n }) => n)).to.deep.equal(Array.from({ length: 11 }, (_, index) => index + 1));
  });
});
