import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { Register } from "../../../issuer/attestation/files.ts";
import { Journal } from "../../../issuer/journal/journal.ts";
import { replaceFile } from "../../../issuer/files/durable.ts";
import { expectRefusal } from "../../deploy/support.ts";
import { emptyFolder } from "../../support/folders.ts";

const WRITER = fileURLToPath(new URL("write-under-limit.ts", import.meta.url));
/** In the shell's units of 1,024 bytes. */
const LIMIT = 8;

/** Runs the writer under the system's limit on file sizes, as a process that no permission of root exempts from it. */
function underLimit(what: "append" | "room" | "replace" | "create", file: string): string {
  const command = `ulimit -f ${LIMIT}; exec "$0" --import tsx "$@"`;
  const { stdout } = spawnSync("bash", ["-c", command, process.execPath, WRITER, what, file], { encoding: "utf8" });
  return stdout;
}

/** Mounts a small disk on a folder. */
function mountSmallDisk(folder: string, bytes: number): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder], { stdio: "ignore" });
}

/** Whether a disk can be mounted here, which takes root. */
const canMount = ((): boolean => {
  const folder = emptyFolder();
  try {
    mountSmallDisk(folder, 4_096);
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  }
})();

describe("Files that must survive", function () {
  this.timeout(60_000);

  it("take the place of no folder, pipe or device, and of a link only itself", async () => {
    const folder = emptyFolder();
    const [pipe, other, link, kept] = ["pipe", "folder", "link", "kept"].map((name) => join(folder, name)) as [
      ...[string, string, string, string],
    ];
    execFileSync("mkfifo", [pipe]);
    mkdirSync(other);
    writeFileSync(kept, "kept");
    symlinkSync(kept, link);
    for (const [path, what] of [
      [pipe, "a pipe or a device"],
      [other, "a folder"],
      ["/dev/null", "a pipe or a device"],
    ] as const) {
      const error = await expectRefusal("RECORD_NOT_WRITTEN", () => replaceFile(path, "new"));
      expect(error.message).to.equal(`${path} could not be written: it is ${what}.`);
    }
    expect(statSync(pipe).isFIFO() && statSync("/dev/null").isCharacterDevice()).to.equal(true);
    replaceFile(link, "new");
    expect([readFileSync(link, "utf8"), readFileSync(kept, "utf8")]).to.deep.equal(["new", "kept"]);
    expect(readdirSync(folder).sort()).to.deep.equal(["folder", "kept", "link", "pipe"]);
  });

  it("take a record as a whole or not at all, when files may not grow any more", () => {
    const file = join(emptyFolder(), "coin.journal.jsonl");
    expect(underLimit("append", file)).to.equal(
      `RECORD_NOT_WRITTEN: ${file} could not be written: it would be larger than files may be here.`,
    );
    expect(statSync(file).size).to.be.lessThanOrEqual(LIMIT * 1_024);
    const text = readFileSync(file, "utf8");
    expect(text.endsWith("\n")).to.equal(true);
    const whole = new Journal({ file }).records;
    expect(whole).to.have.length(text.split("\n").length - 1);
    expect(whole).to.have.length(7); // seven records of 1,070 bytes in 8,192
  });

  it("are tried for room before anything is signed, and left as they were", () => {
    const file = join(emptyFolder(), "coin.journal.jsonl");
    expect(underLimit("room", file)).to.contain("RECORD_NOT_WRITTEN");
    expect(readFileSync(file, "utf8")).to.equal("");
  });

  it("are replaced as a whole or stay as they were, and leave no draft behind", () => {
    const folder = emptyFolder();
    const file = join(folder, "record.json");
    writeFileSync(file, "as it was");
    expect(underLimit("replace", file)).to.contain("RECORD_NOT_WRITTEN");
    expect(readFileSync(file, "utf8")).to.equal("as it was");
    expect(readdirSync(folder)).to.deep.equal(["record.json"]);
  });

  it("are made as a whole or not at all, and never in the place of another", () => {
    const folder = emptyFolder();
    expect(underLimit("create", join(folder, "anchor.json"))).to.contain("RECORD_NOT_WRITTEN");
    expect(readdirSync(folder)).to.deep.equal([]);
    const file = join(folder, "kept.json");
    writeFileSync(file, "as it was");
    expect(underLimit("create", file)).to.contain("RECORD_NOT_WRITTEN");
    expect(readFileSync(file, "utf8")).to.equal("as it was");
  });

  it("do not follow a link that waits at the name of a draft", () => {
    const folder = emptyFolder();
    const victim = join(folder, "victim");
    writeFileSync(victim, "untouched");
    symlinkSync(victim, join(folder, "record.json.draft"));
    replaceFile(join(folder, "record.json"), "new");
    expect(readFileSync(victim, "utf8")).to.equal("untouched");
    expect(readFileSync(join(folder, "record.json"), "utf8")).to.equal("new");
  });

  it("are refused in a sentence where a folder stands, or a file in the way", async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, "taken"));
    writeFileSync(join(folder, "file"), "");
    for (const [file, reason] of [
      ["taken", "it is a folder"],
      ["file/record.json", "a part of its path is a file"],
    ] as const) {
      const path = join(folder, file);
      const error = await expectRefusal("RECORD_NOT_WRITTEN", () => {
        replaceFile(path, "new");
      });
      expect(error.message).to.equal(`${path} could not be written: ${reason}.`);
    }
  });

  // Root may mount a small disk, and write everywhere; for everybody else the limit above stands for a full disk.
  if (canMount) {
    it("take a record as a whole or not at all on a disk that is full", async () => {
      const folder = emptyFolder();
      mountSmallDisk(folder, 16_384);
      try {
        const file = join(folder, "coin.journal.jsonl");
        const journal = new Journal({ file });
        const fill = (): void => {
          for (;;) journal.append({ type: "sent", key: "k".repeat(900), hash: `${journal.records.length}` });
        };
        const error = await expectRefusal("RECORD_NOT_WRITTEN", fill);
        expect(error.message).to.equal(`${file} could not be written: the disk is full.`);
        expect(new Journal({ file }).records).to.have.length(journal.records.length);
        const other = join(folder, "record.json");
        await expectRefusal("RECORD_NOT_WRITTEN", () => {
          replaceFile(other, "y".repeat(10_000));
        });
        expect(readdirSync(folder)).to.deep.equal(["coin.journal.jsonl"]);
      } finally {
        execFileSync("umount", [folder]);
      }
    });
  }
  if (process.getuid?.() !== 0) {
    it("are refused in a sentence where the user may not write", async () => {
      const folder = join(emptyFolder(), "locked");
      mkdirSync(folder);
      chmodSync(folder, 0o500);
      const error = await expectRefusal("RECORD_NOT_WRITTEN", () =>
        new Journal({ file: join(folder, "j") }).tryRoom(1),
      );
      expect(error.message).to.contain("this user may not write there");
    });
  }

  it("keep what attestors have signed, whole lines only", async () => {
    const folder = emptyFolder();
    const register = new Register(folder);
    const numbers = { sequence: "1", epoch: "1", revision: "0", asOf: "1", validFrom: "1", validUntil: "2" };
    const line = { at: "t", attestor: "0xA", digest: "0x1", ...numbers, reserves: "3", allocations: [] };
    register.append(line);
    const file = join(folder, "signed.jsonl");
    writeFileSync(file, `${readFileSync(file, "utf8")}{"at":"t","attes`); // torn by a crash
    register.append({ ...line, digest: "0x2" });
    expect(register.linesOf("0xA").map(({ digest }) => digest)).to.deep.equal(["0x1", "0x2"]);
    writeFileSync(file, '{"attestor":1}\n');
    await expectRefusal("REGISTER_DAMAGED", () => register.linesOf("0xA"));
    expect(existsSync(file)).to.equal(true);
  });
});
