import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readAnchor } from "../../../issuer/anchor/anchor-file.ts";
import { readBuilderFile } from "../../../issuer/cosigning/safe.ts";
import { openTronFile } from "../../../issuer/cosigning/tron-file.ts";
import type { ErrorCode } from "../../../issuer/errors.ts";
import { StateFile } from "../../../issuer/monitor/state-file.ts";
import { readAnyForm } from "../../../issuer/reports/report-file.ts";
import { parseJson } from "../../../issuer/text/parse-json.ts";
import { expectRefusal } from "../../deploy/support.ts";
import { emptyFolder } from "../../support/folders.ts";

const FILE = join(emptyFolder(), "file.json");
const LEVELS = 100_000;
/** Milliseconds for a file of some megabytes, on a machine that does other things, too. */
const LONGEST = 20_000;
const DEEP: Readonly<Record<string, string>> = {
  lists: `${"[".repeat(LEVELS)}${"]".repeat(LEVELS)}`,
  objects: `${'{"a":'.repeat(LEVELS)}1${"}".repeat(LEVELS)}`,
  "a field that nobody asks for": `{"meta":{"x":${"[".repeat(LEVELS)}${"]".repeat(LEVELS)}}}`,
  "millions of brackets that are never closed": "[{".repeat(2_000_000),
};
const READERS: Readonly<Record<string, [ErrorCode, (text: string) => unknown]>> = {
  "a Safe's batch": ["SIGNING_FILE_INVALID", (text) => readBuilderFile(FILE, text)],
  "a file of TRON": ["SIGNING_FILE_INVALID", (text) => openTronFile(FILE, text)],
  "a report": ["REPORT_FILE_INVALID", () => readAnyForm(FILE)],
  "an anchor": ["ANCHOR_INVALID", () => readAnchor(FILE)],
  "the state of a monitor": ["MONITOR_STATE_INVALID", () => StateFile.open(FILE, "kgst")],
};

describe("JSON that people pass on", () => {
  for (const [kind, [code, read]] of Object.entries(READERS)) {
    it(`is refused if it is nested deeper than any format: ${kind}`, async () => {
      for (const [what, text] of Object.entries(DEEP)) {
        writeFileSync(FILE, text);
        const started = performance.now();
        const { message } = await expectRefusal(code, () => read(text));
        expect(message, what).to.equal(`${FILE} is nested deeper than 64 levels, as no file of its kind is.`);
        expect(performance.now() - started, what).to.be.lessThan(LONGEST);
      }
    });
  }

  it("is taken as deep as 64 levels, and brackets in texts count for nothing", async () => {
    const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    expect(parseJson(FILE, nested(64), "CSV_INVALID")).to.deep.equal(JSON.parse(nested(64)));
    await expectRefusal("CSV_INVALID", () => parseJson(FILE, nested(65), "CSV_INVALID"));
    const text = JSON.stringify(['"[[', "\\", "[{".repeat(1_000)]);
    expect(parseJson(FILE, text, "CSV_INVALID")).to.deep.equal(JSON.parse(text));
    const { message } = await expectRefusal("CSV_INVALID", () => parseJson("x\u001b[2J", "{", "CSV_INVALID"));
    expect(message).to.equal("x\\u001b[2J is not JSON.");
  });
});
