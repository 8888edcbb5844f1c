import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { dumpBooks } from "./dump.ts";
import { EVENTS, readInto } from "./run-and-die.ts";
import { emptyFolder } from "../../support/folders.ts";

const PROGRAM = fileURLToPath(new URL("run-and-die.ts", import.meta.url));

describe("Books whose reading is killed", function () {
  this.timeout(60_000);

  it("inside a transaction, again and again, end as those of one that was not", async () => {
    const [file, whole] = [join(emptyFolder(), "a.sqlite"), join(emptyFolder(), "b.sqlite")];
    // Chunks of 50 blocks with ten events each: all before the one that was killed, nothing of it.
    for (const [table, rows, whatIsKept] of [
      ["events", 1_234, 1_000],
      ["accounts", 700, 2_000],
      ["events", 1_321, 3_000],
    ] as const) {
      const program = ["--import", "tsx", PROGRAM, file, table, `${rows}`];
      const { signal, stderr } = spawnSync(process.execPath, program, { encoding: "utf8" });
      expect(signal, stderr).to.equal("SIGKILL");
      const db = new DatabaseSync(file);
      const kept = db.prepare("SELECT count(*) AS n FROM events").get();
      const noted = db.prepare("SELECT events AS n FROM chains").get();
      db.close();
      expect([kept?.n, noted?.n]).to.deep.equal([whatIsKept, whatIsKept]);
    }
    expect(await readInto(file)).to.equal(EVENTS - 3_000);
    expect(await readInto(whole)).to.equal(EVENTS);
    expect(dumpBooks(file)).to.deep.equal(dumpBooks(whole));
  });
});
