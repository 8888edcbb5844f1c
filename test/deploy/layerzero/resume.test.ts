import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import hre from "hardhat";
import { stepsOf } from "../../../deploy/steps.ts";
import type { StoredRecord } from "../../../issuer/journal/entries.ts";
import { fileStore } from "../../../issuer/journal/store.ts";
import { deployCoin } from "../../../scripts/deploy-coin.ts";
import { writePlaces } from "../../../scripts/layerzero/places.ts";
import { KILLED, killedAt, runAndDie } from "../dying.ts";
import { emptyFolder } from "../../support/folders.ts";
import { Killed } from "../../support/killed.ts";
import { LayerZeroStage } from "../../support/layerzero-stage.ts";
import { TRANSACTIONS } from "../../support/deployment-stage.ts";

/** Transactions of LayerZero's steps: verifier, adapter, role, two settings of the verifier, limits. */
const MOVES = 6;

/** Intent, sent, mined and verified of each transaction, after the coin's own. */
const BEFORE = 1 + 4 * TRANSACTIONS;
const RECORDS = BEFORE + 4 * MOVES;

describe("A deployment of the moves between chains that is interrupted", function () {
  this.timeout(600_000);

  const earlier = process.env.DEPLOYMENTS_FOLDER;
  let stage: LayerZeroStage;
  before(async () => {
    stage = await LayerZeroStage.open();
    process.env.DEPLOYMENTS_FOLDER = emptyFolder();
    for (const [index, end] of (["bnb", "tron"] as const).entries()) {
      writePlaces(stage.chains[end].network, stage.world.chains[index as 0 | 1]);
    }
  });
  after(async () => {
    if (earlier === undefined) Reflect.deleteProperty(process.env, "DEPLOYMENTS_FOLDER");
    else process.env.DEPLOYMENTS_FOLDER = earlier;
    await stage.close();
  });

  for (const end of ["bnb", "tron"] as const) {
    it(`goes on on ${end} after its process was killed after ${KILLED} in turn, and sends nothing twice`, async () => {
      const { network, url, connection, travel } = stage.chains[end];
      const folder = process.env.DEPLOYMENTS_FOLDER!;
      const journal = (): StoredRecord[] => {
        const text = readFileSync(join(folder, network, "kgst.journal.jsonl"), "utf8");
        return text
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as StoredRecord);
      };
      const hashes = async (): Promise<string[]> => {
        const { provider } = connection.ethers;
        const found: string[] = [];
        for (let number = first; number <= (await provider.getBlockNumber()); number++) {
          found.push(...((await provider.getBlock(number))?.transactions ?? []));
        }
        return found;
      };
      const first = (await connection.ethers.provider.getBlockNumber()) + 1;

      const onRecord = (phase: string, { n }: StoredRecord): void => {
        if (phase === "after" && n === BEFORE) throw new Killed("the coin stands");
      };
      const store = fileStore(network, "kgst", { onRecord });
      const stopped = await deployCoin({ connection, artifacts: hre.artifacts, store }).catch(
        (error: unknown) => error,
      );
      expect(stopped).to.be.instanceOf(Killed);

      for (const records of killedAt(RECORDS).filter((count) => count > BEFORE)) {
        expect(await runAndDie(url, folder, network as "localhost", records)).to.deep.equal([null, "SIGKILL"]);
        expect(journal()).to.have.length(records);
      }
      expect(await runAndDie(url, folder, network as "localhost", RECORDS + 1)).to.deep.equal([0, null]);
      expect(journal()).to.have.length(RECORDS);
      const sent = journal().filter((record) => record.type === "intent");
      expect(sent).to.have.length(TRANSACTIONS + MOVES);
      expect(await hashes()).to.deep.equal(sent.map(({ hash }) => hash));

      await travel(2 * 86_400 + 1);
      for (const records of killedAt(RECORDS + 5).filter((count) => count > RECORDS)) {
        expect(await runAndDie(url, folder, network as "localhost", records)).to.deep.equal([null, "SIGKILL"]);
      }
      const { outcome, desired } = await deployCoin({ connection, artifacts: hre.artifacts });
      expect([outcome.state, stepsOf(desired).length]).to.deep.equal(["finished", 10]);
      expect(journal().filter((record) => record.type === "intent")).to.have.length(TRANSACTIONS + MOVES + 1);
      expect(journal().at(-1)?.type).to.equal("finished");
    });
  }
});
