import { appendFileSync, existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { AbiCoder, Interface, id } from "ethers";
import type { JournalRecord } from "../../issuer/journal/entries.ts";
import { Journal } from "../../issuer/journal/journal.ts";
import { acquireLock } from "../../issuer/journal/lock.ts";
import { explain, redact } from "../../issuer/chains/reasons.ts";
import { revertData } from "../../packages/integration/reading/revert-data.ts";
import { expectRefusal } from "./support.ts";
import { emptyFolder } from "../support/folders.ts";

const SENT: JournalRecord = { type: "sent", key: "deploy:token", hash: id("transaction") };

describe("The journal", () => {
  it("has each record on disk before it goes on", () => {
    const file = join(emptyFolder(), "network", "coin.journal.jsonl");
    const lines: number[] = [];
    const journal = new Journal({
      file,
      clock: () => new Date("2026-11-22T08:00:00Z"),
      onRecord: () => lines.push(existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0),
    });
    journal.append(SENT);
    journal.append({ type: "finished" });
    expect(lines).to.deep.equal([0, 1, 1, 2]);
    expect(new Journal({ file }).records).to.deep.equal([
      { n: 1, at: "2026-11-22T08:00:00.000Z", ...SENT },
      { n: 2, at: "2026-11-22T08:00:00.000Z", type: "finished" },
    ]);
  });

  it("drops a last line that a crash has torn, and only when it writes", () => {
    const file = join(emptyFolder(), "coin.journal.jsonl");
    new Journal({ file }).append(SENT);
    const whole = readFileSync(file, "utf8");
    appendFileSync(file, '{"n":2,"at":"2026-11-22T08:00:00.000Z","type":"int');
    const journal = new Journal({ file });
    expect(journal.records).to.have.length(1);
    expect(readFileSync(file, "utf8")).to.not.equal(whole);
    journal.append({ type: "finished" });
    expect(readFileSync(file, "utf8").startsWith(`${whole}{"n":2,`)).to.equal(true);
    expect(new Journal({ file }).records.map(({ type }) => type)).to.deep.equal(["sent", "finished"]);
  });

  it("believes a torn line only where it is the beginning of the next one", async () => {
    const file = join(emptyFolder(), "coin.journal.jsonl");
    new Journal({ file }).append(SENT);
    const whole = readFileSync(file, "utf8");
    const torn = [
      "{",
      '{"n":',
      '{"n":2',
      '{"n":2,"a":"b {',
      '{"n":2,"a":"b\\',
      `{"n":2,"a":${"\0".repeat(99)}`,
      " ",
      "  ",
    ];
    for (const tail of torn) {
      writeFileSync(file, `${whole}${tail}`);
      expect(new Journal({ file }).records, tail).to.have.length(1);
    }
    const damaged = [
      ...["\0", "\0".repeat(4_096), "x", '{"n":3,"at":', '{"at":', "\t", "\r"],
      ...[
        '{"n":2,"a":1}{"n":3,"a":2}',
        '{"n":2,"a":1}\r{"n":3',
        '{"n":2,"a":1}\0{"n":3',
        `{"n":2,"a":"${"b".repeat(1_048_576)}`,
      ],
    ];
    for (const tail of damaged) {
      writeFileSync(file, `${whole}${tail}`);
      const error = await expectRefusal("JOURNAL_DAMAGED", () => new Journal({ file }));
      const bytes = Buffer.byteLength(tail);
      expect(error.message).to.equal(`${file} is damaged: After record 1 comes what is none (${bytes} bytes).`);
      expect(readFileSync(file, "utf8")).to.equal(`${whole}${tail}`);
    }
    for (const text of ["\0".repeat(whole.length), whole.replaceAll("\n", "\r").repeat(2), "garbage"]) {
      writeFileSync(file, text);
      const error = await expectRefusal("JOURNAL_DAMAGED", () => new Journal({ file }));
      expect(error.message).to.equal(`${file} is damaged: It holds no record (${text.length} bytes).`);
    }
    writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(whole.trim(), "utf16le")]));
    await expectRefusal("JOURNAL_DAMAGED", () => new Journal({ file }));
  });

  it("keeps a record from which only the end of the line is missing", () => {
    const file = join(emptyFolder(), "coin.journal.jsonl");
    for (const type of ["finished", "finished"] as const) new Journal({ file }).append({ type });
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, whole.slice(0, -1)); // as some editors leave it
    const journal = new Journal({ file });
    expect(journal.records).to.have.length(2);
    journal.append(SENT);
    expect(readFileSync(file, "utf8").startsWith(`${whole}{"n":3,`)).to.equal(true);
    expect(new Journal({ file }).records.map(({ type }) => type)).to.deep.equal(["finished", "finished", "sent"]);
  });

  it("takes a torn line away, however much longer it is than the record in its place", () => {
    const file = join(emptyFolder(), "coin.journal.jsonl");
    new Journal({ file }).append(SENT);
    appendFileSync(file, `{"n":2,"at":"2026-11-22T08:00:00.000Z","type":"intent","raw":"0x${"00".repeat(999)}`);
    new Journal({ file }).append({ type: "finished" });
    expect(new Journal({ file }).records.map(({ type }) => type)).to.deep.equal(["sent", "finished"]);
  });

  it("goes on from what another process has appended, of which it reads the new lines only", () => {
    const file = join(emptyFolder(), "coin.journal.jsonl");
    const one = new Journal({ file });
    const other = new Journal({ file });
    one.append(SENT);
    other.append({ type: "finished" });
    expect([other.length, other.since(0).map(({ n, type }) => `${n} ${type}`)]).to.deep.equal([
      2,
      ["1 sent", "2 finished"],
    ]);
    one.append({ type: "finished" });
    expect(new Journal({ file }).records.map(({ n, type }) => `${n} ${type}`)).to.deep.equal([
      ...["1 sent", "2 finished", "3 finished"],
    ]);
  });

  it("refuses to go on in a file that was shortened, replaced or written over meanwhile", async () => {
    const changes: [string, (file: string, whole: string) => void][] = [
      ["it is shorter than it was", (file, whole) => writeFileSync(file, whole.slice(0, -9))],
      ["it was written over", (file, whole) => writeFileSync(file, whole.replace("deploy:token", "deploy:other"))],
      [
        "another file took its place",
        (file, whole) => {
          writeFileSync(`${file}.new`, whole);
          renameSync(`${file}.new`, file);
        },
      ],
    ];
    for (const [reason, change] of changes) {
      const file = join(emptyFolder(), "coin.journal.jsonl");
      const journal = new Journal({ file });
      journal.append(SENT);
      change(file, readFileSync(file, "utf8"));
      const before = readFileSync(file, "utf8");
      const error = await expectRefusal("RECORD_NOT_WRITTEN", () => journal.append({ type: "finished" }));
      expect(error.message).to.equal(`${file} could not be written: ${reason}.`);
      const read = await expectRefusal("JOURNAL_DAMAGED", () => {
        journal.refresh();
      });
      expect(read.message).to.equal(`${file} is not what was read before: ${reason}.`);
      expect([journal.length, readFileSync(file, "utf8")]).to.deep.equal([1, before]);
    }
  });

  it("refuses a file that somebody has edited", async () => {
    const file = join(emptyFolder(), "coin.journal.jsonl");
    for (const text of ["not json\n", '{"n":2,"type":"sent"}\n', '{"n":1}\n']) {
      writeFileSync(file, text);
      const error = await expectRefusal("JOURNAL_DAMAGED", () => new Journal({ file }));
      expect(error.message).to.contain("line 1");
    }
  });
});

describe("The lock", () => {
  const owner = (pid: number, host = hostname()): string =>
    JSON.stringify({ pid, host, since: "2026-11-22T08:00:00.000Z", token: "other" });

  it("is held by one run at a time, and leaves nothing behind", async () => {
    const file = join(emptyFolder(), "network", "coin.lock");
    const lock = acquireLock(file);
    await expectRefusal("CONCURRENT_RUN", () => acquireLock(file));
    lock.assertHeld();
    lock.release();
    expect(readdirSync(join(file, ".."))).to.deep.equal([]);
    acquireLock(file).release();
  });

  it("passes on from a process that was killed", async () => {
    const folder = emptyFolder();
    const file = join(folder, "coin.lock");
    writeFileSync(file, owner(2 ** 22 + 1)); // above the largest process id
    const lock = acquireLock(file);
    await expectRefusal("CONCURRENT_RUN", () => acquireLock(file));
    lock.release();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it("stays with a process of another machine, and with a file nobody can read", async () => {
    const file = join(emptyFolder(), "coin.lock");
    writeFileSync(file, owner(2 ** 22 + 1, "elsewhere"));
    const error = await expectRefusal("CONCURRENT_RUN", () => acquireLock(file));
    expect(error.message).to.contain("on elsewhere").and.contain(file);
    writeFileSync(file, "");
    await expectRefusal("CONCURRENT_RUN", () => acquireLock(file));
  });

  it("notices that it was taken away", async () => {
    const file = join(emptyFolder(), "coin.lock");
    const lock = acquireLock(file);
    writeFileSync(file, owner(process.pid));
    await expectRefusal("CONCURRENT_RUN", () => lock.assertHeld());
    lock.release();
    expect(readFileSync(file, "utf8")).to.equal(owner(process.pid));
  });
});

describe("Reasons", () => {
  const abi = new Interface(["error InvalidThreshold(uint256 threshold, uint256 attestors)"]);
  const data = abi.encodeErrorResult("InvalidThreshold", [1, 5]);

  it("finds revert data wherever a library or a node has put it", () => {
    for (const error of [{ data }, { info: { error: { data } } }, { cause: { error: { data: { data } } } }]) {
      expect(revertData(error)).to.equal(data);
      expect(explain(error)).to.equal(
        "A threshold of 1 of 5 attestors is below two, no majority, or above their number",
      );
    }
    expect(revertData(new Error("no"))).to.equal(null);
    const word = AbiCoder.defaultAbiCoder().encode(["uint256"], [7]);
    expect(explain({ data: word })).to.equal(`reverted with ${word}`);
  });

  it("prefers what the node said, and hides URLs and bare keys", () => {
    const key = "ab".repeat(32);
    const error = {
      message: "long",
      shortMessage: "short",
      info: { error: { message: `bad ${key} at https://x.y/key` } },
    };
    expect(explain(error)).to.equal("bad <redacted> at <url>");
    expect(redact(`0x${key}`)).to.equal(`0x${key}`);
  });
});
