import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import hre from "hardhat";
import { type EmbeddedChain, openEmbeddedEvm } from "../../scripts/embedded-chains.ts";
import type { StoredRecord } from "../../issuer/journal/entries.ts";
import { KILLED, killedAt, runAndDie } from "./dying.ts";
import { Stage } from "./support.ts";
import { TRANSACTIONS } from "../support/deployment-stage.ts";
import { emptyFolder } from "../support/folders.ts";

/** begin, then intent, sent, mined and verified for each transaction, then finished. */
const RECORDS = 1 + 4 * TRANSACTIONS + 1;

describe("A deployment that is interrupted", function () {
  this.timeout(60_000);

  for (const phase of ["before", "after"] as const) {
    it(`goes on when it was stopped ${phase} any record, and sends nothing twice`, async function () {
      this.timeout(300_000);
      for (let n = 1; n <= RECORDS; n++) {
        const stage = await Stage.open();
        await stage.runUntil((now, record) => now === phase && record.n === n);
        await stage.expectDeployedOnce(await stage.run());
        await stage.close();
      }
    });
  }

  it("signs each transaction once, even if it is stopped before each broadcast", async () => {
    const stage = await Stage.open();
    for (let stops = 0; stops < TRANSACTIONS; stops++) {
      const seen = stage.records().length;
      await stage.runUntil((phase, record) => phase === "after" && record.n > seen && record.type === "intent");
    }
    await stage.expectDeployedOnce(await stage.run());
    const intents = stage.records().filter((record) => record.type === "intent");
    const mined = await stage.transactions();
    expect(intents.map((intent) => intent.hash)).to.deep.equal(mined.map((receipt) => receipt.hash));
    await stage.close();
  });

  it(`goes on after its process was killed after ${KILLED} in turn`, async function () {
    this.timeout(600_000);
    const chain = await openEmbeddedEvm(hre);
    try {
      await killInTurn(chain, emptyFolder());
    } finally {
      await chain.close();
    }
  });
});

async function killInTurn({ url, connection }: EmbeddedChain, folder: string): Promise<void> {
  for (const records of killedAt(RECORDS)) {
    expect(await runAndDie(url, folder, "localhost", records)).to.deep.equal([null, "SIGKILL"]);
    expect(journalOf(folder)).to.have.length(records);
  }
  expect(await runAndDie(url, folder, "localhost", RECORDS + 1)).to.deep.equal([0, null]);

  const { provider } = connection.ethers;
  const hashes: string[] = [];
  for (let number = 1; number <= (await provider.getBlockNumber()); number++) {
    hashes.push(...((await provider.getBlock(number))?.transactions ?? []));
  }
  const journal = journalOf(folder);
  const intents = journal.filter((record) => record.type === "intent");
  expect(hashes).to.deep.equal(intents.map((intent) => intent.hash));
  expect(hashes).to.have.length(TRANSACTIONS);
  expect(journal.at(-1)?.type).to.equal("finished");
}

function journalOf(folder: string): StoredRecord[] {
  const text = readFileSync(join(folder, "localhost", "kgst.journal.jsonl"), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as StoredRecord);
}
