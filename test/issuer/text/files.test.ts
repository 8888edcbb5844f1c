import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { LARGEST_FILE, readTextFile } from "../../../issuer/text/read-file.ts";
import { readTextStream } from "../../../issuer/text/read-stream.ts";
import { emptyFolder } from "../../support/folders.ts";

describe("Files of operators", () => {
  const folder = emptyFolder();
  const refused = (path: string, message: string): void => {
    for (const read of [readTextFile, (...args: Parameters<typeof readTextStream>) => [...readTextStream(...args)]]) {
      let thrown: unknown;
      try {
        read(path, { code: "CSV_INVALID" });
      } catch (error) {
        thrown = error;
      }
      expect(thrown).to.have.property("code", "CSV_INVALID");
      expect(thrown).to.have.property("message", `${path} cannot be read: ${message}.`);
    }
  };

  it("are refused at once if they are not files", () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    refused(pipe, "it is a pipe or a device, not a file; write it to a file first");
    refused("/dev/zero", "it is a pipe or a device, not a file; write it to a file first");
    refused(folder, "it is a folder");
    refused(join(folder, "none"), "there is no such file");
    refused(join(folder, "x".repeat(300)), "the name is too long");
    const circle = join(folder, "circle");
    symlinkSync(circle, circle);
    refused(circle, "its links lead in a circle");
  });

  it("are refused beyond the stated size, without being read", () => {
    const large = join(folder, "large");
    writeFileSync(large, "");
    truncateSync(large, LARGEST_FILE + 1);
    refused(large, `it has ${LARGEST_FILE + 1} bytes, at most ${LARGEST_FILE} are read; split it`);
  });

  it("are the same text at once and piece by piece", () => {
    const path = join(folder, "text");
    const text = "Оплата €𝟙 ".repeat(20_000);
    writeFileSync(path, text);
    expect(readTextFile(path, { code: "CSV_INVALID" })).to.equal(text);
    const pieces = [...readTextStream(path, { code: "CSV_INVALID" })];
    expect(pieces.length).to.be.greaterThan(3);
    expect(pieces.join("")).to.equal(text);
    writeFileSync(path, "");
    expect([...readTextStream(path, { code: "CSV_INVALID" })]).to.deep.equal([]);
  });
});
