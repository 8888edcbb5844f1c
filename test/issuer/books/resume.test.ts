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

  it("inside a transaction, twice, end as those of one that was not", async () => {
    const [file, whole] = [join(emptyFolder(), "a.sqlite"), join(emptyFolder(), "b.sqlite")];
    for (const deadly of [1_234, 4_321]) {
      const { signal, stderr } = spawnSync(process.execPath, ["--import", "tsx", PROGRAM, file, `${deadly}`], {
        encoding: "utf8",
      });
      expect(signal, stderr).to.equal("SIGKILL");
      const db = new DatabaseSync(file);
      const kept = db.prepare("SELECT count(*) AS n FROM events").get();
      const noted = db.prepare("SELECT events AS n FROM chains").get();
      db.close();
      // Chunks of 50 blocks with ten events each: all before the one that was killed, nothing of it.
      expect([kept?.n, noted?.n]).to.deep.equal([deadly - (deadly % 500), deadly - (deadly % 500)]);
    }
    expect(await readInto(file)).to.equal(EVENTS - 4_000);
    expect(await readInto(whole)).to.equal(EVENTS);
    expect(dumpBooks(file)).to.deep.equal(dumpBooks(whole));
  });
});
